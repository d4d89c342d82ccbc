"""The pictures of the README, made from the product's own output: ``python bench/pictures.py``.

``assets/plan.svg`` is what `bot sync --dry-run -C examples/mini` prints; ``assets/pull-request.png`` is the
body of a pull request as the bot writes it on the fake GitHub of the tests (needs Chromium).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from markdown_it import MarkdownIt
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.github import FakeGitHub  # noqa: E402 - the tests are no package that is installed
from tests.publish.conftest import World  # noqa: E402

STYLE = """\
<meta charset="utf-8"><style>
body { font: 14px/1.5 Helvetica, Arial, sans-serif; max-width: 780px; color: #1f2328;
  margin: 20px auto; padding: 4px 20px 12px; border: 1px solid #d1d9e0; border-radius: 6px }
h1 { font-size: 20px; font-weight: 500; border-bottom: 1px solid #d1d9e0; padding-bottom: 8px }
h3 { font-size: 16px } a { color: #0969da; text-decoration: none } sub { font-size: 12px; color: #59636e }
li { list-style: none; margin: 6px 0 } ul { padding-left: 8px } summary { color: #59636e }
</style>
"""
LISTS = {
    "ann/bullets": """\
- [Learning Efficient Convolutional Networks](https://arxiv.org/abs/1708.06519) [ICCV'17]
- [HAQ: Hardware-Aware Automated Quantization](https://arxiv.org/abs/1811.08886) [CVPR'19]
- [Pruning Filters for Efficient ConvNets](https://arxiv.org/pdf/1608.08710.pdf) [ICLR'17]
""",
    "bob/table": """\
- [Network Slimming: Learning Efficient Convolutional Networks](https://arxiv.org/abs/1708.06519v1)
- [HAQ: Hardware-aware Automated Quantization](https://arxiv.org/abs/1811.08886v3)
""",
}


def plan(out: Path) -> None:
    """A dry run on the example, as a terminal shows it."""
    command = [sys.executable, "-m", "bot", "sync", "--dry-run", "-C", str(ROOT / "examples/mini")]
    said = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"FORCE_COLOR": "1", "COLUMNS": "92"}
    )
    console = Console(record=True, width=92, file=StringIO())
    console.print(Text.from_ansi(said.stdout))
    svg = console.export_svg(title="bot sync --dry-run -C examples/mini")
    out.write_text(
        re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    )  # fonts of the reader's machine


def pull_request(out: Path) -> None:
    """The body of a first pull request, as GitHub shows it."""
    with tempfile.TemporaryDirectory() as name, FakeGitHub() as github:
        world = World(github, Path(name))
        for source, lines in LISTS.items():
            world.say(source, lines)
        world.run()
        (pull,) = world.repository.pulls("open")
        body = MarkdownIt("commonmark", {"html": True}).render(pull.body or "")
        body = body.replace("[x] ", '<input type="checkbox" checked> ').replace(
            "[ ] ", '<input type="checkbox"> '
        )
        page = Path(name) / "pull.html"
        page.write_text(
            f"{STYLE}<h1>{pull.title} <span style='color:#59636e'>#{pull.number}</span></h1>{body}"
        )
        browser = shutil.which("chromium") or sys.exit("chromium is not installed")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=860,440"]
        subprocess.run(
            [browser, *flags, f"--user-data-dir={name}/profile", f"--screenshot={out}", page.as_uri()],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    plan(ROOT / "assets/plan.svg")
    pull_request(ROOT / "assets/pull-request.png")
