"""The name that a paper is cited by."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# What BibTeX, biber and every reference manager take for a key; DBLP's keys have colons and slashes too.
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}")
LONGEST = 60


def key_of(id_: str) -> str:
    """The citation key of the paper ``id_``: the id where it is a key already, else alike, with a digest.

    Ids never change and are unique, so keys neither change nor meet, whatever else is in the catalog; titles,
    years and authors get corrected. The plus sign before a digest stands in no plain id.
    """
    if PLAIN.fullmatch(id_):
        return id_
    ascii_ = unicodedata.normalize("NFKD", id_).encode("ascii", "ignore").decode()
    readable = re.sub(r"[^A-Za-z0-9._:/]+", "-", ascii_)[:LONGEST].strip("-._:/") or "paper"
    digest = hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{readable}+{digest[:10]}"
