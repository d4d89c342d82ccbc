"""A file in any form that lists come in → the blocks that Markdown becomes, or one sentence why not.

A name says the form; a name that says nothing leaves it to the content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from bot.errors import BotError
from bot.markup import blocks
from bot.markup.blocks import Block, Cell, Document
from bot.markup.decode import decode

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rmd", ".qmd")
FORMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "markdown": ("Markdown", MARKDOWN),
    "html": ("HTML", (".html", ".htm", ".xhtml")),
    "rst": ("reStructuredText", (".rst", ".rest")),
    "asciidoc": ("AsciiDoc", (".adoc", ".asciidoc")),
    "org": ("Org", (".org",)),
    "mediawiki": ("MediaWiki", (".mediawiki", ".wiki")),
    "textile": ("Textile", (".textile",)),
    "bibtex": ("BibTeX", (".bib", ".bibtex")),
    "csv": ("CSV", (".csv",)),
    "tsv": ("TSV", (".tsv", ".tab")),
    "json": ("JSON", (".json",)),
    "jsonl": ("JSON lines", (".jsonl", ".ndjson")),
    "yaml": ("YAML", (".yml", ".yaml")),
}
SUFFIXES = tuple(suffix for _, suffixes in FORMS.values() for suffix in suffixes)
NO_LISTS: Mapping[str, tuple[str, ...]] = {
    "a Jupyter notebook": (".ipynb",),
    "a PDF document": (".pdf",),
    "a document of an office program": (".docx", ".doc", ".odt", ".rtf", ".pptx", ".ppt", ".odp", ".epub"),
    "a spreadsheet (export it as CSV)": (".xlsx", ".xls", ".ods", ".numbers"),
    "LaTeX": (".tex", ".ltx", ".sty", ".cls"),
    "an archive": (".zip", ".gz", ".tgz", ".xz", ".bz2", ".7z", ".tar", ".rar"),
    "an image": (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".bmp"),
    "program text": (
        ".py", ".js", ".ts", ".c", ".h", ".cc", ".cpp", ".cu", ".java", ".go", ".rs", ".rb", ".sh", ".r",
        ".jl", ".css", ".php", ".lua", ".m", ".swift", ".kt", ".toml", ".ini", ".cfg", ".xml", ".lock",
    ),
}  # fmt: skip
_MAGIC = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "an archive or office document",
    b"\x1f\x8b": "an archive",
    b"\x89PNG": "an image",
    b"GIF8": "an image",
    b"\xff\xd8\xff": "an image",
}
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
# What tells a form where the name does not, and how often it has to be there.
_TELLING = (
    ("bibtex", re.compile(r"\s*(?:%[^\n]*\n\s*)*@[a-z]{3,20}\s*\{", re.IGNORECASE), 0),
    ("jsonl", re.compile(r'\s*\{\s*"[^\n]*\}[ \t]*\r?\n\s*\{[^\n]*\}\s*(?:\r?\n|\Z)'), 0),
    ("json", re.compile(r'\s*(?:\[\s*)?\{\s*"'), 0),
    (
        "csv",
        re.compile(
            r"(?=[^\n]*\b(?:url|link|authors?|year|doi|venue|pdf|arxiv)\b)"
            r"(?:[^,;\t\n]*[,;\t])*\s*\"?(?:paper[ _]?)?(?:title|name)\"?\s*(?:[,;\t]|\r?\n)",
            re.IGNORECASE,
        ),
        0,
    ),
    (
        "rst",
        re.compile(
            r"`[^`<>]{1,500}<https?://[^>\s]{1,500}>`__?|^\.\. [\w-]{1,50}::|^\.\. _[^:\n]{1,200}: http",
            re.MULTILINE,
        ),
        2,
    ),
    (
        "org",
        re.compile(r"\[\[https?://[^\]\s]{1,500}\]\[[^\]]{1,500}\]\]|^#\+[A-Za-z]{1,50}:", re.MULTILINE),
        2,
    ),
    (
        "asciidoc",
        re.compile(r"(?<![(\[<])https?://[^\s\[\]]{1,500}\[[^\]\n]{1,500}\]|^:[\w-]{1,50}:$", re.MULTILINE),
        2,
    ),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>|\]\([^()]*\)")
_WORD = re.compile(r"[^\W_]+")
_PICTURE = re.compile(r"<img\b[^<>]*>|!\[[^\[\]]*\]\([^()]*\)", re.IGNORECASE)

NAMED_WORDS = 3  # from so many on, what stands in a card is no person's name


class Unreadable(BotError):
    """A file is not read as a list; the message names it and says why."""


def form_named(path: str) -> str | None:
    """The form that a file's name says; None where it says nothing. Raises Unreadable for no list."""
    suffix = PurePosixPath(path).suffix.lower()
    for what, suffixes in NO_LISTS.items():
        if suffix in suffixes:
            raise Unreadable(f"{path} is {what}, which is not read as a list")
    return next((form for form, (_, suffixes) in FORMS.items() if suffix in suffixes), None)


def form_of(path: str, data: str | bytes) -> str:
    """The form of a file by its name and content; raises Unreadable for what is no list whatever it says."""
    named = form_named(path)
    head = data[:4096]
    if isinstance(head, bytes):
        what = next((what for magic, what in _MAGIC.items() if head.startswith(magic)), None)
        if what:
            raise Unreadable(f"{path} is {what}, which is not read as a list")
        head = head.decode("utf-8", "replace").lstrip("\ufeff")
    if named not in ("bibtex", "yaml") and _PAGE.match(head):
        return "html"
    if named:
        return named
    text = head if isinstance(data, str) else data[: 2**18].decode("utf-8", "replace")
    text = data[: 2**18] if isinstance(data, str) else text
    for form, pattern, times in _TELLING:
        if pattern.match(text) if not times else sum(1 for _ in pattern.finditer(text)) >= times:
            return form
    return "markdown"


def not_as_named(path: str, data: bytes) -> str | None:
    """Why a file is not what its name says, as where a host answers with a page in place of the file."""
    named, found = form_named(path), form_of(path, data)
    if named in (None, found):
        return None
    return f"{path} is an {FORMS[found][0]} page, not {FORMS[str(named)][0]}"


def document(path: str, data: str | bytes, base: str | None = None) -> Document:
    """The blocks of a file; the links of a page are relative to ``base``. Raises Unreadable, or BotError."""
    form = form_of(path, data)
    text = data if isinstance(data, str) else _page_text(data, path) if form == "html" else decode(data, path)
    try:
        if form == "markdown":
            read = blocks.read(text)
            return blocks.filled(Document(_cards(read.blocks), read.references, read.notes))
        return blocks.filled(Document(_cards(_blocks(form, path, text, base)), {}))
    except RecursionError:
        raise Unreadable(f"{path} is nested too deeply to be read") from None


def _blocks(form: str, path: str, text: str, base: str | None) -> list[Block]:
    if form == "html":
        from bot.markup import html

        return html.read(text, base)
    if form in ("bibtex", "csv", "tsv", "json", "jsonl", "yaml"):
        return _records(form, path, text)
    from bot.markup import convert

    try:
        return convert.read(form, FORMS[form][0], text)
    except convert.CannotConvert as error:
        raise Unreadable(f"{path} {error}") from None


def _page_text(data: bytes, path: str) -> str:
    """The text of a page: UTF-8, or what it says itself that it is written in."""
    said = _CHARSET.search(data[:4096])
    try:
        return decode(data, path)
    except BotError:
        if not said:
            raise
    try:
        return data.decode(said[1].decode("ascii"), "replace")
    except LookupError:
        raise Unreadable(f"{path} is written in {said[1].decode('ascii')}, which is no encoding") from None


def _records(form: str, path: str, text: str) -> list[Block]:
    from bot.markup import data
    from bot.markup.records import blocks_of

    try:
        records = {
            "bibtex": lambda: data.of_bibtex(text),
            "csv": lambda: data.of_csv(text),
            "tsv": lambda: data.of_csv(text, "\t"),
            "json": lambda: data.of_json(text),
            "jsonl": lambda: data.of_json_lines(text),
            "yaml": lambda: data.of_yaml(text, path),
        }[form]()
    except ValueError as error:
        raise Unreadable(f"{path} is not {FORMS[form][0]}: {error}") from None
    found = blocks_of(records)
    if not found:
        raise Unreadable(f"{path} holds no records with titles, so there is nothing to read in it")
    return found


# Cards ---------------------------------------------------------------------------------------------


def _cards(found: list[Block]) -> list[Block]:
    """``found`` with the cells of a gallery as items: each has a picture, and the title below it."""
    made: list[Block] = []
    for block in found:
        filled = [cell for cell in block.cells if cell.text.strip()]
        titles = [_WORD.findall(_TAGS.sub(" ", _PICTURE.sub("", cell.text))) for cell in filled]
        named = sum(1 for words in titles if len(words) >= NAMED_WORDS)
        if block.kind == "row" and 2 * named > len(filled) and all(map(_is_card, filled)):
            made += [Block("item", cell.line, _PICTURE.sub("", cell.text)) for cell in filled]
        else:
            block.children = _cards(block.children)
            made.append(block)
    return made


def _is_card(cell: Cell) -> bool:
    text, pictures = _PICTURE.subn("", cell.text)
    return pictures > 0 and ("](" in text or "<a" in text.lower()) and bool(_TAGS.sub("", text).strip())
