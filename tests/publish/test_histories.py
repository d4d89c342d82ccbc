"""G4: whatever people do between runs, none of their commits, edits and decisions is lost.

`BOT_HISTORIES` says how many random histories to play, `BOT_HISTORIES_FROM` the seed of the first.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.errors import BotError
from bot.publish.client import MovedOn
from tests.github import FakeGitHub, Refused

from .conftest import World

FIRST = int(os.environ.get("BOT_HISTORIES_FROM", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("BOT_HISTORIES", "12")))
SAMPLE = 2  # of each hundred histories go on for a hundred runs

WORDS = (
    *(
        "Slimming Filters",
        "Lottery Subnetworks",
        "Ternary Weights",
        "Teacher Committees",
        "Hashed Layers",
        "Tensor Trains",
    ),
    *(
        "Gradient Sketches",
        "Early Exits",
        "Depthwise Kernels",
        "Huffman Tables",
        "Binary Gates",
        "Sparse Attention",
    ),
    *("Low Rank Adapters", "Mixed Precision Search"),
)
TITLES = [f"{words} for Compact Networks" for words in WORDS]


def line(index: int, *, moved: bool = False, venue: bool = False) -> str:
    """What a list says of a paper."""
    link = f"https://example.org/{index}.html" if moved else f"https://arxiv.org/abs/17{index:02}.0{index:04}"
    return f"- [{TITLES[index]}]({link}){' (CVPR 2018)' if venue else ''}\n"


class History:
    """People and lists at work on one repository, and what must not get lost of it."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.repository = world, world.repository
        self.ann = world.github.as_user("ann")
        self.chance = random.Random(seed)
        self.log: list[str] = []
        self.bots: set[str] = set()  # commits that the bot pushed
        self.mine: set[tuple[str, str]] = set()  # branch and commit
        self.asked: set[str] = set()  # branches that the bot may merge the base into
        self.titles: dict[int, str] = {}
        self.words: dict[int, list[str]] = {}
        self.closed: dict[int, set[int]] = {}
        self.unticked: set[tuple[int, int]] = set()
        self.unheard: set[tuple[int, int]] = set()  # boxes emptied since the last run
        self.ticked: set[tuple[int, int]] = set()
        self.spoken: set[int] = set()
        self.renamed: dict[int, str] = {}  # titles edited on the default branch
        self.removed: set[int] = set()  # taken out of the catalog, by hand or by a merge
        self.deleted: set[int] = set()  # taken out of the catalog by hand
        self.memories: list[str] = []  # what was remembered earlier
        self.before_merge: dict[str, str] | None = None
        self.merged_at = ""
        self.edits: list[tuple[Any, int]] = []  # comments that get a command after the next run
        self.out = ""  # the list that cannot be had
        self.options: tuple[str, ...] = ()
        self.days = 0
        self.said: dict[str, dict[int, str]] = {
            "ann/bullets": {0: line(0), 1: line(1)},
            "bob/table": {1: line(1), 2: line(2)},
        }
        self.tell()

    # what there is

    def tell(self) -> None:
        for source, lines in self.said.items():
            self.world.say(source, *lines.values())

    def papers(self, revision: str = "main") -> dict[int, str]:
        """The papers of a branch and their titles, by place in TITLES."""
        found = [
            paper
            for path, text in self.repository.files(revision).items()
            if path.startswith("state/catalog/")
            for paper in yaml.safe_load(text)["papers"]
        ]
        by_place = {self.place(paper): paper["title"] for paper in found}
        assert len(by_place) == len(found), f"twice in {revision}"
        return by_place

    @staticmethod
    def place(paper: dict) -> int:
        said = (paper.get("mentions") or paper.get("former"))[0]
        return TITLES.index(said["title"])

    @property
    def declined(self) -> set[int]:
        """The papers that people said no to and did not take it back."""
        unticked = {index for _, index in self.unticked}
        return self.spoken.union(unticked, *self.closed.values())

    def mine_now(self, branch: str) -> bool:
        return self.repository.head(branch) not in self.bots

    def proposed(self, branch: str) -> set[int]:
        return self.papers(branch).keys() - self.papers().keys()

    def pick(self, things: Iterable) -> object | None:
        options = sorted(things)
        return self.chance.choice(options) if options else None

    def branch(self) -> str | None:
        return self.pick(
            name for name in self.repository.branches() if name.startswith("bot/") and name != "bot/memory"
        )

    def pull(self, state: str = "open") -> int | None:
        return self.pick(pull.number for pull in self.repository.pulls(state))

    # what people do

    def forced(self, branch: str, sha: str) -> None:
        self.mine = {pair for pair in self.mine if pair[0] != branch} | {(branch, sha)}

    def push(self) -> None:
        if branch := self.branch():
            name = f"notes/{len(self.log)}.md"
            self.mine.add((branch, self.ann.push(branch, {name: "mine"})))

    def amend(self) -> None:
        if branch := self.branch():
            self.forced(branch, self.ann.amend(branch, {f"notes/{len(self.log)}.md": "amended"}, "Mine now"))

    def rebase(self) -> None:
        if branch := self.branch():
            before = self.repository.head(branch)
            sha = self.ann.rebase(branch)
            if sha != before:
                self.forced(branch, sha)

    def merge_main(self) -> None:
        if branch := self.branch():
            before = self.repository.head(branch)
            sha = self.ann.merge_branch(branch)
            if sha != before:
                self.mine.add((branch, sha))

    def merge(self, number: int | None = None) -> None:
        if number := number or self.pull():
            pull = self.repository.issues[number].pull
            assert pull
            before, proposed = self.papers(), self.proposed(pull.head_ref)
            self.before_merge = self.repository.files("main")
            self.ann.merge(number, self.chance.choice(["merge", "squash", "rebase"]))
            self.merged_at = self.repository.head("main")
            self.removed |= before.keys() - self.papers().keys()
            for papers in self.closed.values():
                papers -= proposed  # what they close and then merge they want

    def edit_title(self) -> None:
        if number := self.pull():
            self.titles[number] = f"Title {len(self.log)} of mine"
            self.ann.edit_title(number, self.titles[number])

    def edit_body(self) -> None:
        if number := self.pull():
            word, body = f"Words {len(self.log)} of mine", self.repository.issues[number].body or ""
            kind = self.chance.randrange(4)
            if kind == 3:  # with the boxes goes what was said by them and not heard yet
                body, self.words[number] = word, []
                self.unticked -= {pair for pair in self.unheard if pair[0] == number}
            elif kind == 2 and "### " in body:
                body = body.replace("### ", f"{word}\n\n### ", 1)
            else:
                body = f"{word}\n\n{body}" if kind else f"{body}\n\n{word}"
            self.words.setdefault(number, []).append(word)
            self.ann.edit_body(number, body)

    def comment(self) -> None:
        number = self.pull()
        if not number:
            return
        pull = self.repository.issues[number].pull
        assert pull
        index = self.pick(self.proposed(pull.head_ref))
        verb = self.chance.choice(["decline", "decline", "topic", "rebase", "dance", "pin"])
        if verb in ("rebase", "dance"):
            self.asked |= {pull.head_ref} if verb == "rebase" else set()
            self.ann.comment(number, f"/bot {verb}")
        elif index is not None and index in self.known():
            rest = {"decline": "", "topic": " quantization", "pin": " venue ICLR"}[verb]
            self.ann.comment(number, f'Hm.\r\n/bot {verb} "{TITLES[index]}"{rest}')
            self.spoken |= {index} if verb == "decline" else set()

    def known(self) -> set[int]:
        """The papers that the bot can still be told about: some list has them."""
        return {index for lines in self.said.values() for index in lines} - self.declined

    def close(self) -> None:
        if number := self.pull():
            self.refuse(number)
            self.ann.close(number)

    def refuse(self, number: int) -> None:
        """Note what closing a pull request says no to: new papers, or the removal of some."""
        issue = self.repository.issues[number]
        assert issue.pull
        branch, main = issue.pull.head_ref, self.papers()
        kept, proposed = main.keys() - self.papers(branch).keys(), self.proposed(branch)
        self.removed |= {
            index for at, index in self.ticked if at == number
        }  # closed before a run heard the tick
        self.spoken -= kept
        self.unticked = {(at, index) for at, index in self.unticked if index not in kept}
        if "new-papers" not in branch:  # a change of a paper says nothing of what it becomes
            return
        told = "bot:data" in (issue.body or "")  # else nothing says what it held
        if told and not self.mine_now(branch):
            self.closed[number] = proposed
        else:
            self.removed |= proposed

    def reopen(self) -> None:
        number = self.pick(
            pull.number for pull in self.repository.pulls("closed") if pull.pull and not pull.pull.merged_at
        )
        if number:
            self.ann.reopen(number)
            self.closed.pop(number, None)

    def untick(self) -> None:
        self.box("[x]", self.ann.untick, self.leave_out)

    def leave_out(self, pair: tuple[int, int]) -> None:
        self.unticked.add(pair)
        self.unheard.add(pair)

    def tick(self) -> None:
        self.box("[ ]", self.ann.tick, self.take_back)

    def take_back(self, pair: tuple[int, int]) -> None:
        self.unticked.discard(pair)
        self.spoken.discard(pair[1])  # a box ticked after a comment is the later word
        self.ticked.add(pair)

    def box(
        self, box: str, press: Callable[[int, str], None], note: Callable[[tuple[int, int]], None]
    ) -> None:
        if number := self.pull():
            body, pull = self.repository.issues[number].body or "", self.repository.issues[number].pull
            assert pull
            rows = [row for row in body.splitlines() if row.startswith(f"- {box}")]
            index = self.pick(
                index for index, title in enumerate(TITLES) if any(title in row for row in rows)
            )
            if index is not None and "new-papers" in pull.head_ref and not self.mine_now(pull.head_ref):
                press(number, TITLES[index])
                note((number, index))

    def unlabel(self) -> None:
        number = self.pick(pull.number for pull in self.repository.pulls("open") if "bot" in pull.labels)
        if number:
            self.ann.unlabel(number, "bot")

    def relabel(self) -> None:
        if number := self.pull():
            self.ann.label(number, "bot")

    def delete_branch(self) -> None:
        branch = self.branch()
        if branch:
            for pull in self.repository.pulls("open"):
                if pull.pull and pull.pull.head_ref == branch:
                    self.refuse(pull.number)
            self.ann.delete_branch(branch)
            self.mine = {pair for pair in self.mine if pair[0] != branch}

    def push_main(self) -> None:
        self.mine.add(("main", self.ann.push("main", {f"docs/{len(self.log)}.md": "mine"})))

    def edit_state(self) -> None:
        """Rename a paper of the catalog, or take it out."""
        files = {
            path: text
            for path, text in self.repository.files("main").items()
            if path.startswith("state/catalog/")
        }
        path = self.pick(files)
        if not path:
            return
        data = yaml.safe_load(files[path])
        paper = self.chance.choice(data["papers"])
        index = self.place(paper)
        if self.chance.random() < 0.6:
            paper["title"] = self.renamed[index] = f"{TITLES[index]}, edition {len(self.log)}"
        else:
            data["papers"].remove(paper)
            self.spoken.add(index)
            self.deleted.add(index)
        self.mine.add(
            (
                "main",
                self.ann.push(
                    "main", {path: yaml.safe_dump(data, sort_keys=False) if data["papers"] else None}
                ),
            )
        )

    def decide(self) -> None:
        """Decline by the list's own file."""
        text = self.repository.files("main").get("state/decisions.yml", "schema: 2\n")
        data = yaml.safe_load(text)
        index = self.pick(self.known() - self.papers().keys())
        if index is not None:
            title = "-".join(TITLES[index].lower().split())
            data["decline"] = [*data.get("decline", []), f"title:{title}"]
            self.spoken.add(index)
            self.mine.add(("main", self.ann.push("main", {"state/decisions.yml": yaml.safe_dump(data)})))

    def lists(self) -> None:
        """A list mentions more, less, or the same elsewhere."""
        source = self.chance.choice(sorted(self.said))
        lines = self.said[source]
        for index in self.chance.sample(range(len(TITLES)), 3):
            kind = self.chance.randrange(8)
            if kind == 7 and len(lines) > 2:
                lines.pop(index, None)
            else:
                lines[index] = line(index, moved=kind == 6, venue=kind == 5)
        self.tell()

    def update_branch(self) -> None:
        """Press “Update branch”: what GitHub commits then is nobody's work."""
        if number := self.pull():
            pull = self.repository.issues[number].pull
            assert pull
            mine = self.mine_now(pull.head_ref)
            before = self.repository.head(pull.head_ref)
            self.ann.update_branch(number)
            after = self.repository.head(pull.head_ref)
            if not mine and after != before:
                self.bots.add(after)
            elif after != before:
                self.forced(pull.head_ref, after)

    def rename_label(self) -> None:
        """The label goes by another name, and back: nobody took it off."""
        old, new = ("bot", "robot") if "bot" in self.repository.labels else ("robot", "bot")
        if old in self.repository.labels and new not in self.repository.labels:
            self.ann.rename_label(old, new)

    def lose_memory(self) -> None:
        """The memory is deleted, emptied, cut, overwritten, or an older one comes back."""
        if "bot/memory" not in self.repository.branches():
            return
        kind = self.chance.randrange(5)
        text = self.repository.files("bot/memory").get("memory.yml", "")
        if kind == 0:
            self.ann.delete_branch("bot/memory")
        elif kind == 4:
            self.ann.push("bot/memory", {"memory.yml": self.chance.choice(self.memories or [text])})
        else:
            data = {1: b"", 2: text.encode()[: len(text) // 2], 3: b"\xff\xfe\x00no text"}[kind]
            self.ann.push("bot/memory", {"memory.yml": data})
        self.memories.append(text)

    def revert(self) -> None:
        """Take back on main what the last merge brought into state/ and the README."""
        if self.before_merge is None:
            return
        now, then = self.repository.files("main"), self.before_merge
        paths = [path for path in {*now, *then} if path.startswith("state/") or path == "README.md"]
        files = {path: then.get(path) for path in paths if now.get(path) != then.get(path)}
        if files and self.merged_at == self.repository.head("main"):
            self.mine.add(("main", self.ann.push("main", files, "Revert")))
            self.forget(now.get("state/decisions.yml", ""), then.get("state/decisions.yml", ""))

    def forget(self, now: str, then: str) -> None:
        """Who takes a line out of decisions.yml takes the decision back."""
        for index, title in enumerate(TITLES):
            name = f"title:{'-'.join(title.lower().split())}"
            if now.count(name) > then.count(name) and index not in self.deleted:
                self.spoken.discard(index)
                self.unticked = {pair for pair in self.unticked if pair[1] != index}
                for papers in self.closed.values():
                    papers.discard(index)

    def edit_comment(self) -> None:
        """A comment without a command gets one."""
        number = self.pull()
        if not number:
            return
        pull = self.repository.issues[number].pull
        assert pull
        index = self.pick(self.proposed(pull.head_ref) & self.known())
        if index is None:
            return
        comment = self.ann.comment(number, "Hm.")
        self.edits.append((comment, index))

    def outage(self) -> None:
        """A list cannot be had for one run."""
        self.out = self.chance.choice(sorted(self.said))

    def only(self) -> None:
        """A run that reads one list."""
        self.options = ("--source", self.chance.choice(sorted(self.said)))

    def month(self) -> None:
        """Days go by."""
        self.days += self.chance.randrange(1, 31)

    ACTS = (
        *(update_branch, rename_label, lose_memory, revert, edit_comment, outage, only, month),
        *(
            push,
            amend,
            rebase,
            merge_main,
            merge,
            merge,
            edit_title,
            edit_body,
            comment,
            comment,
            close,
            reopen,
        ),
        *(
            untick,
            untick,
            tick,
            unlabel,
            relabel,
            delete_branch,
            push_main,
            edit_state,
            edit_state,
            decide,
            lists,
            lists,
            lists,
        ),
    )

    def act(self) -> None:
        act = self.chance.choice(self.ACTS)
        self.log.append(act.__name__)
        try:
            act(self)
        except (Refused, ValueError):
            self.log.append("(refused)")

    # the bot, and what must hold after it

    def run(self) -> bool:
        """One run; tells whether it wrote anything."""
        self.log.append("run")
        self.unheard = set()
        heads = {branch: self.repository.head(branch) for branch in self.repository.branches()}
        since, said = len(self.world.github.requests()), set(self.repository.comments)
        self.world.env["SOURCE_DATE_EPOCH"] = str(1795400000 + 86_400 * self.days)
        options, self.options = self.options, ()
        folder = self.world.upstreams / self.out
        if self.out:
            folder.rename(folder.with_suffix(".away"))
        result = self.world.run("sync", *options)
        if self.out:
            folder.with_suffix(".away").rename(folder)
        self.out = ""
        if result.exit_code not in (0, 3):
            assert isinstance(result.exception, BotError), result.output
            assert isinstance(result.exception, MovedOn), result.exception
        now = {branch: self.repository.head(branch) for branch in self.repository.branches()}
        for branch, head in heads.items():
            if branch != "bot/memory" and head not in self.bots:
                updated = branch in self.asked and head in self.repository.commits(branch)
                assert now.get(branch) == head or updated, f"{branch} was people's"
                if now[branch] == head:  # else it was given back to the bot
                    continue
        for id_ in set(self.repository.comments) - said:
            self.true_sentence(self.repository.comments[id_], heads)
        self.bots |= {head for branch, head in now.items() if heads.get(branch) != head}
        self.check()
        for comment, index in self.edits:
            if index in self.known():
                self.ann.edit_comment(comment, f'/bot decline "{TITLES[index]}"')
                self.spoken.add(index)
        self.edits = []
        return bool(self.world.writes(since))

    def true_sentence(self, comment: Any, heads: dict[str, str]) -> None:
        """What the bot says on a pull request is so."""
        pull = self.repository.issues[comment.number].pull
        if pull and "commits that the bot did not push" in comment.body:
            assert heads[pull.head_ref] not in self.bots, f"a false sentence on #{comment.number}"

    def check(self) -> None:
        for branch, sha in self.mine:
            assert sha in self.repository.commits(branch), f"a commit on {branch} is gone"
        for number, title in self.titles.items():
            assert self.repository.issues[number].title == title
        for number, words in self.words.items():
            assert [word for word in words if word not in (self.repository.issues[number].body or "")] == []
        main = self.papers()
        for index, title in self.renamed.items():
            assert main.get(index, title) == title
        for pull in self.repository.pulls("open"):
            assert pull.pull
            branch = pull.pull.head_ref
            if "bot" in pull.labels and not self.mine_now(branch):
                papers = self.papers(branch)
                assert papers.keys() - main.keys() & (self.declined - self.deleted) <= main.keys(), (
                    f"declined, yet in #{pull.number}"
                )
                assert [i for i in papers if papers[i] != self.renamed.get(i, papers[i])] == []

    def finish(self) -> None:
        """All lists say all, everything is merged, until nothing is left."""
        for lines in self.said.values():
            lines.update({index: line(index) for index in range(len(TITLES)) if index not in lines})
        self.tell()
        for _ in range(14):
            wrote = self.run()
            pulls = self.repository.pulls("open")
            if not wrote and not pulls:
                break
            for pull in pulls:
                try:
                    self.merge(pull.number)
                except Refused:  # a conflict: the bot rebuilds its own at the next run, people's is given up
                    assert pull.pull
                    if self.mine_now(pull.pull.head_ref) or "bot" not in pull.labels:
                        self.giving_up(pull.number)
        else:
            raise AssertionError("it never comes to rest")

    def giving_up(self, number: int) -> None:
        """Close a pull request that people had taken over; what it held counts as declined."""
        pull = self.repository.issues[number].pull
        assert pull
        self.refuse(number)
        self.removed |= self.papers(pull.head_ref).keys() - self.papers().keys()
        self.ann.close(number)


def played(folder: Path, seed: int) -> None:
    with FakeGitHub() as github:
        history = History(World(github, folder), seed)
        try:
            history.run()
            for _ in range(6):
                for _ in range(history.chance.randrange(1, 4)):
                    history.act()
                history.run()
            if seed % 100 < SAMPLE:
                for _ in range(100):
                    history.run()
            history.finish()
            papers = history.papers()
            assert papers.keys() & history.declined == set(), (
                papers.keys() & history.declined,
                history.spoken,
                history.closed,
                history.unticked,
            )
            assert set(range(len(TITLES))) - papers.keys() - history.declined - history.removed == set()
        except BaseException as error:
            error.add_note(f"seed {seed}: {' '.join(history.log)}")
            raise


@pytest.mark.parametrize("seed", SEEDS)
def test_g4_no_commit_edit_or_decision_of_people_is_lost(tmp_path: Path, seed: int) -> None:
    played(tmp_path, seed)


def test_the_histories_do_all_that_people_can_do() -> None:
    acts = Counter(act.__name__ for act in History.ACTS)
    assert len(acts) == 27
