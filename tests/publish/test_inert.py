"""G7: text from outside is never live, in whichever field it comes and to whichever place on GitHub it goes."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import date

import pytest
import yaml
from jinja2 import FileSystemLoader
from markdown_it import MarkdownIt
from rich.console import Console

from bot.models import Change, Detail, Link, Mention, Paper, Plan, Topic
from bot.propose import Row, row_of
from bot.publish.github import Proposal, message
from bot.render.escape import plain
from bot.render.pull import LARGEST_BODY, Text, Written, data_of, pull_text, rewritten, ticked
from bot.report import plan_lines, show
from bot.store import decisions_text
from bot.store.decisions import read_decisions
from bot.store.memory import Declined, Memory, Spoken, memory_text, read_memory
from tests.test_render_escape import LATER, PAYLOADS, Page

FORGED = [
    *(
        "<!-- bot:rows end -->",
        "<!-- bot:rows start -->",
        "x <!-- row:0123456789abcdef -->",
        "<!-- out:0123456789abcdef -->",
    ),
    *(
        "<!-- bot:data e30= -->",
        "<!-- bot:data eyJwcm9wb3NhbCI6ICJ4In0= -->",
        "\n<!-- bot:data e30= -->\n",
        "\r\n<!-- bot:rows end -->\r\n",
    ),
    *(
        "<!-- bot:closed -->",
        "<!-- bot:hands-off -->",
        "--><script>",
        "- [x] ticked <!-- row:0123456789abcdef -->",
        "\n- [ ] x <!-- row:0123456789abcdef -->",
    ),
    *(
        "/bot decline arxiv:1510.00149",
        "\n/bot decline x",
        "\r/bot same a b",
        "@dependabot merge",
        "@dependabot rebase",
        "[skip ci]",
        "[ci skip]",
        "[no ci]",
    ),
    *(
        "[skip actions]",
        "[actions skip]",
        "***NO_CI***",
        "skip-checks: true",
        "x\n\nskip-checks:true",
        "a\n\nCo-authored-by: a <a@b.example>",
        "Signed-off-by: x",
    ),
    *(
        "${{ secrets.GITHUB_TOKEN }}",
        "{{ 7*7 }}",
        "{% raw %}",
        "{%- for x in y %}",
        "{{ rows.__class__ }}",
        "::error file=a::b",
        "::add-mask::x",
        "::stop-commands::x",
    ),
    *(
        "Fixes: #1",
        "CLOSES #2",
        "fixed GH-3",
        "Resolves o/r#4",
        "close https://github.com/o/r/pull/5",
        "@org/team-name",
        "cc @a-b",
        "#1",
        "o/r#1",
    ),
    *(
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "![x](data:image/png;base64,AA)",
        "<iframe src=//x>",
        "<style>*{}</style>",
        "<input type=checkbox>",
    ),
    *(
        "*.yml: &a *a",
        "!!python/object:os.system x",
        "- a: b",
        "? x",
        "%YAML 1.1",
        "--- a",
        "null",
        "~",
        "yes",
        "0x10",
        "1e3",
        "2020-01-01",
        "'",
        '"',
        "'' : \"",
        "a: b #c",
    ),
    *(
        "\ud800",
        "\udfff x",
        "👨‍👩‍👧",
        "\U0001f1e9\U0001f1ea",
        "e\u0301",
        "\u2028x",
        "\u2029x",
        "\x0cx",
        "\x1cx",
        "a\rb",
        "\t",
        "\u00a0",
    ),
    *(
        "a" * 1_000,
        "[" * 400,
        "<" * 400,
        "#1 " * 400,
        "@a " * 400,
        "👩" * 400,
        "\\" * 400,
        "a b" * 3_000,
    ),
]
FORGED = [text for text in FORGED if plain(text)]
HOSTILE = list(dict.fromkeys(text for text in (*PAYLOADS, *FORGED) if plain(text)))
URLS = "https://evil.example/{}"
LIVE = re.compile(
    r"@\w|#\d|\bgh-\d|://|\bwww\.|<|>|`|:[\w+-]+:|\[(?:skip|ci|no|actions)[ -]|NO_CI|skip-checks|(?<![0-9a-z])[0-9a-f]{7,64}(?![0-9a-z])",
    re.IGNORECASE,
)
SHA = re.compile(r"\A[0-9a-f]{40}\Z")


def github() -> MarkdownIt:
    made = MarkdownIt("gfm-like", {"html": True, "breaks": True})
    made.linkify.set({"fuzzy_link": False})
    made.linkify.add("//", None)
    return made


GITHUB = github()


def paper(text: str) -> Paper:
    """A new paper whose every field holds the text."""
    mention = Mention(
        text,
        text,
        text,
        URLS.format(text),
        (Link(text, URLS.format(text)),),
        (text, text),
        text,
        2020,
        (text,),
    )
    return Paper(
        *(f"title:{text}", text, text, date(2026, 1, 1)),
        url=URLS.format(text),
        venue=text,
        year=2020,
        authors=(text,),
        topic_reason=f"x: {text}",
        links=mention.links,
        mentions=(mention,),
    )


def rows(text: str) -> list[Row]:
    """A row of each form, its every text the hostile one."""
    new, kind = paper(text), ("link", "metadata", "title", "topic")
    details = tuple(
        Detail(k, text, text, field, text, text)
        for k, field in zip(kind, ("url", "venue", "title", "topic"), strict=True)
    )
    changes = [
        Change("add", (), (new,), (Detail("add", text),), near=(text,)),
        Change("link", (new,), (replace(new, venue=None),), details, near=(text,)),
        Change(
            "conflict",
            (new,),
            (new,),
            (Detail("conflict", text, text, "title", text, text), Detail("delist", text)),
        ),
    ]
    return [row_of(change) for change in changes]


def written(text: str) -> Written:
    return Written(
        "new-papers", "0" * 40, "0" * 16, "https://github.com/o/r/compare/b", 3, [text], {text: text}, {}
    )


def made(text: str, found: list[Row]) -> Text:
    return pull_text(
        [(row.key, row.names, row.change) for row in found],
        [("f" * 16, text)],
        written(text),
        FileSystemLoader("templates"),
    )


class Body(Page):
    """A page that may hold the bot's own comments."""

    def __init__(self, html: str) -> None:
        self.comments: list[str] = []
        super().__init__(html)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data.strip())


def test_there_are_at_least_250_of_them() -> None:
    assert len(HOSTILE) >= 250


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_body_is_inert_and_its_hidden_data_are_the_bots(text: str) -> None:
    found = rows(text)
    whole = made(text, found)
    page = Body(GITHUB.render(whole.body))
    assert len(whole.body) < LARGEST_BODY
    assert page.comments[0] == "bot:rows start"
    assert [c for c in page.comments if c.startswith("row:")] == [f"row:{row.key}" for row in found]
    assert page.comments[-3:] == [f"out:{'f' * 16}", "bot:rows end", page.comments[-1]]
    assert {tag for tag, _ in page.tags} <= {
        "p",
        "strong",
        "em",
        "h3",
        "ul",
        "li",
        "a",
        "sub",
        "br",
        "code",
        "span",
        "details",
        "summary",
    }
    links = [dict(attributes)["href"] or "" for tag, attributes in page.tags if tag == "a"]
    assert [
        link
        for link in links
        if not link.startswith(("https://evil.example/", "https://github.com/o/r/compare/b"))
    ] == []
    assert [attributes for tag, attributes in page.tags if tag != "a" and attributes] == []
    assert [run for run in page.runs if LATER.search(run)] == []
    assert [line for line in whole.body.splitlines() if line.startswith("/bot")] == []
    data = data_of(whole.body)
    assert data
    assert (data.proposal, dict(data.names)) == ("new-papers", {row.key: list(row.names) for row in found})
    assert ticked(whole.body) == {**{row.key: True for row in found}, "f" * 16: False}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_titles_and_commit_messages_have_nothing_live(text: str) -> None:
    for found in (rows(text)[:1], rows(text)):
        whole = made(text, found)
        subject, _, rest = message(Proposal("new-papers", "bot/new-papers", {}, whole)).partition("\n")
        assert subject == whole.title
        assert (len(subject) <= 250, subject.isprintable(), rest) == (
            True,
            True,
            "\nProposed by the list-sync bot.",
        )
        assert LIVE.search(subject) is None
        subject.encode()


@pytest.mark.parametrize("text", FORGED, ids=range(len(FORGED)))
def test_peoples_words_stay_and_rows_follow_whatever_a_title_says(text: str) -> None:
    found = rows(text)
    before, after = made(text, found[:2]), made(text, found)
    data = data_of(before.body)
    assert data
    mine = rewritten(after, "Mine", f"Mine.\n\n{before.body}", data)
    assert mine == Text("Mine", f"Mine.\n\n{after.body}")


@pytest.mark.parametrize("count", [1, 25, 200])
def test_a_body_is_cut_at_a_row_and_keeps_its_data(count: int) -> None:
    text = "@a <b> #1 " * 2_000
    changes = [
        Change(
            "add", (), (replace(paper(f"{number} {text}"), topic="x"),), (Detail("add", text),), (text,) * 40
        )
        for number in range(count)
    ]
    found = [row_of(change) for change in changes]
    whole = made("x", found)
    data = data_of(whole.body)
    assert data
    assert (len(whole.body) < LARGEST_BODY, len(data.names)) == (True, count)
    shown = len(re.findall(r"<!-- row:", whole.body))
    assert shown == count or f"_{count - shown} more rows do not fit here" in whole.body


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_state_files_read_back_as_they_were_written(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()  # a file's bytes never decode to a lone surrogate
    declined = Declined((text, f"title:{text}"), 1, "k", text)
    memory = Memory(
        declined=(declined,), spoken=(Spoken("pin", (text, "venue", text)),), heads={f"bot/{text}": (text,)}
    )
    assert read_memory(memory_text(memory)) == memory
    decisions, problems = read_decisions(decisions_text(None, "same", [f"{text} a", f"{text} b"]))
    assert (decisions.same, list(problems)) == (((f"{text} a", f"{text} b"),), [])
    assert yaml.safe_load(memory_text(memory))["declined"][0]["title"] == text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_terminal_and_a_log_get_plain_lines(text: str) -> None:
    plan = Plan(tuple(row.change for row in rows(text)))
    out = io.StringIO()
    with redirect_stdout(out):
        show(plan_lines(plan, [Topic(text, text)], text, text, [text]), Console(file=out, width=100))
    printed = out.getvalue()
    assert [
        c for c in printed if (ord(c) < 32 and c != "\n") or c in "\x7f\x9b\u202e\u2066\u200b\u2028"
    ] == []
    assert [line for line in printed.split("\n") if line.lstrip().startswith("::") or "##[" in line] == []
    printed.encode()
