"""Running text around and within a title → title, venue, year, names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.parse.draft import Draft, collapse, words
from bot.parse.facts import GROUP, Facts, is_person, is_surname, part, parts, people, surnames
from bot.parse.labels import NOISE
from bot.parse.trail import AFFILIATION, tail, with_year, without_links

PREFIX = re.compile(
    r"(?:(?:a |latest )?(?:survey|review|paper|title|book|tutorial|talk|video|slides?|blog|article|thesis|"
    r"course|tool|dataset|benchmark|code|library|"
    r"repo|new|update|must[- ]read|recommended|original|official|overview|workshop|lecture|report|"
    r"论文|标题|综述|"
    r"教程|书籍|题目)s?)$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?<!\b[A-Z])(?<!\bal)(?<!\betc)(?<!\bvs)(?<!\bProc)(?<!\bTrans)(?<!\bConf)(?<!\bInt)(?<!\bJ)(?:[.。]\s+|(?<=[?!])\s+(?=[A-Z]))(?=\S)"
)
_TITLE_YEAR = re.compile(r"[\s,]*[\[(（]([^\[\]()（）]{2,40})[\])）]$")
_LABEL_END = re.compile(r"\s-\s?([^\s-][^,;|]{1,30}?)\s-\s?((?:19|20)\d\d)$")
_PLAIN_TAIL = re.compile(
    r"(?:^|[\s,.@(])@?((?:[A-Z][\w&/-]*\s){0,2}@?[A-Z][\w&/-]*[\s'’,-]*(?:(?:19|20)\d\d|['’]\d\d))$"
)
_BY = re.compile(r"\s+by\s+(?=[A-Z])")
# Only a bracket, a year or a bar can set something off before a title.
CITED_YEAR = re.compile(r"\s*\(((?:19|20)\d\d)[a-z]?\)[.,:]?$")
_APA = re.compile(r"([^()]{3,600}?)\s*\(((?:19|20)\d\d)[a-z]?\)[.,:]\s+(?=\S)")
_HAS_FRONT = re.compile(r"[\[(（【\W]|[^\d|]{0,40}[\d|]")
_NOISE_EDGE = re.compile(r"^[\s\u200b\ufe0f]+")
_FRONT = re.compile(
    r"((?:19|20)\d\d[-_][A-Za-z]{2,12}(?=[-_])|[A-Za-z]{2,12}[-_](?:19|20)\d\d(?=[-_])|(?:(?:19|"
    r"20)\d\d(?:[-/.]\d{1,2}){0,2})(?=\s*[|:：\-–—]|\s+[|–—-]|\s)|"
    r"[^|:：\[\](){}\n]{2,40}?(?=\s*[|:：]|\s+[-–—]\s|[-–—](?=\s*[\[“\"])))\s*[|:：\-–—_]*\s*"
)
_ALL_QUOTED = re.compile(r"[\"“《][^\"“”《》]+[\"”》]$")
_ARXIV_TAIL = re.compile(
    r"(?:(?<=[\s,.;(])|(?<=al\.))(arxiv(?:\s+preprint)?(?:\s*:?\s*arxiv)?\s*:\s*"
    r"(?:\d{4}\.\d{4,5}(?:v\d+)?|(?:19|20)\d\d))$",
    re.IGNORECASE,
)
_AFTER_ET_AL = re.compile(r"\bet al\.?,? ([A-Z][\w&-]*(?: (?:of|on|and|in|for|the|[A-Z&][\w&-]*)){1,6})$")
_SOCIETY = re.compile(r"(?:ACM|IEEE|ACM/IEEE|IEEE/CVF) $")
_OPEN_END = re.compile(r"\b(?:at|in|of|for|on|to|the|and|from|by|with)\s+$", re.IGNORECASE)
_INNER_GROUP = re.compile(r"\s*[\[(（]([^\[\](){}（）]{2,40})[\])）](?=\s*[:：])")
_END_GROUP = re.compile(r"[\[(（【]([^\[\](){}（）【】]{1,160})[\])）】]$")
_LAST_PART = re.compile(r"(?:[,;|，；]|\s[-–—·]\s|(?<=[^A-Z\s][\w)?!])\.\s|[?!]\s)\s*([^,;|，；·]{2,100})$")


def label_title(label: str) -> tuple[str, Facts]:
    """Split a title link's label into the title and the venue or year written with it."""
    facts = Facts()
    text = _NOISE_EDGE.sub("", " ".join(label.split()))
    text = label_text = text.strip()
    if text.startswith("[") and text.endswith("]") and text.count("[") == 1:
        text = text[1:-1].strip()
    if _HAS_FRONT.match(text):
        front, lead, _ = peel_front(text)
        if lead.found and words(front) >= 2:
            text = front
            facts.add(lead)
    match = _TITLE_YEAR.search(text) if text.endswith((")", "]", "）")) else None
    if match is not None and match.start() > 0:
        found = parts(match[1])
        if found.found and not found.rest:
            facts.add(found)
            text = text[: match.start()]
    ending = _LABEL_END.search(text[-80:]) if text[-1:].isdigit() else None
    stated = with_year(ending[1], int(ending[2])) if ending is not None else None
    if ending is not None and stated is not None and words(text[: -len(ending[0])]) >= 2:
        facts.add(Facts(*stated))
        text = text[: -len(ending[0])]
    quoted = text[1:-1]
    if (
        len(text) > 2
        and text[0] in '"“《「『'
        and text[-1] in '"”》」』'
        and not set(quoted) & set('"“”《》')
    ):
        text = quoted
    return collapse(text) or label_text, facts


def peel_front(text: str) -> tuple[str, Facts, tuple[str, ...]]:
    """Take venues, dates and tags off the front of a text."""
    facts, names = Facts(), ()
    for _ in range(5):
        whole = text
        text = NOISE.sub("", text, count=1) if NOISE.match(text) else text
        text = text.lstrip(" -–—:：|.,*")
        group = GROUP.match(text)
        if group is not None and words(text[group.end() :]) >= 2:
            found = parts(group[1])
            if found.found or words(group[1]) <= 3:
                facts.add(Facts(found.venue, found.year))
                text = text[group.end() :]
                continue
        split = _FRONT.match(text)
        if split is None:
            break
        found_part = part(split[1])
        named = found_part is not None and found_part[1] is None
        if named and split[0].rstrip().endswith((":", "：")):
            # A venue's name without a year before a colon is a method that shares it.
            break
        if found_part is None and not PREFIX.match(split[1].strip()):
            break
        if found_part is not None:
            facts.add(Facts(*found_part))
        if not words(text[split.end() :]):
            return whole, facts, names
        text = text[split.end() :]
    return text, facts, names


def closed(text: str) -> tuple[str, str]:
    """Part a text at its last bracket that stays open, as where a link follows inside it."""
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        if text[index] in ")]）】":
            depth += 1
        elif text[index] in "([（【":
            if depth == 0:
                return text[:index], text[index:]
            depth -= 1
    return text, ""


def finished(title: str, after: str, line: int) -> Draft:
    """Build a draft from a title that is known to be one and the text around it."""
    clean, facts = label_title(title)
    around, authors, note = tail(without_links(after))
    clean = clean.rstrip(":： ")
    back, peeled, more = _peel_back(clean)
    if peeled.found and words(back) >= 2:
        clean = back
        facts.add(peeled)
        authors = authors or more
    return Draft(clean, None, [], facts.venue or around.venue, facts.year or around.year, authors, note, line)


def citation(text: str, trailing: str, line: int) -> Draft:
    """Read a title out of running text such as ``Title, ICLR, 2016`` or ``Names. Title. Venue, year``."""
    lines = [one.strip() for one in text.strip().split("\n") if one.strip()]
    if len(lines) > 1 and any(people(one) or part(one) is not None for one in lines[1:]):
        text, trailing = lines[0], "\n".join(lines[1:]) + "\n" + trailing
    else:
        text = " ".join(lines)
    bracket = re.match(r"\[([^\[\]]{12,400})\](?![(\w])", text)
    bracketed = bracket is not None and words(bracket[1]) >= 3 and not _is_tag(text, bracket.end())
    notes: list[str] = []
    if bracket is not None and bracketed:
        trailing = text[bracket.end() :] + " " + trailing
        text = bracket[1]
    apa = _APA.match(text)
    if apa is not None and people(apa[1]):
        sentences = _SENTENCE.split(text[apa.end() :], maxsplit=1)
        around, _, note = tail("\n".join([*sentences[1:], trailing]))
        return Draft(collapse(sentences[0]), None, [], around.venue, int(apa[2]), people(apa[1]), note, line)
    if text.count("|") > 1:
        barred = _by_bars(text, trailing, line)
        if barred is not None:
            return barred
    text, facts, authors = peel_front(text)
    inner = _INNER_GROUP.search(text)
    stated = parts(inner[1]) if inner is not None else Facts()
    if inner is not None and stated.found and not stated.rest:
        facts.add(stated)
        text = text[: inner.start()] + text[inner.end() :]
    text, back, names = _peel_back(text, notes)
    facts.add(back)
    text, more = _split_names(text, facts.found)
    around, tail_names, note = tail(trailing)
    text = collapse(text).rstrip(":： ")
    if _ALL_QUOTED.match(text):
        text = text[1:-1]
    draft = Draft(
        text,
        None,
        [],
        facts.venue or around.venue,
        facts.year or around.year,
        authors or names or more or tail_names,
        line=line,
    )
    draft.note = " ".join([*notes, note]).strip()
    draft.bracketed = bracketed
    return draft


def _is_tag(text: str, end: int) -> bool:
    """Whether a leading bracket is a tag (``[TensorFlow Lite Micro] Embedded Machine Learning``)."""
    rest = text[end:].strip()
    if words(text[:end]) > 4 or words(rest) < 3 or rest[0] in ",.;:([|-–":
        return False
    facts, names, _ = tail(rest)
    return not facts.found and not names


def _by_bars(text: str, trailing: str, line: int) -> Draft | None:
    """Read ``year | title | names | venue``."""
    fields = [f for f in (f.strip() for f in text.split("|")) if f]
    at = 0
    while at < len(fields) and (part(fields[at]) is not None or words(fields[at]) < 2):
        at += 1
    if len(fields) < 3 or at >= len(fields):
        return None
    around, names, note = tail(trailing)
    draft = Draft(collapse(fields[at]), None, [], authors=names, note=note, line=line)
    for field in fields[:at] + fields[at + 1 :]:
        named = people(field) or (tuple(field.split(", ")) if "," in field else ())
        if named and not draft.authors and part(field) is None:
            draft.authors = named
        elif words(field) <= 8:
            found = part(field, expected=True)
            if found is not None:
                draft.venue, draft.year = draft.venue or found[0], draft.year or found[1]
    draft.venue, draft.year = draft.venue or around.venue, draft.year or around.year
    return draft


def _peel_back(text: str, notes: list[str] | None = None) -> tuple[str, Facts, tuple[str, ...]]:
    """Take venues, years, names and affiliations off the end of a text."""
    facts = Facts()
    authors: tuple[str, ...] = ()
    for _ in range(8):
        text = text.rstrip(" ,;|·-–—\n")
        bare = text.rstrip(" .")
        group = _END_GROUP.search(bare)
        if group is not None and group.start() > 0:
            found, stop = parts(group[1]), bare[: group.start()].rstrip()
            named = people(group[1])
            if (
                found.found
                or named
                or stop.endswith((".", "?", "!"))
                or group[1].startswith("@")
                or AFFILIATION.search(group[1])
            ):
                facts.add(Facts(found.venue, found.year))
                authors = authors or named or people(", ".join(found.rest))
                if notes is not None:
                    notes += list(found.rest) if found.found else [group[1]]
                text = stop
                continue
            told = _last_part(stop, facts)
            if told is not None and told[1][1] is not None:
                text = stop
                continue
        arxiv = _ARXIV_TAIL.search(bare)
        if arxiv is not None and arxiv.start() > 0:
            facts.add(Facts(*(part(arxiv[1]) or (None, None))))
            text = bare[: arxiv.start()]
            continue
        ending = _last_part(bare, facts)
        if ending is not None:
            facts.add(Facts(*ending[1]))
            text = ending[0]
            continue
        plain = _plain_tail(bare) if not facts.found else None
        if plain is not None:
            facts.add(plain[1])
            if plain[0] is not None:
                text = plain[0]
                continue
        break
    return text, facts, authors


def _plain_tail(text: str) -> tuple[str | None, Facts] | None:
    """Read a venue and year that no sign sets off from a title; its text is None where it must keep them."""
    plain = _PLAIN_TAIL.search(text[-100:]) if text[-1:].isdigit() else None
    shortest = _shortest(plain[1]) if plain is not None and len(text) > len(plain[0]) else None
    if shortest is None:
        return None
    front = text[: len(text) - len(shortest[0])]
    return (None if _OPEN_END.search(front) else front.rstrip(" @,")), Facts(*shortest[1])


def _last_part(text: str, facts: Facts) -> tuple[str, tuple[str | None, int | None]] | None:
    """Part a text from a venue or year at its end; ``facts`` are those already taken off."""
    starts = [text.rfind(s) for s in (", ", ". ", "; ", " · ")]
    for split in (_LAST_PART.search(text), _LAST_PART.search(text, max(*starts, 0))):
        if split is None or split.start() == 0:
            continue
        found = part(split[1])
        if found is None and facts.venue is None and facts.year is not None and words(split[1]) <= 4:
            found = with_year(split[1], facts.year)
        if found is not None and not (found[0] and facts.venue):
            return text[: split.start()], found
    after = _AFTER_ET_AL.search(text)
    if after is not None and facts.venue is None and facts.year is not None:
        return text[: after.start(1)], (after[1], None)
    return None


def _shortest(text: str) -> tuple[str, tuple[str | None, int | None]] | None:
    """Return the shortest end of a text that is a venue with its year."""
    starts = [m.start() for m in re.finditer(r"(?<![\w&/-])[A-Z@]", text)]
    for start in reversed(starts):
        found = part(text[start:])
        if found is not None and found[0] is not None and found[1] is not None:
            society = _SOCIETY.search(text[:start])
            if society is not None:
                return text[society.start() :], (society[0] + found[0], found[1])
            return text[start:], found
    return None


def _split_names(text: str, found: bool) -> tuple[str, tuple[str, ...]]:
    """Part a title from the names beside it; ``found`` says that a venue or year followed."""
    etal = _ET_AL_FIRST.match(text)
    if etal is not None and people(etal[1]) and words(text[etal.end() :]) >= 2:
        return text[etal.end() :], people(etal[1])
    parted = _leading_names(text, found) or _by_sentence(text, found)
    if parted is not None:
        return parted
    colon = _COLON.match(text)
    if colon is not None and len(people(colon[1])) > 1 and words(text[colon.end() :]) >= 3:
        return text[colon.end() :], people(colon[1])
    parted = _by_dash(text)
    if parted is not None:
        return parted
    by = _BY.search(text)
    if by is not None and _several(people(text[by.end() :])):
        return text[: by.start()], people(text[by.end() :])
    return _comma_names(text, found)


_ET_AL_FIRST = re.compile(r"(.{3,60}?\bet\.? al\.?)[,:.]?\s+(?:\(\d{4}\)\.?\s*)?(?=\S)")
_COLON = re.compile(r"([^:：]{5,200})[:：]\s+")
_SENTENCE_END = re.compile(r"[.?!] |。")
_PART = re.compile(r"(?:part|volume|chapter)\b", re.IGNORECASE)


def _leading_names(text: str, found: bool) -> tuple[str, tuple[str, ...]] | None:
    """Read ``Name, Name and Name, Title``."""
    segments = text.split(", ")
    at = certain = 0
    names: list[str] = []
    for segment in segments[:-1]:
        named = people(segment.removeprefix("and "))
        if not named and not (is_surname(segment) and len(segments) > at + 2):
            break
        certain += len(named)
        names += named or (segment,)
        at += 1
    title = ", ".join(segments[at:])
    due = certain >= 2 or (certain == 1 and found and len(names) == 1)
    due = due and words(title) >= 3 and not people(_SENTENCE.split(title, maxsplit=1)[0])
    return (title, tuple(names)) if due else None


def _by_sentence(text: str, found: bool) -> tuple[str, tuple[str, ...]] | None:
    """Read ``Title. Names``, ``Names. Title`` or ``Title. What it is about``."""
    if _SENTENCE_END.search(text) is None:
        return None
    first, *others = _SENTENCE.split(text)
    names = people(others[0]) or (surnames(others[0]) if found else ()) if others else ()
    if names and words(first) >= 2 and (_several(names) or not people(first)):
        return first, names
    named_first = _names_first(text)
    if named_first is not None or not others:
        return named_first
    described = words(first) >= 3 and words(" ".join(others)) > 5 and not first.endswith(("?", "!"))
    return (first, ()) if described and not _PART.match(others[0]) else None


def _by_dash(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Read ``Title - Names``, ``Names - Title`` or ``Tool - what it does``."""
    name, dash, description = text.partition(" - ")
    if dash and words(name) <= 3 and description[:1].islower():
        return name, ()
    for separator in (" - ", " – ", " — ", " | "):
        left, hit, right = text.rpartition(separator)
        if hit and people(right) and words(left) >= 2:
            return left, people(right)
        left, hit, right = text.partition(separator)
        if hit and people(left) and words(right) >= 3:
            return right, people(left)
    return None


def _several(names: Sequence[str]) -> bool:
    return len(names) > 1 or any("et al" in name for name in names)


def _names_first(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Part leading names from the title after them, initials with their full stops included."""
    best: tuple[str, tuple[str, ...]] | None = None
    for count, stop in enumerate(re.finditer(r"[.]\s+(?=[^\s])", text[:1000])):
        if count > 30:
            break
        names = people(text[: stop.start() + 1])
        if names and words(text[stop.end() :]) >= 2:
            best = text[stop.end() :], names
    if best is None:
        return None
    title = _SENTENCE.split(best[0])[0]
    return title, best[1]


def _comma_names(text: str, found: bool) -> tuple[str, tuple[str, ...]]:
    segments = text.split(", ")
    if len(segments) < 2:
        return text, ()
    at = len(segments)
    while at > 1 and (is_person(segments[at - 1].removeprefix("and ")) or people(segments[at - 1])):
        at -= 1
    while found and 1 < at < len(segments) and re.fullmatch(r"[A-Z][a-z]+", segments[at - 1]):
        at -= 1
    run = len(segments) - at
    title, names = ", ".join(segments[:at]), ", ".join(segments[at:])
    certain = run >= 2 or (run == 1 and (found or "et al" in names))
    return (title, people(names) or tuple(segments[at:])) if certain and words(title) >= 2 else (text, ())
