"""A GitHub for tests: real HTTP on loopback over real bare git repositories.

    with FakeGitHub() as github:                        # or the fixture `github`
        listing = github.create("owner/list", files={"README.md": "# List\\n"})
        upstream = github.create("ann/awesome", files={"README.md": "- [A](https://a.example)\\n"})
        token = github.token("bot", "write")            # on the oldest repository unless named
        ...                                             # the bot runs against github.url
        ann = github.as_user("ann")                     # a person, in a browser and a clone
        ann.untick(1, "Deep compression")
        ann.merge(1, "squash")
        upstream.commit({"README.md": "…"}, "Add B", author="ann", date=...)
        assert github.requests(writes=True) == []

Face, kept stable:

`FakeGitHub(folder=None, *, now=None, anonymous_limit=60, limit=5000, strict=True)`
    `.url`, `.create(full_name, files, branch=, private=, message=, date=)` (no files: an empty repository),
    `.token(login, permission, repository, scopes)`, `.revoke(token)`, `.collaborator(…)`,
    `.as_user(login, repository, permission)`, `.user(login)`,
    `.rename(old, new)` (the old name redirects; `.redirect_status` for another than 301 and 307),
    `.repositories[full_name.lower()]`, `.clock.advance(hours=1)`,
    `.quota(actor, resource)`, `.limit_of(login, resource)` (set `.used`, `.reset` of it), `.limit_status` (403 or
    429), `.graphql` (False: 404), `.check_contract()`, `.broken`.
    A token's permission is a level for all ("read", "triage", "write", "maintain", "admin"), or levels by kind as
    an app and a fine-grained token have them: `{"contents": "write", "issues": "read"}`; what is not named is
    "none", except `metadata`. Reading in public needs none.
    A login that ends in `[bot]` is an app: `GET /user` refuses it, and its commits are verified when they
    name no author and no committer. `github-actions[bot]` opens no pull request while the repository's
    `actions_may_open_pulls` is off, and never touches workflow files.
`Repository`
    `.commit(files, message, author, date, branch)` (None deletes a file), `.files(revision)`, `.sha(branch)` (or None),
    `.head(branch)` (or LookupError),
    `.branches()`, `.commits(revision)`, `.pulls(state)`, `.pull_for(branch)`, `.thread(number)`,
    `.history(number)` (events), `.issues[number]`, `.labels`, `.dispatches`, `.path` (the bare repository, for git),
    `.store` (plumbing: trees with submodules and symlinks), `.protect(branch or pattern, reviews=1, …)` (see
    `Protection`), `.rules` (`Rule(kind, pattern, parameters)`, enforced except on logins in `.bypass`),
    and switches: `merge_methods`, `delete_branch_on_merge`, `lazy_mergeable` (first answer null), `head_lag` (answers
    that tell a pull request's old head after a push), `tree_limit` (truncated trees), `inline_limit` and
    `blob_limit` (bytes), `archived`, `has_issues`, `drafts`, `labels_may_be_made`, `tells_permissions`,
    `actions_may_write`, `actions_allowed` ("all", "local_only" or "": none), `workflows` (state by path).
`Person` (from `as_user`; in a clone bound by no rule, at a merge button by rulesets)
    `push amend rebase merge_branch reset delete_branch restore_branch open_issue open_pull edit_title
    edit_body tick untick comment edit_comment delete_comment close reopen merge update_branch ready label unlabel
    rename_label`
Faults
    `github.faults.arm(Fault.RESET_AFTER, at=3, writes_only=True, times=1, retry_after=1)`: request 3 from now.
    `retry_after=None`: a secondary limit that does not say. `location=`: where a redirect leads.
    `fault.after`: whether the effect takes place.
    `github.faults.call(process.kill, at=3, after=True)`: call something while request 3 waits.
Log
    `github.requests(writes=None, since=0)` → `Request(number, method, path, query, user, conditional, body,
    status, cost)`; `cost` is what it took from the quota: 0 for a 304 to a token (an anonymous 304 costs 1).

Each request and each answer is compared with GitHub's OpenAPI description (`openapi.py`), objects closed;
leaving the `with` raises `ContractBroken` with method, path and pointer. What GitHub does and the
description does not say stands in one table there; what nobody says, in UNKNOWN.md. Of GraphQL there are `viewer`
and `updateRefs`. Not here, because the bot has no need of it: forks, reviews, checks, git over HTTP.

Fixtures are in `fixtures.py`: `github`, `emulated_github`, `emulated_repository`.
"""

from .emulate import EmulatedRepository, Emulator, emulator
from .faults import Fault
from .openapi import ContractBroken
from .people import Person
from .records import Clock, Dispatch, Event, Protection, Request, Rule
from .refs import RefChange
from .repository import Repository
from .rules import Refused
from .server import FakeGitHub

__all__ = [
    "Clock",
    "ContractBroken",
    "Dispatch",
    "EmulatedRepository",
    "Emulator",
    "Event",
    "FakeGitHub",
    "Fault",
    "Person",
    "Protection",
    "RefChange",
    "Refused",
    "Repository",
    "Request",
    "Rule",
    "emulator",
]
