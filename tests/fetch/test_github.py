"""Fetching from GitHub, as a stand-in with GitHub's rules and a real git repository behind it plays it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from bot.fetch import Api, CannotFetch, Fetched, Seen, from_github
from bot.fetch import github as module
from bot.fetch.api import MANNERS
from bot.models import Source
from tests.github import FakeGitHub, Fault

LIST = Source("a list", repo="o/list")
NOTES = Source("notes", repo="o/notes", paths=("README.md", "notes/**/*.md"))
FILES = {
    "README.md": "# Notes\n",
    "LICENSE": "MIT\n",
    "notes/2018/a.md": "- A\n",
    "notes/2019/b.md": "- B\n",
    "notes/2019/b.txt": "no list\n",
}
QUICK = replace(MANNERS, backoff=0.001, jitter=0.001, silence=1.0, longest_wait=0.2)
ONE_BY_ONE = replace(MANNERS, at_once=1)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub() as fake:
        yield fake


@pytest.fixture
def api(github: FakeGitHub) -> Api:
    return Api(github.url, manners=QUICK)


def fetch(api: Api, *sources: Source, seen: Mapping[str, Seen] | None = None) -> list[Fetched]:
    """What all of ``sources`` have; every one of them has to succeed."""
    results = from_github(sources, seen or {}, api)
    assert list(results) == [source.name for source in sources]
    return [result for result in results.values() if isinstance(result, Fetched)]


def refusal(api: Api, source: Source = LIST, seen: Mapping[str, Seen] | None = None) -> str:
    result = from_github([source], seen or {}, api)[source.name]
    assert isinstance(result, CannotFetch)
    return str(result)


def remembered(sources: Sequence[Source], fetched: Sequence[Fetched]) -> dict[str, Seen]:
    pairs = zip(sources, fetched, strict=True)
    return {source.name: result.seen for source, result in pairs if result.seen}


def asked(github: FakeGitHub, since: int = 0) -> list[str]:
    return [f"{request.path} {request.status}" for request in github.requests(since=since)]


# What is fetched


def test_the_listed_files_come_at_the_default_branch_s_commit(github: FakeGitHub, api: Api) -> None:
    repository = github.create("o/notes", FILES, branch="trunk")
    [fetched] = fetch(api, NOTES)
    assert fetched.files == {path: FILES[path].encode() for path in FILES if path.endswith(".md")}
    assert fetched.commit == repository.sha()
    assert (fetched.same, fetched.unchanged, fetched.moved_to) == (frozenset(), False, None)
    assert fetched.seen is not None
    assert (fetched.seen.commit, fetched.seen.blobs.keys()) == (repository.sha(), fetched.files.keys())


@pytest.mark.parametrize("ref", ["feature/x", "v1", "{sha}"])
def test_a_branch_a_tag_and_a_commit_are_found(github: FakeGitHub, api: Api, ref: str) -> None:
    repository = github.create("o/list", {"README.md": "old"})
    old = repository.sha() or ""
    repository.store.set("refs/heads/feature/x", old)
    repository.store.set("refs/tags/v1", old)
    repository.commit({"README.md": "new"})
    [fetched] = fetch(api, Source("a list", repo="o/list", ref=ref.format(sha=old)))
    assert (fetched.files, fetched.commit) == ({"README.md": b"old"}, old)


def test_a_file_may_hold_any_bytes(github: FakeGitHub, api: Api) -> None:
    text = bytes(range(256)) * 5000
    github.create("o/list", {"README.md": text})
    assert fetch(api, LIST)[0].files == {"README.md": text}


def test_a_list_at_the_top_takes_three_requests(github: FakeGitHub, api: Api) -> None:
    repository = github.create("o/list", FILES)
    blob = fetch(api, LIST)[0].seen
    assert blob is not None
    assert asked(github) == [
        "/repos/o/list/commits/HEAD 200",
        f"/repos/o/list/git/trees/{repository.sha()} 200",
        f"/repos/o/list/git/blobs/{blob.blobs['README.md']} 200",
    ]


# The next run


def test_g10_an_unchanged_run_sends_one_conditional_request_a_source(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", FILES)
    github.create("o/notes", FILES)
    seen = remembered([LIST, NOTES], fetch(api, LIST, NOTES))
    before = len(github.log)
    again = fetch(api, LIST, NOTES, seen=seen)
    assert sorted(asked(github, before)) == [
        "/repos/o/list/commits/HEAD 304",
        "/repos/o/notes/commits/HEAD 304",
    ]
    assert all(request.conditional for request in github.requests(since=before))
    assert [(fetched.files, fetched.unchanged) for fetched in again] == [({}, True), ({}, True)]
    assert [fetched.same for fetched in again] == [seen[name].blobs.keys() for name in ("a list", "notes")]
    assert remembered([LIST, NOTES], again) == seen


def test_an_unchanged_run_with_a_token_costs_nothing(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", FILES)
    known = Api(github.url, github.token("someone", "read"))
    seen = remembered([LIST], fetch(known, LIST))
    before = len(github.log)
    fetch(known, LIST, seen=seen)
    assert [request.cost for request in github.requests(since=before)] == [0]


def test_only_what_changed_is_downloaded(github: FakeGitHub, api: Api) -> None:
    repository = github.create("o/notes", FILES)
    seen = remembered([NOTES], fetch(api, NOTES))
    repository.commit({"notes/2019/b.md": "- B\n- C\n", "notes/2020/c.md": "- D\n", "notes/2018/a.md": None})
    before = len(github.log)
    [fetched] = fetch(api, NOTES, seen=seen)
    assert fetched.files == {"notes/2019/b.md": b"- B\n- C\n", "notes/2020/c.md": b"- D\n"}
    assert fetched.same == {"README.md"}
    assert (fetched.unchanged, fetched.commit) == (False, repository.sha())
    assert len(asked(github, before)) == 4


def test_a_commit_elsewhere_downloads_nothing(github: FakeGitHub, api: Api) -> None:
    repository = github.create("o/list", FILES)
    seen = remembered([LIST], fetch(api, LIST))
    repository.commit({"LICENSE": "GPL\n"})
    before = len(github.log)
    [fetched] = fetch(api, LIST, seen=seen)
    assert (dict(fetched.files), fetched.same, fetched.unchanged) == ({}, frozenset({"README.md"}), False)
    assert len(asked(github, before)) == 2


def test_a_lost_validator_costs_one_request(github: FakeGitHub, api: Api) -> None:
    repository = github.create("o/list", FILES)
    [first] = fetch(api, LIST)
    assert first.seen is not None
    forgetful = Seen(first.seen.commit, '"lost"', first.seen.blobs, first.seen.asked)
    before = len(github.log)
    [fetched] = fetch(api, LIST, seen={"a list": forgetful})
    assert (fetched.unchanged, fetched.seen) == (True, first.seen)
    assert asked(github, before) == ["/repos/o/list/commits/HEAD 200"]
    assert fetched.commit == repository.sha()


def test_history_may_be_rewritten(github: FakeGitHub, api: Api) -> None:
    repository = github.create("o/list", {"README.md": "old"})
    first = repository.sha() or ""
    repository.commit({"README.md": "new"})
    seen = remembered([LIST], fetch(api, LIST))
    repository.move("refs/heads/main", first, None)
    [fetched] = fetch(api, LIST, seen=seen)
    assert (fetched.files, fetched.commit, fetched.unchanged) == ({"README.md": b"old"}, first, False)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Source("a list", repo="o/list", paths=("README.md", "LICENSE")), id="another path"),
        pytest.param(Source("a list", repo="o/list", paths=("*.md",)), id="a pattern"),
        pytest.param(Source("a list", repo="o/list", ref="main"), id="another ref"),
        pytest.param(Source("a list", repo="o/notes"), id="another repository"),
    ],
)
def test_another_question_is_asked_afresh(github: FakeGitHub, api: Api, other: Source) -> None:
    github.create("o/list", FILES)
    github.create("o/notes", FILES)
    seen = remembered([LIST], fetch(api, LIST))
    [fetched] = fetch(api, other, seen=seen)
    assert (fetched.unchanged, fetched.same) == (False, frozenset())
    assert "README.md" in fetched.files


# Renamed repositories


def test_a_renamed_repository_is_followed_and_reported(github: FakeGitHub, api: Api) -> None:
    repository = github.create("o/list", FILES)
    github.rename("o/list", "new/name")
    [fetched] = fetch(api, LIST)
    assert (fetched.moved_to, fetched.commit) == ("new/name", repository.sha())
    assert fetched.files == {"README.md": b"# Notes\n"}


def test_a_rename_is_noticed_though_nothing_else_changed(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", FILES)
    seen = remembered([LIST], fetch(api, LIST))
    github.rename("o/list", "new/name")
    [fetched] = fetch(api, LIST, seen=seen)
    assert (fetched.moved_to, fetched.unchanged) == ("new/name", True)


def test_a_renamed_repository_costs_one_request_from_then_on(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", FILES)
    github.rename("o/list", "new/name")
    seen = remembered([LIST], fetch(api, LIST))
    before = len(github.log)
    [fetched] = fetch(api, LIST, seen=seen)
    assert (fetched.moved_to, fetched.unchanged) == ("new/name", True)
    assert asked(github, before) == ["/repos/new/name/commits/HEAD 304"]


def test_who_takes_an_old_name_is_not_mistaken_for_the_list(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", {"README.md": "the list"})
    github.rename("o/list", "new/name")
    seen = remembered([LIST], fetch(api, LIST))
    github.create("o/list", {"README.md": "an impostor"})
    before = len(github.log)
    fetch(api, LIST, seen=seen)
    assert all(request.path.startswith("/repos/new/name/") for request in github.requests(since=before))


def test_a_repository_that_moved_back_is_where_it_was(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", FILES)
    github.rename("o/list", "new/name")
    seen = remembered([LIST], fetch(api, LIST))
    github.rename("new/name", "o/list")
    [fetched] = fetch(api, LIST, seen=seen)
    assert (fetched.moved_to, fetched.unchanged) == (None, True)


# Refusals


def test_a_missing_repository_is_said(github: FakeGitHub, api: Api) -> None:
    assert refusal(api) == "GitHub shows no repository o/list: it is gone, private or misspelt"


def test_a_private_repository_is_said(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", FILES, private=True)
    assert refusal(api) == "GitHub shows no repository o/list: it is gone, private or misspelt"


def test_an_empty_repository_is_said(github: FakeGitHub, api: Api) -> None:
    github.create("o/list")
    assert refusal(api) == "o/list is empty: it has no commit yet"


def test_a_missing_ref_is_said(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", FILES)
    source = Source("a list", repo="o/list", ref="v9")
    assert refusal(api, source) == "o/list has no branch, tag or commit v9"


def test_a_bad_token_is_said(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", FILES)
    assert refusal(Api(github.url, "wrong")) == "GitHub does not accept the token in GITHUB_TOKEN"


ODD_ITEMS = {"link.md": "120000", "sub": "160000", "run.md": "100755"}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("LIST.md", "it has no LIST.md"),
        ("notes/2018", "notes/2018 is a folder; list its files, or write notes/2018/**/*.md"),
        ("link.md", "link.md is a symbolic link; list the file that it leads to"),
        ("sub/a.md", "sub/a.md: sub is a submodule, another repository; make that a source of its own"),
        ("lfs.md", "lfs.md is kept in Git LFS, which is not read"),
    ],
)
def test_what_is_no_list_is_said(github: FakeGitHub, api: Api, path: str, why: str) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n"
    repository = github.create("o/list", {**FILES, "lfs.md": pointer})
    old = repository.sha() or ""
    items = {
        name: (mode, old if mode == "160000" else repository.blob("README.md"))
        for name, mode in ODD_ITEMS.items()
    }
    author, _ = repository.store.identities(old)
    tree = repository.store.tree(repository.store.tree_of(old), items)
    made = repository.store.commit(tree, [old], "Odd items", author, author)
    repository.move("refs/heads/main", made, None)
    assert refusal(api, Source("a list", repo="o/list", paths=(path,))) == why
    [fetched] = fetch(api, Source("a list", repo="o/list", paths=("run.md",)))
    assert fetched.files == {"run.md": b"README.md"}


def test_after_one_bad_file_the_others_are_not_asked_for(github: FakeGitHub, api: Api) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n"
    github.create("o/list", {"0.md": pointer} | {f"{n}.md": str(n) for n in range(1, 40)})
    github.create("o/notes", FILES)
    sources = [Source("a list", repo="o/list", paths=("*.md",)), NOTES]
    bad, good = from_github(sources, {}, Api(github.url, manners=ONE_BY_ONE)).values()
    assert str(bad) == "0.md is kept in Git LFS, which is not read"
    assert isinstance(good, Fetched)
    assert len(github.log) < 2 * (2 + 3) + 3


# Trees that GitHub cuts


@pytest.mark.parametrize("limit", [5, 7, 9])
def test_a_cut_tree_is_walked(github: FakeGitHub, api: Api, limit: int) -> None:
    files = {f"src/{n}/code.py": str(n) for n in range(3)} | FILES
    github.create("o/notes", files).tree_limit = limit
    [fetched] = fetch(api, NOTES)
    assert fetched.files == {path: FILES[path].encode() for path in FILES if path.endswith(".md")}


def test_folders_that_hold_no_list_are_not_walked(github: FakeGitHub, api: Api) -> None:
    files = {f"src/{n}/code.py": str(n) for n in range(20)} | FILES
    github.create("o/notes", files).tree_limit = 8
    fetch(api, NOTES)
    trees = [line for line in asked(github) if "/git/trees/" in line]
    assert len(trees) == 3  # all, the top alone, notes


def test_a_folder_that_cannot_be_listed_is_refused(github: FakeGitHub, api: Api) -> None:
    github.create("o/list", {f"{n}.md": str(n) for n in range(9)}).tree_limit = 5
    source = Source("a list", repo="o/list", paths=("*.md",))
    assert refusal(api, source) == "its top folder holds more files than GitHub lists"


def test_a_maze_of_folders_is_left(github: FakeGitHub, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FOLDERS", 9)
    github.create("o/list", {f"{n}/a/{n}.md": str(n) for n in range(10)}).tree_limit = 11
    source = Source("a list", repo="o/list", paths=("**/*.md",))
    assert refusal(api, source) == "it has too many folders to look through; list its files one by one"


# Many sources


def many(github: FakeGitHub, count: int) -> list[Source]:
    for n in range(count):
        github.create(f"o/list{n}", {"README.md": f"# {n}\n"})
    return [Source(f"list {n}", repo=f"o/list{n}") for n in range(count)]


def test_ten_lists_fit_into_what_is_free_without_a_token(github: FakeGitHub, api: Api) -> None:
    sources = many(github, 9)
    github.create("o/notes", {f"notes/{n}.md": str(n) for n in range(12)} | {"README.md": "# Notes\n"})
    sources.append(NOTES)
    assert len(fetch(api, *sources)) == 10
    assert len(github.log) == 9 * 3 + 2 + 13
    assert sum(request.cost for request in github.log) <= 60


def test_beyond_the_limit_no_more_is_asked(api: Api) -> None:
    with FakeGitHub(anonymous_limit=7) as github:
        sources = many(github, 10)
        results = from_github(sources, {}, Api(github.url, manners=ONE_BY_ONE))
    failed = [str(result) for result in results.values() if isinstance(result, CannotFetch)]
    assert failed
    assert all(why.startswith("GitHub's limit of 7 requests an hour is used up until ") for why in failed)
    assert len(github.log) == 8


def test_one_that_fails_never_stops_the_others(github: FakeGitHub, api: Api) -> None:
    sources = many(github, 3)
    sources.insert(1, Source("gone", repo="o/gone"))
    results = from_github(sources, {}, api)
    assert {name: isinstance(result, Fetched) for name, result in results.items()} == {
        "list 0": True,
        "gone": False,
        "list 1": True,
        "list 2": True,
    }


def test_progress_counts(github: FakeGitHub, api: Api) -> None:
    said: list[str] = []
    sources = [*many(github, 3), Source("a folder", path="here")]
    from_github(sources, {}, api, said.append)
    assert [line.partition(":")[0] for line in said] == [f"fetched {n} of 3" for n in (1, 2, 3)]
    assert {line.partition(": ")[2] for line in said} == {"list 0", "list 1", "list 2"}


def test_the_order_of_sources_does_not_matter(github: FakeGitHub, api: Api) -> None:
    sources = many(github, 4)
    assert from_github(sources, {}, api) == from_github(sources[::-1], {}, api)


# Failures in passing: each kind, at each request of a run


PASSING = [
    Fault.ERROR_500,
    Fault.ERROR_502,
    Fault.ERROR_502_AFTER,
    Fault.RESET_BEFORE,
    Fault.RESET_AFTER,
    Fault.TIMEOUT_BEFORE,
    Fault.TIMEOUT_AFTER,
    Fault.SECONDARY_LIMIT,
    Fault.TOO_MANY,
]


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: fault.value)
def test_a_failure_in_passing_leaves_no_trace(github: FakeGitHub, api: Api, fault: Fault, at: int) -> None:
    github.create("o/list", FILES)
    unbroken = fetch(api, LIST)
    github.faults.arm(fault, at, retry_after=0)
    assert fetch(api, LIST) == unbroken


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: fault.value)
def test_a_failure_that_stays_is_said(github: FakeGitHub, api: Api, fault: Fault) -> None:
    github.create("o/list", FILES)
    github.faults.arm(fault, times=9, retry_after=0)
    assert refusal(api).startswith("GitHub ")
    assert len(github.log) == 4
