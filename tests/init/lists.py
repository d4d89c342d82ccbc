"""Lists on learning with graphs, as people keep them: what the tests of ``bot init`` begin with."""

from __future__ import annotations

ANN = """\
# Awesome graph learning

## Contents

- [Spectral methods](#spectral-methods)

## Spectral methods

- [Semi-Supervised Classification with Graph Convolutional Networks](https://arxiv.org/abs/1609.02907) ICLR 2017
- [Convolutional Neural Networks on Graphs with Fast Localized Spectral Filtering](https://arxiv.org/abs/1606.09375)

## Attention

- [Graph Attention Networks](https://arxiv.org/abs/1710.10903)
- [How Attentive are Graph Attention Networks?](https://arxiv.org/abs/2105.14491)

## Tools

- [PyG](https://github.com/pyg-team/pytorch_geometric)
"""
BOB = """\
# Papers on graphs

## Attention mechanisms

1. [Graph Attention Networks](https://arxiv.org/pdf/1710.10903.pdf)
2. [Masked Label Prediction: Unified Message Passing Model](https://arxiv.org/abs/2009.03509)

## Sampling

1. [Inductive Representation Learning on Large Graphs](https://arxiv.org/abs/1706.02216)
2. [FastGCN: Fast Learning with Graph Convolutional Networks via Importance Sampling](https://arxiv.org/abs/1801.10247)
"""
NEWER = "- [Wavelets on Graphs via Spectral Graph Theory](https://arxiv.org/abs/0912.3848)\n"

PASTED = f"""\
Collected for my reading group.

https://blog.example.org/graphs

https://github.com/ann/awesome-graphs

{ANN}

https://github.com/Bob/Graph-Papers  (worth a look)

{BOB}

https://github.com/cy/graph-list also good
"""

BY_HAND = """\
# Graphs, as I read them

Notes of mine. <!-- stays -->

## Contents

- [Spectral methods](#spectral-methods)

## 1. Spectral methods

- [Semi-Supervised Classification with Graph Convolutional Networks](https://arxiv.org/abs/1609.02907), ICLR 2017

## Attention

* [Graph Attention Networks](https://arxiv.org/abs/1710.10903)

## Software

- [DGL](https://github.com/dmlc/dgl)

## See also

- [awesome-graphs](https://github.com/ann/awesome-graphs)

## License

MIT
"""
