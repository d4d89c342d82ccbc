"""Personal names, as bibliographies take them apart."""

from __future__ import annotations

import re

WHOLE = re.compile(r"\S+|.*(?:[{}\\@]|\band\b).*|[^,]*,[^,]*,.*|\s*,.*|.*,\s*", re.IGNORECASE)


def is_whole(name: str) -> bool:
    """Whether ``name`` is better left in one piece: one word, an organisation, nothing BibTeX takes apart."""
    return bool(WHOLE.fullmatch(name))


def parts(name: str) -> dict[str, str]:
    """``name`` as a name variable of CSL: ``literal``, or ``family`` with ``given`` and the particle.

    Taken apart by BibTeX's rules: words in lower case before the family name are its particle.
    """
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    if is_whole(name):
        return {"literal": name}
    try:
        found = parse_single_name_into_parts(name)
    except InvalidNameError:
        return {"literal": name}
    named = {
        "family": found.last,
        "given": found.first,
        "non-dropping-particle": found.von,
        "suffix": found.jr,
    }
    return {part: " ".join(words) for part, words in named.items() if words}
