"""G7: text from outside is never live, in whichever field it comes and to whichever place on GitHub it goes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import date

import pytest
import yaml
from jinja2 import FileSystemLoader
from markdown_it import MarkdownIt
from rich.console import Console

from bot.models import Change, Detail, Link, Mention, Paper, Plan, SetAside, Topic
from bot.propose import Row, row_of, sources_of
from bot.publish.commands import Command, hear
from bot.publish.held import Held, HeldRow, message, packed, unpacked, word_of
from bot.publish.proposals import line_of
from bot.publish.remote import Comment
from bot.render.escape import plain
from bot.render.outcome import dashboard, job_summary
from bot.render.pull import LARGEST_BODY, Body, Text, Written, rewritten, ticked, word_in
from bot.report import plan_lines, show
from bot.store import decisions_text
from bot.store.decisions import read_decisions
from bot.store.memory import Memory, Said, memory_text, read_memory
from tests.test_render_escape import LATER, PAYLOADS, Page

FORGED = [
    *(
        "<!-- bot:rows end -->",
        "<!-- bot:rows start -->",
        "x <!-- row:0123456789abcdef -->",
        "<!-- out:0123456789abcdef -->",
    ),
    *(
        f"<!-- bot:data {'0' * 16}.{'0' * 16}.{'0' * 16} e30= -->",
        f"\n<!-- bot:data {'0' * 16}.{'0' * 16}.{'0' * 16} e30= -->\n",
        "\n- [x] Build it anew <!-- bot:rebase -->",
        "<!-- bot:answer-8-dddddddddddd -->",
        "<!-- bot:dashboard -->",
        "x\n\nList-Sync-Bot: 0123456789abcdef e30=",
        "List-Sync-Bot: 0123456789abcdef e30=",
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
TREE, PARENTS = "a" * 40, ["b" * 40]
LOADER = FileSystemLoader("templates")
TAGS = {"p", "strong", "em", "h3", "ul", "li", "a", "sub", "br", "code", "span", "details", "summary"}


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


def decodable(text: str) -> str:
    """The text as a file's bytes may give it: they never decode to a lone surrogate."""
    return text.encode("utf-8", "replace").decode()


def words(text: str) -> tuple[Said, ...]:
    """What people said, of papers that are called like that."""
    names = (text, f"title:{text}")
    return (
        Said("decline", names, 7, "closed", text),
        Said("decline", names, how="deleted", title=text, filed=True, back=True),
        Said("pin", (text, "venue", text), 7, "comment:8"),
    )


def written(text: str) -> Written:
    carried = [line_of(word) for word in words(text)]
    return Written("new-papers", 3, {text: text}, {}, [("f" * 16, text)], carried)


def held(found: Sequence[Row], text: str = "") -> Held:
    """What a proposal of these rows holds, as its word tells it."""
    rows = [
        HeldRow(
            row.key,
            tuple(map(decodable, row.names)),
            tuple(map(decodable, sources_of(row.change))),
            "in",
            "2026-01-01",
            decodable(text)[:60],
        )
        for row in found
    ]
    return Held("new-papers", tuple(rows), "0" * 16, ("#7", "comment:8"))


def made(text: str, found: Sequence[Row], asked: Sequence[Row] = ()) -> Text:
    body = Body(
        *([(row.key, row.change) for row in found], [(row.key, row.change) for row in asked]),
        *(written(text), LOADER),
    )
    return body.text(packed(held(found, text)))


class Shown(Page):
    """A page that may hold the bot's own comments."""

    def __init__(self, markdown: str) -> None:
        self.comments: list[str] = []
        super().__init__(GITHUB.render(markdown))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data.strip())


def assert_inert(page: Shown, tags: set[str]) -> None:
    """Nothing in the page but text, these tags, and links to where the text itself says."""
    assert {tag for tag, _ in page.tags} <= tags
    links = [dict(attributes)["href"] or "" for tag, attributes in page.tags if tag == "a"]
    assert [link for link in links if not link.startswith("https://evil.example/")] == []
    assert [attributes for tag, attributes in page.tags if tag != "a" and attributes] == []
    assert [run for run in page.runs if LATER.search(run)] == []


def test_there_are_at_least_250_of_them() -> None:
    assert len(HOSTILE) >= 250


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_body_is_inert_and_its_hidden_data_are_the_bots(text: str) -> None:
    *found, asked = rows(text)
    whole = made(text, found, [asked])
    page = Shown(whole.body)
    assert len(whole.body) < LARGEST_BODY
    *comments, data = page.comments
    assert comments == [
        *("bot:rebase", "bot:rows start", *(f"row:{row.key}" for row in found)),
        *(f"ask:{asked.key}", f"out:{'f' * 16}", "bot:rows end"),
    ]
    assert data.startswith("bot:data ")
    assert_inert(page, TAGS)
    assert [line for line in whole.body.splitlines() if line.startswith("/bot")] == []
    assert unpacked(word_in(whole.body) or "") == held(found, text)
    assert ticked(whole.body) == {
        **{("in", row.key): True for row in found},
        ("ask", asked.key): False,
        ("out", "f" * 16): False,
    }


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_titles_and_commit_messages_have_nothing_live(text: str) -> None:
    for found in (rows(text)[:1], rows(text)):
        title = made(text, found).title
        word = packed(held(found, text))
        told = message(title, word, TREE, PARENTS)
        subject, *rest, trailer = told.split("\n")
        assert (subject, rest) == (title, ["", "Proposed by the list-sync bot.", ""])
        assert (len(subject) <= 250, subject.isprintable()) == (True, True)
        assert LIVE.search(subject) is None
        assert re.fullmatch(r"List-Sync-Bot: [0-9a-f]{16} [A-Za-z0-9_=-]+", trailer)
        assert word_of(told, TREE, PARENTS) == word
        subject.encode()


@pytest.mark.parametrize("text", FORGED, ids=range(len(FORGED)))
def test_a_title_in_a_commit_message_forges_no_mark(text: str) -> None:
    assert word_of(f"{text}\n\nBy hand.", TREE, PARENTS) is None


@pytest.mark.parametrize("text", FORGED, ids=range(len(FORGED)))
def test_peoples_words_stay_and_rows_follow_whatever_a_title_says(text: str) -> None:
    found = rows(text)
    before, after = made(text, found[:2]), made(text, found)
    mine = rewritten(after, "Mine", f"Mine.\n\n{before.body}")
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
    body = Body([(row.key, row.change) for row in found], [], written("x"), LOADER)
    shown, asked = body.fits(len(packed(held(found, text))))
    assert (1 <= shown <= count, asked) == (True, 0)
    whole = made("x", found[:shown])
    assert len(whole.body) < LARGEST_BODY
    assert [key for _, key in ticked(whole.body)] == [*(row.key for row in found[:shown]), "f" * 16]
    assert unpacked(word_in(whole.body) or "") == held(found[:shown], "x")


@pytest.mark.parametrize("said", ["decline {}", "{}", "pin {} venue x", "topic x {}", "pin x {} y"])
def test_an_answer_quotes_a_command_and_nothing_of_it_is_live(said: str) -> None:
    for text in HOSTILE:
        comment = Comment(8, 1, "ann", "")
        line = said.format(text).replace("\n", " ").strip()
        heard = hear([Command(comment, line, "d" * 12)], (), [], ["pruning"], {"ann": True}, standing=[1])
        ((number, answered, body),) = heard.answers
        page = Shown(body)
        assert (number, answered, page.comments) == (1, 8, ["bot:answer-8-dddddddddddd"])
        assert_inert(page, TAGS | {"blockquote"})
        assert [line for line in body.splitlines() if line.startswith("/bot")] == []
        assert body.count("\n") == 3


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_the_dashboard_and_the_job_summary_are_inert(text: str) -> None:
    plan = Plan(set_aside=(SetAside("ann/bullets", text),))
    page = Shown(dashboard({"new-papers": 1}, [], words(text), plan, LOADER))
    assert page.comments == ["bot:dashboard"]
    assert {tag for tag, _ in page.tags} <= TAGS
    mine = [run for run in page.runs if run.replace("#1", "").replace("in #7", "") == run]
    assert [run for run in mine if LATER.search(run)] == []
    summary = Shown(job_summary(text, "1 new, 0 changed", [text], plan))
    assert summary.comments == []
    assert_inert(summary, TAGS | {"h2"})


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_state_files_read_back_as_they_were_written(text: str) -> None:
    text = decodable(text)
    memory = Memory(said=words(text), branches={text: 2}, told={1: (text,)}, ready={1: (text,)})
    assert read_memory(memory_text(memory)) == memory
    decisions, problems = read_decisions(decisions_text(None, "same", [f"{text} a", f"{text} b"]))
    assert (decisions.same, list(problems)) == (((f"{text} a", f"{text} b"),), [])
    assert yaml.safe_load(memory_text(memory))["said"][0]["title"] == text


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
