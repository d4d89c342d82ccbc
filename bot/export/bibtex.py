"""BibTeX, in UTF-8, for BibTeX and biber: braces balance whatever a title holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.export.names import is_whole
from bot.export.record import About, Record

# A backslash does not keep BibTeX from counting a brace, so that braces are spelled out.
# https://ctan.org/pkg/bibtex (btxdoc, section 4)
SPECIAL = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "{": "{\\textbraceleft}",
        "}": "{\\textbraceright}",
        "\\": "{\\textbackslash}",
        "~": "{\\textasciitilde}",
        "^": "{\\textasciicircum}",
    }
)
WORD = re.compile(r"[^\W_]+")
VERBATIM = re.compile(r"[^\s{}\\%]+")  # what may stand in a field that is taken as it is
HOW = {
    "article": "Article",
    "tool": "Software",
    "dataset": "Data set",
    "talk": "Talk",
    "list": "List",
}


def write(records: Sequence[Record], _about: About) -> str:
    """One entry a paper: @inproceedings or @article where it is known to be published, @book, else @misc."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.middlewares.parsestack import default_unparse_stack
    from bibtexparser.model import Block, Entry, Field
    from bibtexparser.writer import BibtexFormat

    form = BibtexFormat()  # type: ignore[no-untyped-call]
    form.indent = "  "
    form.block_separator = "\n"
    form.trailing_comma = True
    entries: list[Block] = []
    for record in records:
        fields = [Field(name, value) for name, value in _fields(record).items() if value]
        entries.append(Entry(_type(record), record.key, fields))
    in_place = default_unparse_stack(allow_inplace_modification=True)  # nobody reads the entries after this
    return write_string(Library(entries), in_place, bibtex_format=form)


def _type(record: Record) -> str:
    if record.kind == "book":
        return "book"
    if record.kind != "paper" or not record.published:
        return "misc"
    return "article" if record.in_journal else "inproceedings"


def _fields(record: Record) -> dict[str, str]:
    """The fields of the entry in their order; the empty ones are left out."""
    type_ = _type(record)
    place = {"article": "journal", "inproceedings": "booktitle"}.get(type_, "note")
    return {
        "title": title(record.title),
        "author": " and ".join([*map(_author, record.authors), *(["others"] if record.others else [])]),
        "year": str(record.year or ""),
        place: latex(record.published),
        "howpublished": HOW.get(record.kind, "") if type_ == "misc" else "",
        "eprint": record.arxiv if VERBATIM.fullmatch(record.arxiv) else "",
        "archiveprefix": "arXiv" if VERBATIM.fullmatch(record.arxiv) else "",
        "doi": record.doi if VERBATIM.fullmatch(record.doi) else "",
        "url": record.url or "",
        "keywords": ", ".join(record.topics),
    }


def latex(text: str) -> str:
    """``text`` with what LaTeX would act on spelled out; everything beyond ASCII stays as it is."""
    return text.translate(SPECIAL)


def title(text: str) -> str:
    """``text`` as a title: styles that write titles in lower case leave MobileNet, GPU and 3D alone."""
    return WORD.sub(lambda found: _kept(found[0]), latex(text))


def _kept(word: str) -> str:
    return f"{{{word}}}" if any(sign.isupper() for sign in word[1:]) else word


def _author(name: str) -> str:
    return f"{{{latex(name)}}}" if is_whole(name) else latex(name)
