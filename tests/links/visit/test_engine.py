"""Many links at once: over a web that lives in the test, so that each host behaves as it is told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import pytest

from bot.links.values import Answer, Forbidden, NoAnswer, NoSuchHost, Observation, Outcome
from bot.links.visit.engine import Engine, Limits, Progress
from bot.links.visit.guard import Guard
from bot.links.visit.pace import Manners
from bot.links.whole import as_a_whole
from bot.net.values import CannotAsk

PAGE = b"<html><head><title>Network Slimming</title></head><body>A paper on pruning.</body></html>"
MISSING = b"<html><head><title>404 - Page not found</title></head><body>Sorry.</body></html>"
HTML = {"content-type": "text/html"}
FAST = Manners(first=1e6, fastest=1e6)
Reply = Answer | CannotAsk


def page(body: bytes = PAGE, status: int = 200, **headers: str) -> Answer:
    return Answer("", status, HTML | {name.replace("_", "-"): value for name, value in headers.items()}, body)


class Pages:
    """A web: what each address answers, one reply after the other, the last one for ever."""

    def __init__(self, **replies: Sequence[Reply]) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[tuple[str, str]] = []
        self.at_once: Counter[str] = Counter()
        self.peak: Counter[str] = Counter()
        self.left: list[str] = []
        self.on_head: Callable[[str], Reply] = lambda _: page(status=405)

    def says(self, url: str, *replies: Reply) -> None:
        self.replies[url] = list(replies)

    async def ask(self, method: str, url: str) -> Answer:
        host = url.split("/")[2]
        self.asked.append((method, url))
        self.at_once[host] += 1
        self.peak[host] = max(self.peak[host], self.at_once[host])
        await asyncio.sleep(0)
        self.at_once[host] -= 1
        said = self.on_head(url) if method == "HEAD" else self._next(url)
        if isinstance(said, CannotAsk):
            raise said
        return Answer(url, said.status, said.headers, said.body)

    def _next(self, url: str) -> Reply:
        queue = self.replies.get(url, [page()])
        return queue.pop(0) if len(queue) > 1 else queue[0]

    async def leave(self, host: str) -> None:
        self.left.append(host)


def run(pages: Pages, urls: Iterable[str], limits: Limits | None = None, **more: object) -> list[Observation]:
    engine = Engine(pages, limits=limits or Limits(backoff=0), manners=FAST, **more)  # type: ignore[arg-type]
    found = {one.url: one for one in asyncio.run(engine.run(urls))}
    return [found[url] for url in dict.fromkeys(urls)]


def outcome(url: str, *replies: Reply, pages: Pages | None = None) -> tuple[str, int | None, str | None]:
    pages = pages or Pages()
    pages.says(url, *replies)
    (one,) = run(pages, [url])
    return one.outcome.value, one.status, one.target


def to(url: str, status: int = 301) -> Answer:
    return page(b"", status, location=url)


U, V, W = "https://a.org/papers/1", "https://a.org/papers/2", "https://b.org/works/3"


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        pytest.param([page()], ("ok", 200, None), id="a page"),
        pytest.param([page(status=404)], ("gone", 404, None), id="404"),
        pytest.param([page(status=410)], ("gone", 410, None), id="410"),
        pytest.param([NoSuchHost("no such host")], ("gone", None, None), id="no such host"),
        pytest.param([page(MISSING)], ("soft-404", 200, None), id="not found under 200"),
        pytest.param([page(status=401)], ("refused", 401, None), id="401"),
        pytest.param([page(status=403)], ("refused", 403, None), id="403"),
        pytest.param([page(status=418)], ("refused", 418, None), id="418"),
        pytest.param([page(status=451)], ("refused", 451, None), id="451"),
        pytest.param([page(status=999)], ("refused", 999, None), id="999"),
        pytest.param([page(status=503, cf_mitigated="challenge")], ("refused", 503, None), id="challenge"),
        pytest.param([page(b"<title>Just a moment...</title>")], ("refused", 200, None), id="wall under 200"),
        pytest.param([page(status=500)], ("error", 500, None), id="500"),
        pytest.param([NoAnswer("no answer within 30 seconds")], ("error", None, None), id="time-out"),
        pytest.param([Forbidden("leads to this machine")], ("skipped", None, None), id="forbidden"),
        pytest.param([page(status=503), page()], ("ok", 200, None), id="a hiccup"),
        pytest.param([NoAnswer("the connection breaks"), page()], ("ok", 200, None), id="a break"),
        pytest.param([page(status=429, retry_after="0"), page()], ("ok", 200, None), id="asked to wait"),
        pytest.param([page(status=304)], ("error", 304, None), id="304 without a question"),
    ],
)
def test_an_answer_has_one_outcome(
    replies: list[Reply], expected: tuple[str, int | None, str | None]
) -> None:
    assert outcome(U, *replies) == expected


def test_only_redirects_that_are_permanent_move_a_link() -> None:
    pages = Pages()
    pages.says(V, to(W, 302))
    assert outcome(U, to(V), pages=pages) == ("moved", 301, V)
    assert outcome(U, to(V, 307), pages=pages) == ("redirected", 307, W)
    assert outcome(U, to("/papers/9", 308)) == ("moved", 308, "https://a.org/papers/9")


def test_what_a_redirect_leads_to_decides() -> None:
    pages = Pages()
    pages.says(W, page(status=404))
    assert outcome(U, to(W), pages=pages) == ("gone", 404, W)
    pages.says(W, page(MISSING))
    assert outcome(U, to(W), pages=pages) == ("soft-404", 200, W)
    pages.says("https://a.org/", page())
    assert outcome(U, to("https://a.org/"), pages=pages) == ("soft-404", 200, "https://a.org/")
    assert outcome(U, to("https://a.org/login?next=1"), pages=pages) == (
        "refused",
        200,
        "https://a.org/login?next=1",
    )


def test_g9_redirects_end_somewhere() -> None:
    assert outcome(U, to(U)) == ("error", 301, None)
    pages = Pages()
    for number in range(20):
        pages.says(f"https://a.org/papers/{number}", to(f"https://a.org/papers/{number + 1}"))
    (one,) = run(pages, ["https://a.org/papers/0"])
    assert (one.outcome, one.evidence) == (Outcome.ERROR, "redirects more than 10 times")
    assert len(pages.asked) == 11


def test_a_page_is_asked_once_and_a_file_by_its_head() -> None:
    pages = Pages()
    file = "https://a.org/papers/1.pdf"
    pages.on_head = lambda _: Answer("", 200, {"content-type": "application/pdf", "content-length": "7"})
    found = run(pages, [U, file])
    assert sorted(pages.asked) == [("GET", U), ("HEAD", file)]
    assert [one.shows for one in found] == ["Network Slimming", "application/pdf, 7 bytes"]


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
def test_a_head_that_is_refused_is_followed_by_a_get(status: int) -> None:
    pages = Pages()
    file = "https://a.org/papers/1.pdf"
    pages.on_head = lambda _: page(status=status)
    pages.says(file, Answer("", 200, {"content-type": "application/pdf"}))
    assert [one.outcome for one in run(pages, [file])] == [Outcome.OK]
    assert [method for method, _ in pages.asked] == ["HEAD", "GET"]


def test_a_file_that_turns_out_to_be_a_page_is_read() -> None:
    pages = Pages()
    file = "https://a.org/papers/1.pdf"
    pages.on_head = lambda _: page()
    pages.says(file, page(b"<title>Page not found</title>"))
    assert [one.outcome for one in run(pages, [file])] == [Outcome.SOFT_404]


def test_g10_a_host_is_asked_no_more_than_so_much_at_once() -> None:
    pages = Pages()
    urls = [f"https://{host}.org/{n}" for host in "abc" for n in range(40)]
    run(pages, urls, Limits(at_once=20, per_host=8, backoff=0))
    assert max(pages.peak.values()) <= 8
    assert sorted(pages.left) == ["a.org", "b.org", "c.org"]


def test_g10_a_host_without_a_name_is_asked_once() -> None:
    pages = Pages()
    urls = [f"https://gone.org/{n}" for n in range(50)]
    for url in urls:
        pages.says(url, NoSuchHost("no such host"))
    found = run(pages, urls, Limits(per_host=1, backoff=0))
    assert {(one.outcome, one.evidence) for one in found} == {(Outcome.GONE, "no such host")}
    assert len(pages.asked) == 1


def test_g10_a_silent_host_is_spared_after_a_few_links() -> None:
    pages = Pages()
    urls = [f"https://silent.org/{n}" for n in range(50)]
    for url in urls:
        pages.says(url, NoAnswer("refuses the connection"))
    found = run(pages, urls, Limits(per_host=1, tries=1, backoff=0))
    assert {one.outcome for one in found} == {Outcome.ERROR}
    assert len(pages.asked) == 3
    assert found[-1].evidence == "not asked: refuses the connection for 3 other links"


def test_a_host_that_is_silent_on_a_few_links_only_is_asked_for_the_rest() -> None:
    pages = Pages()
    urls = [f"https://shaky.org/{n}" for n in range(20)]
    for url in urls[1:8]:
        pages.says(url, NoAnswer("the connection breaks"))
    found = run(pages, urls, Limits(per_host=1, tries=1, backoff=0))
    assert [one.outcome.value for one in found] == ["ok"] + 7 * ["error"] + 12 * ["ok"]


def test_g10_a_wall_is_not_run_into_for_every_link() -> None:
    pages = Pages()
    urls = [f"https://wall.org/{n}" for n in range(50)]
    for url in urls:
        pages.says(url, page(status=403))
    found = run(pages, urls, Limits(per_host=1, backoff=0))
    assert {one.outcome for one in found} == {Outcome.REFUSED}
    assert len(pages.asked) == 5


def test_g10_a_host_that_only_says_429_is_left() -> None:
    pages = Pages()
    urls = [f"https://busy.org/{n}" for n in range(50)]
    for url in urls:
        pages.says(url, page(status=429, retry_after="0"))
    found = run(pages, urls, Limits(per_host=1, backoff=0))
    assert {one.outcome for one in found} == {Outcome.REFUSED}
    assert len(pages.asked) == 3


def test_a_wall_behind_redirects_says_nothing_of_the_host_that_redirects() -> None:
    pages = Pages()
    urls = [f"https://short.org/{n}" for n in range(20)]
    for n, url in enumerate(urls):
        pages.says(url, to(f"https://wall.org/{n}", 302))
        pages.says(f"https://wall.org/{n}", page(status=403))
    living = "https://short.org/living"
    pages.says(living, to(W, 302))
    found = run(pages, [*urls, living], Limits(per_host=1, backoff=0))
    assert [one.outcome.value for one in found] == ["refused"] * 20 + ["redirected"]


def test_a_server_that_is_down_for_a_while_is_in_error() -> None:
    assert outcome(U, page(status=503, retry_after="0")) == ("error", 503, None)


def test_what_goes_wrong_with_the_journal_is_told_as_it_is() -> None:
    def full(_: Observation) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left on device"):
        run(Pages(), [U, V], seen=full)


def test_a_link_is_asked_once_however_often_it_stands_in_the_list() -> None:
    pages = Pages()
    assert len(run(pages, [U, V, U, U])) == 2
    assert len(pages.asked) == 2


def test_what_is_served_without_encryption_is_looked_for_under_https() -> None:
    pages = Pages()
    plain, other, alone = "http://a.org/1", "http://b.org/2", "http://c.org/3"
    pages.says("https://b.org/2", page(b"<title>Welcome to nginx!</title>"))
    pages.says("https://c.org/3", NoAnswer("refuses the connection"))
    found = run(pages, [plain, other, alone], Limits(tries=1, backoff=0), twins=True)
    assert [(one.outcome.value, one.target) for one in found] == [
        ("ok", "https://a.org/1"),
        ("ok", None),
        ("ok", None),
    ]


def test_each_link_is_told_as_soon_as_it_is_done_and_progress_adds_up() -> None:
    pages = Pages()
    seen: list[Observation] = []
    ticks: list[Progress] = []
    urls = [f"https://a.org/{n}" for n in range(5)]
    found = run(pages, urls, seen=seen.append, tick=ticks.append)
    assert sorted(one.url for one in seen) == sorted(one.url for one in found)
    assert (ticks[0].done, ticks[0].total) == (0, 5)


@pytest.mark.parametrize(
    "url", ["http://[::1/", "http://[x]/", "http://\u2100.com/", "mailto:ann@a.org", "x"]
)
def test_one_link_that_is_no_address_does_not_end_the_run(url: str) -> None:
    class Strict(Pages):
        async def ask(self, method: str, url: str) -> Answer:
            Guard().url(url)
            return await super().ask(method, url)

    pages = Strict()
    assert [one.outcome.value for one in as_a_whole(run(pages, [url, U]))] == ["skipped", "ok"]
    assert outcome(V, to("http://[::1/"), pages=pages) == ("error", 301, None)
