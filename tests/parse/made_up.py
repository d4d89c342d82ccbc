"""Lists that nobody wrote: templates drawn by chance over real titles and names, each with its truth.

A real list writes all its entries in one way, so a seed draws one style (see ``made_up_style.py``) and fills it with
what ``made_up.yml`` holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from tests.parse.made_up_names import CITED, people
from tests.parse.made_up_style import BULLETS, FORMS, LINES, TABLES, WORDS, Style, style


@dataclass(frozen=True, slots=True)
class Truth:
    """What a person reads in one entry, which takes ``lines`` and shows its title at ``line``."""

    lines: range
    line: int
    title: str
    url: str | None
    links: tuple[str, ...]
    section: tuple[str, ...]
    venue: str | None
    year: int | None
    authors: tuple[str, ...]


def made_up(seed: int) -> tuple[str, list[Truth]]:
    """A list and what a person reads in it, in order."""
    page = _Page(style(seed), Random(f"list {seed}"))
    page.write()
    return "\n".join(page.lines) + "\n", page.truths


def _html(text: str) -> str:
    """The same in HTML."""
    text = re.sub(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(((?:[^()]|\([^()]*\))*)\)", r'<a href="\2">\1</a>', text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"(?<!\w)\*(\S.*?)\*", r"<i>\1</i>", text)
    return re.sub(r"`(.+?)`", r"<code>\1</code>", text)


def _joined(before: str, separator: str, after: str) -> str:
    """Two parts of a line, as people put them side by side."""
    if not before or not after:
        return before or after
    if separator[0] in ".," and (after[0] in "([`<!" or (before[-1] in ")]`>" and separator[0] == ",")):
        separator = ". " if separator == ". " and before[-1].isalnum() else " "
    if separator[0] in ".,:" and before[-1] in ".?!" and (separator[0] != "," or before[-1] != "."):
        separator = " "
    return before + separator + after


class _Page:
    """One list while it is written."""

    def __init__(self, how: Style, chance: Random) -> None:
        self.how, self.chance = how, chance
        self.lines: list[str] = []
        self.truths: list[Truth] = []
        self.definitions: list[str] = []
        self.words, self.heads = chance.choice(WORDS["labels"]), chance.choice(WORDS["heads"])
        self.date = chance.choice(FORMS["date"])
        self.columns = self._columns() if how.container in TABLES else []
        self.end, self.blank = chance.choice(["", "", "."]), chance.choice(["", "-", ""])
        self.titles = list(WORDS["tools"] if how.kind == "tools" else WORDS["titles"])
        marked = how.title != "plain" or how.columns == "headed" or how.container == "headings"
        if marked and how.kind == "papers":
            self.titles += WORDS["short_titles"]
        if "quot" in how.title or how.kind == "citations":
            self.titles = [title for title in self.titles if not re.search('["“”]', title)]
        if how.kind == "citations" or not marked:
            self.titles = [title for title in self.titles if len(title.split()) > 3]
        self.left: list[str] = []

    def write(self) -> None:
        c, extras = self.chance, WORDS["extras"]
        topics = c.sample(WORDS["topics"], c.randint(2, 4))
        self.add("# Awesome Small Things", *c.sample(extras["before"], c.randint(0, 2)))
        if c.random() < 0.3:
            self.add("## Contents", "\n".join(f"- [{topic}](#{_slug(topic)})" for topic in topics))
        for topic in topics:
            venue, year = c.choice(WORDS["venues"]["known"]), c.randint(2012, 2024)
            names = {"venue and year": f"{venue} {year}", "year": f"{year}"}
            heading = names.get(self.how.headings, topic)
            self.add(f"## {heading}", *c.sample(extras["between"], c.random() < 0.15))
            dated = (
                venue if self.how.headings == "venue and year" else None,
                year if heading != topic else None,
            )
            self.section((heading,), dated)
        self.add(*c.sample(extras["after"], c.randint(0, 2)), "\n".join(self.definitions))

    def add(self, *blocks: str) -> None:
        """Blocks with a blank line after each."""
        for block in blocks:
            self.lines += [*block.split("\n"), ""]

    def section(self, path: tuple[str, ...], dated: tuple[str | None, int | None]) -> None:
        if self.how.container not in ("nested", "details"):
            self.entries(path, dated, "")
            return
        for group in self.chance.sample(WORDS["groups"], 2):
            nested = self.how.container == "nested"
            self.lines += [f"- {group}"] if nested else ["<details>", f"<summary>{group}</summary>", ""]
            self.entries((*path, group), dated, "  " if nested else "")
            self.lines += [] if nested else ["", "</details>", ""]
        self.lines.append("")

    def entries(self, path: tuple[str, ...], dated: tuple[str | None, int | None], indent: str) -> None:
        container, count = self.how.container, self.chance.randint(3, 6)
        heads = [self.heads[column] for column in self.columns]
        heads = {"empty header": [""] * len(heads), "empty first header": ["", *heads[1:]]}.get(
            self.how.columns, heads
        )
        opened = {"pipe table": [_row(heads), _row(["---"] * len(heads))], "p and br": ["<p>"]}.get(
            container, []
        )
        closed = {"p and br": ["</p>"], "html td": ["</table>"], "html th": ["</table>"]}.get(container, [])
        if container.startswith("html"):
            opened = ["<table>", "<tr>", *(f"<th>{head}</th>" for head in heads), "</tr>"]
        self.lines += opened
        for number in range(1, count + 1):
            parts, truth = self.entry(path, dated)
            lines = self.row(parts) if self.columns else self.item(parts, number)
            at = next(n for n, line in enumerate(lines) if _html(truth.title) in line or truth.title in line)
            taken = range(len(self.lines) + 1, len(self.lines) + len(lines) + 1)
            self.truths.append(replace(truth, lines=taken, line=taken[at]))
            self.lines += [indent + line if line else line for line in lines]
        self.lines += closed if container in ("nested", "details") else [*closed, ""]

    def _columns(self) -> list[str]:
        c, columns = self.chance, [*self.how.order.replace("R", "")]
        if "R" in self.how.order:
            columns += c.choice([["paper", "code"], ["R"]])
        if c.random() < 0.4:
            c.shuffle(columns)
        if c.random() < 0.4:
            columns.insert(c.randint(1, len(columns)), "X")
        first = self.how.columns == "empty first header"
        return ["T", *(column for column in columns if column != "T")] if first else columns

    def row(self, parts: dict[str, str]) -> list[str]:
        cells = [parts.get(column) or self.blank for column in self.columns]
        if self.how.container == "pipe table":
            return [_row(cells)]
        tag = self.how.container.removeprefix("html ")
        return ["<tr>", *(f"<{tag}>{_html(cell)}</{tag}>" for cell in cells), "</tr>"]

    def item(self, parts: dict[str, str], number: int) -> list[str]:
        how, keys = self.how, [key for key in self.how.order if parts.get(key)]
        if how.container == "headings":
            facts = [parts[key] for key in keys[1:]]
            return [
                f"### {parts['T']}",
                "",
                *(facts[:1] if len(facts) == 1 else [f"- {fact}" for fact in facts]),
                "",
            ]
        head = self.joined(keys[:1] if how.below else keys, parts)
        rest = self.joined(keys[1:], parts) if how.below else ""
        mark = BULLETS.get(how.container, "").replace("1", str(number))
        inner = " " * len(mark)
        if not rest:
            head += (
                self.end
                if how.separator in (". ", ", ") and head[-1].isalnum() and how.resources != "bare"
                else ""
            )
        lines = {
            "": [head],
            "sub-bullets": [head, *(f"- {parts[key]}" for key in keys[1:])],
            "one sub-bullet": [head, f"- {rest}"],
            "paragraph": [head, "", rest, ""],
            "next line": [head, rest],
            "hard line": [head + "  ", rest],
            "br": [head + "<br>", rest],
        }[how.below if rest else ""]
        lines = [mark + lines[0], *(inner + line if line else line for line in lines[1:])]
        lines[-1] += {"br lines": "<br>", "hard lines": "  ", "p and br": "<br>"}.get(how.container, "")
        if how.container == "p and br":
            lines = ["&nbsp;&nbsp; " + _html(line) for line in lines]
        return [*lines, ""] if how.container == "paragraphs" else lines

    def joined(self, keys: Sequence[str], parts: dict[str, str]) -> str:
        line = ""
        for key in keys:
            separator = self.how.separator
            if key == "R" or (key == "A" and self.how.authors == "by"):
                separator = " | " if separator == " | " and key == "R" else " "
            elif key == "N" and self.how.kind == "papers":
                separator = " - "
            elif key == "T" and line.endswith(("]", ")", "`", "**")):
                separator = " "
            line = _joined(line, separator, parts[key])
        return line

    def link(self, kind: str) -> str:
        c = self.chance
        return str(
            c.choice(WORDS["hosts"][kind]).format(
                a=f"{c.randint(15, 24)}{c.randint(1, 12):02}", n=c.randint(100, 29999)
            )
        )

    def key(self, url: str) -> str:
        self.definitions.append(f"[{len(self.definitions) + 1}]: {url}")
        return str(len(self.definitions))

    def gone(self) -> bool:
        return self.chance.random() < self.how.noise

    def resources(self, linked: bool, parts: dict[str, str]) -> tuple[list[str], str | None]:
        """The links beside the title, written into ``parts``, and which leads to the work."""
        c, (form, between) = self.chance, FORMS["resources"][self.how.resources]
        chances = {"paper": 0.3 if linked else 1 - self.how.noise, "code": 0.5, "slides": 0.15, "video": 0.1}
        kinds = [kind for kind, chance in chances.items() if c.random() < chance]
        kinds = (
            ["paper"]
            if "{l}" not in form
            else [kind for kind in kinds if kind in self.columns or "paper" not in self.columns]
        )
        if not linked and self.how.container in LINES:
            kinds = kinds or ["paper"]  # what else would tell it from prose
        urls = {kind: self.link(kind) for kind in kinds}
        keys = {kind: self.key(url) if "{k}" in form else "" for kind, url in urls.items()}
        written = {kind: form.format(l=self.words[kind], u=url, k=keys[kind]) for kind, url in urls.items()}
        parts.update(written, R=between.join(written.values()))
        return list(urls.values()), urls.get("paper")

    def entry(
        self, path: tuple[str, ...], dated: tuple[str | None, int | None]
    ) -> tuple[dict[str, str], Truth]:
        """The parts of one entry as Markdown, and what is true of it but for the line."""
        how, c, form = self.how, self.chance, FORMS["title"][self.how.title]
        self.left = self.left or c.sample(self.titles, len(self.titles))
        title, venue = self.left.pop(), c.choice(WORDS["venues"][how.venues])
        year = c.randint(1975 if how.venues == "journals" else 2013, 2024)
        text, names = people(c, CITED.get(how.citation.split()[0], "") if how.citation else how.names)
        linked = "{u}" in form or "{k}" in form
        url = self.link("tool" if how.kind == "tools" else "paper") if linked else None
        words = {"t": title, "v": venue, "y": year, "s": f"{year % 100:02}", "u": url, "A": text, "a": text}
        if how.citation:
            cited = re.sub(
                r"([.?!])\.(?=[ \"”])|([?!]),", r"\1\2", FORMS["citation"][how.citation].format(**words)
            )
            words["t"] = cited
        parts = {
            "T": form.format(**words, k=self.key(url) if url and "{k}" in form else ""),
            "X": c.choice(WORDS["tasks"]),
        }
        links = [url] if url else []
        if "R" in how.order:
            more, first = self.resources(linked, parts)
            links, url = links + more, url or first
        dates = form + (FORMS["citation"][how.citation] if how.citation else "")
        if "A" in how.order and not self.gone():
            parts["A"] = FORMS["authors"][how.authors].format(**words)
        if "V" in how.order and not self.gone():
            shown = "{v}" if "Y" in how.order else FORMS["venue"][how.venue]
            dates, parts["V"] = dates + shown, shown.format(**words)
        if "Y" in how.order and not self.gone():
            dates, parts["Y"] = dates + "{y}", self.date.format(**words)
        if "N" in how.order:
            parts["N"] = WORDS["tools"][title] if how.kind == "tools" else c.choice(WORDS["notes"])
        self.adorn(parts)
        return parts, Truth(
            range(0), 0, title, url, tuple(links), path,
            venue=venue if "{v}" in dates else dated[0],
            year=year if "{y}" in dates or "{s}" in dates else dated[1],
            authors=names if "A" in parts or how.citation else (),
        )  # fmt: skip

    def adorn(self, parts: dict[str, str]) -> None:
        """What some entries carry besides."""
        c, extra = self.chance, self.how.extra
        if extra == "place":
            parts["T"] += f" ({c.choice(WORDS['places'])})"
        elif extra == "emoji" and c.random() < 0.4:
            parts["T"] = "🔥 " + parts["T"]
        elif extra == "stars" and parts.get("R"):
            parts["R"] += " ![](https://img.shields.io/github/stars/lab/net?style=social)"
        elif extra == "footnote" and c.random() < 0.4:
            parts["T"] += f"[^{len(self.definitions) + 1}]"
            self.definitions.append(f"[^{len(self.definitions) + 1}]: Accepted as an oral.")


def _slug(heading: str) -> str:
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
