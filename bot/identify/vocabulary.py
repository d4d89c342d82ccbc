"""Words that mean little, much or something else in the titles of a field."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Left out of every comparison.
SMALL = _words("a an the of for in on to with by via and from using at as into is are its their")

# So usual that a title of nothing else names a topic, not a work.
COMMON = _words(
    """
advance ai algorithm analysis application approach architecture artificial attention bias big
challenge classification clustering comprehensive compression computer computing convolution
convolutional data dataset deep detection device distillation efficient embedding estimation
evaluation explanation fast feature few framework generation generative graph guide image inference
information intelligence introduction knowledge language large learning linear machine mechanism
method mobile model modeling modelling natural net network neural new object optimization overview
perspective practical practice prediction processing progress prompt pruning quantization reasoning
recent recognition recurrent regression reinforcement representation review robust scale scaling
search segmentation semantic shot simple sparse speech supervised survey system task text theory
training transfer transformer tutorial understanding unsupervised video vision visual work
"""
)

# Words whose addition makes another work of a title.
KINDS = _words(
    """
appendix benchmark blog case challenge chapter code comment comments correction demo erratum
extended extension introduction lecture overview part rebuttal reply report response review
revisited revisiting slide supplement supplementary survey thesis tutorial video volume workshop
"""
)
NEGATIONS = _words("not no non never without cannot nor beyond anti against")

# Words that others become by one or two letters: neither is the other misspelt.
CONFUSABLE = _words(
    """
adaption adoption aerial calibration casual causal collaboration conditional conditioned contention
contraction contractive contrastive convection conversion convex deduction deductive definition
detection deviation dialect differentiable differential dilation dilution direction discrete
discriminant discrimination distortion distributed distribution embodied emission emotion erasing
explanation exploitation exploration expression extension extraction extrinsic factored factual
formal function fusion general genetic hierarchical identification inductive inference information
informed instance intention interaction interactive interference intrinsic invariant inversion
iterative lateral literal local location mediation meditation memory mission motion multimodal
multinomial normal optical optimal orientation parallel partial perception perceptron perceptual
permutation personal polynomial portion position precision prediction predictive preserving
procedural process programming projection proposal protection provision reduction reflection
refraction region regional registration regression rejection relation relational relative
restoration restriction retention rotation sampling scaling scanning selection selective sensing
sensitive serial session social spacial spatial special spectral speculative static stationary
statistic structural structured supervised supervision surface temporal tensor textual textural texture
thermal transaction transduction transformation transition translation translational transmission variable
variation variational verbal vertical virtual visual
"""
)

# Words that lists leave out of long titles.
FILLERS = _words("deep neural network model learning based")

# What is left of two forms of one word after the letters that they share.
ENDINGS = _words("able al d e ed er ic ing ion ity ive ly ment ng on or r ve y")
