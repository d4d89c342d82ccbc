"""Where and when a work came out, as readers are told."""

from __future__ import annotations

from datetime import date

import pytest

from bot.identify.venues import dated, is_preprint, usual_name
from bot.models import Paper


@pytest.mark.parametrize(
    ("venue", "usual"),
    [
        ("NIPS", "NeurIPS"),
        ("cvpr", "CVPR"),
        ("CoRR", "arXiv"),
        ("Arxiv", "arXiv"),
        ("Nowhere", "Nowhere"),
        ("", ""),
    ],
)
def test_a_venue_has_one_name(venue: str, usual: str) -> None:
    assert usual_name(venue) == usual


def test_a_preprint_server_is_known_in_any_case() -> None:
    names = ("arXiv preprint", "arXiv2018", "CoRR", "Preprints", "ICLR", "Corrosion Science")
    assert [is_preprint(name) for name in names] == [True, True, True, True, False, False]


@pytest.mark.parametrize(
    ("says", "seen"),
    [
        (("arxiv:1708.06519", None, None), ("arXiv", 2017)),
        (("arxiv:cs/9901001", None, None), ("arXiv", 1999)),
        (("arxiv:1708.06519", "arXiv", None), ("arXiv", 2017)),
        (("arxiv:1708.06519", "ICCV", None), ("ICCV", None)),
        (("arxiv:1708.06519", None, 2019), (None, 2019)),
        (("openreview:S1_pAu9xl", None, None), (None, None)),
    ],
)
def test_when_a_paper_came(
    says: tuple[str, str | None, int | None], seen: tuple[str | None, int | None]
) -> None:
    id_, venue, year = says
    paper = dated(Paper(id_, "A Study", "pruning", date(2026, 1, 1), venue=venue, year=year, ids=(id_,)))
    assert (paper.venue, paper.year) == seen
