"""Normal forms of titles: what stays the same however a list typed, wrapped or decorated them."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from functools import lru_cache

LONGEST_SLUG = 80
_LONGEST_TITLE = 2000  # characters read; no title is longer, and hostile text may be

_COUNT = "zero one two three four five six seven eight nine ten"
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_NUMBERS = {word: str(number) for number, word in enumerate(_COUNT.split())} | _ROMAN
_ROMAN_LETTERS = {"i": "1", "v": "5", "x": "10"}
_AMERICAN = {
    "analyse": "analyze",
    "analysing": "analyzing",
    "artefact": "artifact",
    "catalogue": "catalog",
    "centre": "center",
    "centred": "centered",
    "defence": "defense",
    "dialogue": "dialog",
    "fibre": "fiber",
    "grey": "gray",
    "licence": "license",
    "metre": "meter",
}
_PARTS = frozenset(("part", "volume", "vol", "chapter", "lecture", "phase"))
_LETTERS = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon
phi chi psi omega
"""
_GREEK = str.maketrans(dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _LETTERS.split(), strict=True)))

_VENUES = (
    r"neurips|nips|iclr|icml|cvprw?|iccvw?|eccvw?|wacv|bmvc|aaai|ijcai|n?aacl|eacl|acl|emnlp|coling|kdd|sigir|www"
    r"|icassp|interspeech|icra|iros|corl|rss|mlsys|micro|isca|hpca|asplos|fpga|dac|tpami|tnnls|jmlr|tmlr|arxiv"
)
_DECORATION = (
    rf"(?:\b(?:{_VENUES})\b|\b(?:oral|spotlight|poster|best paper|preprint|pdf|code|workshop paper)\b)"
)
_TAIL_TAG = re.compile(
    rf"[\s,]*[(\[][^()\[\]]{{0,30}}?{_DECORATION}[^()\[\]]{{0,30}}[)\]]\W*$", re.IGNORECASE
)
_HEAD_TAG = re.compile(rf"^\W*[(\[][^()\[\]]{{0,30}}?{_DECORATION}[^()\[\]]{{0,30}}[)\]]\W*", re.IGNORECASE)
_TAIL_VENUE = re.compile(rf"[\s,.;:-]*\b(?:{_VENUES})\b[\s,'’-]{{0,3}}(?:\d{{4}}|\d\d)\W*$", re.IGNORECASE)

_NUMBERED_SLUG = re.compile(r"\d{3,5}-(?=[a-z\d]+(?:-[a-z\d]+){2}\S*$)")
_FILE_ENDING = re.compile(r"\.(?:pdf|html?|md)$", re.IGNORECASE)
_LATEX_STYLE = re.compile(r"\\(?:text\w*|emph|math\w*|bm|it|bf|em|sc|rm|operatorname)\b\*?")
_LATEX_ACCENT = re.compile(r"\\['`^\"~=.](?=[{a-zA-Z])")
_LATEX_ELL = re.compile(r"\\ell(?![a-z])")
_LATEX_MARK = re.compile(r"[\\${}]")
_APOSTROPHES = re.compile("['’`´]")
_PLUS = re.compile(r"(?<=[^\W_])(\++)(?=\W|$)")
_MOJIBAKE = re.compile("[âåã](?:\\s?[?¦¡$€™œž]+)+")  # quotes and dashes that went through a wrong encoding
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]*\d+(?:\.\d+)+|[^\W_]+")
_REGIONAL_S = re.compile(r"(?<=[iy])s(?=e|ing|ation)")
_DOUBLED_L = re.compile(r"l{2,}(?=ing|ed|er)")


def title_key(title: str) -> str:
    """One form for all spellings of a title: letters and digits only, without spaces.

    The same for case, ligatures, hyphenation, slugs, LaTeX, plurals, a leading article, numbers written out,
    and British or American spelling. Empty for a title without a letter or digit.
    """
    return "".join(words(title))


@lru_cache(maxsize=1 << 16)
def words(title: str) -> tuple[str, ...]:
    """The words of a title, folded: no leading article, singular, digits for numbers."""
    return words_of(plain(title))


def words_of(text: str) -> tuple[str, ...]:
    """The words of what ``plain`` has left of a title, or of a part of it."""
    found = _WORD.findall(folded(text))
    if len(found) < 2:
        return tuple(_singular(word) or word for word in found)
    if found[0] in ("a", "an", "the"):
        del found[0]
    kept = tuple(short for word in found if (short := _fold(word)))
    if not _PARTS.isdisjoint(kept):
        kept = _numbered_parts(kept)
    return kept or tuple(found)


@lru_cache(maxsize=1 << 16)
def slug(title: str) -> str:
    """A short name for a ``title:`` id: ASCII where it can be, at most 80 characters, never empty.

    A name that had to be cut, or that holds no letter or digit, ends in a few characters of a digest.
    """
    name = "-".join(_WORD.findall(folded(plain(title)))).replace(".", "-")
    if name and len(name) <= LONGEST_SLUG:
        return name
    digest = hashlib.sha256((name or title).encode("utf-8", "replace")).hexdigest()[:8]
    cut = name[: LONGEST_SLUG - 9]
    head = cut[: cut.rfind("-")] if cut.rfind("-") > LONGEST_SLUG // 2 else cut
    return f"{head or 'untitled'}-{digest}"


def folded(text: str) -> str:
    """``text`` in lower case, without accents, with words for its signs."""
    text = _PLUS.sub(_spelled, text) if "+" in text else text
    text = text.replace("&", " and ").lower()
    return _APOSTROPHES.sub("", text if text.isascii() else _ascii_letters(_MOJIBAKE.sub(" ", text)))


def _spelled(signs: re.Match[str]) -> str:
    return " plus" * len(signs[1])


@lru_cache(maxsize=1 << 8)
def plain(title: str) -> str:
    """``title`` without decoration and LaTeX, case and punctuation kept."""
    text = title[:_LONGEST_TITLE].strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text or "$" in text or "{" in text:
        text = _LATEX_MARK.sub("", _LATEX_ACCENT.sub("", _LATEX_STYLE.sub("", _LATEX_ELL.sub("l", text))))
    if " " not in text:
        text = _NUMBERED_SLUG.sub("", _FILE_ENDING.sub("", text), count=1)
    return _undecorated(text)


def _undecorated(text: str) -> str:
    """Without venues and labels in brackets around a title, where enough of a title is left."""
    if text[:1] in "([" or text[-1:] in ")].":
        text = _longer(text, _HEAD_TAG.sub("", text))
        text = _longer(text, _TAIL_TAG.sub("", text))
    if text[-1:].isdigit():
        text = _longer(text, _TAIL_VENUE.sub("", text))
    return text


def _longer(text: str, shorter: str) -> str:
    return shorter if shorter.count(" ") >= 2 else text


def _ascii_letters(text: str) -> str:
    """Without case, accents and Greek letters; again until nothing changes, for some letters fold twice."""
    while True:
        bare = _MARKS.sub("", unicodedata.normalize("NFD", text.casefold()))
        again = unicodedata.normalize("NFKC", bare).translate(_GREEK)
        if again == text:
            return text
        text = again


def _numbered_parts(found: tuple[str, ...]) -> tuple[str, ...]:
    """With digits where a Roman numeral of one letter counts a part."""
    return tuple(
        _ROMAN_LETTERS.get(word, word) if n and found[n - 1] in _PARTS else word
        for n, word in enumerate(found)
    )


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    """One of several words: a digit for a number, singular, American."""
    if word in _NUMBERS:
        return _NUMBERS[word]
    singular = _singular(word.replace(".", ""))
    american = _AMERICAN.get(singular, singular).replace("our", "or")
    return _DOUBLED_L.sub("l", _REGIONAL_S.sub("z", american))


def _singular(word: str) -> str:
    return word[:-1] if word[-1:] == "s" and word[-2:] not in ("ss", "us", "is", "as", "os") else word
