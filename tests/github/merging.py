"""The rules of pull requests: opening, reopening, mergeability and the three ways to merge."""

from __future__ import annotations

from contextlib import suppress

from . import refs
from .gitstore import Identity
from .policy import Step, check_merge
from .records import Actor, Issue, Pull, User
from .refs import RefChange
from .repository import WEB_FLOW, Repository
from .rules import Refused, invalid


def open_pull(
    repository: Repository, user: User, title: str, body: str | None, head: str, base: str, *, draft: bool
) -> Issue:
    """Open a pull request between two branches of one repository."""
    owner, _, branch = head.rpartition(":")
    head_sha, base_sha = repository.sha(branch), repository.sha(base)
    if owner not in {"", repository.owner.login} or head_sha is None:
        raise invalid("PullRequest", "head")
    if base_sha is None:
        raise invalid("PullRequest", "base")
    if _second(repository, branch, base):
        raise _custom(f"A pull request already exists for {repository.owner.login}:{branch}.")
    if repository.store.is_ancestor(head_sha, base_sha):
        raise _custom(f"No commits between {base} and {branch}")
    if repository.store.merge_base(head_sha, base_sha) is None:
        raise _custom(f"The {branch} branch has no history in common with {base}")
    issue = repository.open_issue(user, title, body)
    issue.pull = Pull(branch, base, head_sha, base_sha, draft=draft)
    return issue


def _custom(message: str) -> Refused:
    error = {"resource": "PullRequest", "code": "custom", "message": message}
    return Refused(422, "Validation Failed", [error])


def _second(repository: Repository, head: str, base: str) -> bool:
    pulls = [other.pull for other in repository.pulls("open") if other.pull]
    return any((pull.head_ref, pull.base_ref) == (head, base) for pull in pulls)


def reopen(repository: Repository, issue: Issue, by: User | None) -> None:
    """Reopen an issue, or a pull request whose branch still goes on from where it was."""
    check_reopen(repository, issue)
    if issue.state == "open":
        return
    if pull := issue.pull:
        pull.head_sha, pull.base_sha = repository.head(pull.head_ref), repository.head(pull.base_ref)
    issue.state, issue.closed_at, issue.closed_by = "open", None, None
    issue.state_reason = None if issue.pull else "reopened"
    repository.note(issue, "reopened", by, state_reason=issue.state_reason)
    repository.touch(issue)


def check_reopen(repository: Repository, issue: Issue) -> None:
    """Refuse to reopen a pull request that was merged, or whose branch is gone, rewritten or empty."""
    pull = issue.pull
    if pull is None or issue.state == "open":
        return
    head, base = repository.sha(pull.head_ref), repository.sha(pull.base_ref)
    if pull.merged_at:
        raise _stays("The pull request was merged.", "invalid")
    if head is None or base is None:
        gone = pull.head_ref if head is None else pull.base_ref
        raise _stays(f"The {gone} branch has been deleted.")
    if not repository.store.is_ancestor(pull.head_sha, head):
        raise _stays(f"The {pull.head_ref} branch was force-pushed or recreated.")
    if repository.store.is_ancestor(head, base):
        raise _stays("There are no new commits on the branch.")
    if _second(repository, pull.head_ref, pull.base_ref):
        source = f"{repository.owner.login}:{pull.head_ref}"
        raise _stays(f"There is already an open pull request from {source}.")


def _stays(reason: str, code: str = "custom") -> Refused:
    return invalid("PullRequest", "state", code, f"state cannot be changed. {reason}")


def mergeable(repository: Repository, issue: Issue) -> bool | None:
    """Whether git merges it cleanly; None the first time it is asked where GitHub would still compute."""
    pull = issue.pull
    assert pull is not None
    base = repository.sha(pull.base_ref)
    if issue.state == "closed" or base is None:
        return None
    pair = (pull.head_sha, base)
    if repository.lazy_mergeable and pull.settled != pair:
        pull.settled = pair
        return None
    return repository.store.merge(base, pull.head_sha) is not None


def mergeable_state(repository: Repository, issue: Issue, clean: bool | None) -> str:
    """The same in GitHub's words, with draft and protection considered."""
    pull = issue.pull
    assert pull is not None
    if clean is None:
        return "unknown"
    if not clean:
        return "dirty"
    if pull.draft:
        return "draft"
    rules = repository.protection_for(pull.base_ref)
    return "blocked" if rules and rules.needs_pull else "clean"


def merge(
    repository: Repository,
    issue: Issue,
    actor: Actor,
    method: str = "merge",
    sha: str | None = None,
    title: str | None = None,
    message: str | None = None,
) -> str:
    """Merge a pull request and return the commit that its base now stands at."""
    pull = _check_may_merge(repository, issue, actor, method, sha)
    base = repository.sha(pull.base_ref)
    assert base is not None
    assert actor.user is not None
    if method == "rebase":
        made = _rebased(repository, pull, base, actor.user)
    else:
        made = _one_commit(repository, issue, base, actor.user, method, title, message)
    check_merge(repository, actor, Step(pull.base_ref, base, made, reviewed=True), 405)
    pull.base_sha = base
    repository.mark_merged(issue, actor.user, made)
    repository.move(f"refs/heads/{pull.base_ref}", made, actor.user)
    if repository.delete_branch_on_merge and repository.sha(pull.head_ref):
        with suppress(Refused):  # a branch that may not be deleted stays, and nobody is told
            refs.write(repository, actor, [RefChange(f"refs/heads/{pull.head_ref}", None)])
    return made


def _check_may_merge(
    repository: Repository, issue: Issue, actor: Actor, method: str, sha: str | None
) -> Pull:
    pull = issue.pull
    assert pull is not None
    if method not in repository.merge_methods:
        raise Refused(405, f"{method.capitalize()} merges are not allowed on this repository.")
    if issue.state == "closed" or pull.merged_at:
        raise Refused(405, "Pull Request is not mergeable")
    if pull.draft:
        raise Refused(405, "Pull Request is still a draft")
    if sha not in {None, pull.head_sha}:
        raise Refused(409, "Head branch was modified. Review and try the merge again.")
    rules = repository.protection_for(pull.base_ref)
    admin = repository.allows(actor) == "admin"
    if rules and rules.needs_pull and (rules.enforce_admins or not admin):
        raise Refused(405, "At least 1 approving review is required by reviewers with write access.")
    return pull


def _one_commit(
    repository: Repository,
    issue: Issue,
    base: str,
    by: User,
    method: str,
    title: str | None,
    message: str | None,
) -> str:
    pull = issue.pull
    assert pull is not None
    tree = repository.store.merge(base, pull.head_sha)
    if tree is None:
        raise Refused(405, "Pull Request is not mergeable")
    now = repository.clock.now()
    if method == "squash":
        subject = title or f"{issue.title} (#{issue.number})"
        commits = repository.store.between(base, pull.head_sha)
        body = message if message is not None else _squash_message(repository, commits)
        author, parents = Identity(issue.user.login, issue.user.email, now), [base]
    else:
        subject = title or f"Merge pull request #{issue.number} from {repository.owner.login}/{pull.head_ref}"
        body = message if message is not None else issue.title
        author, parents = Identity(by.login, by.email, now), [base, pull.head_sha]
    text = f"{subject}\n\n{body}" if body else subject
    made = repository.store.commit(tree, parents, text, author, Identity(*WEB_FLOW, now))
    repository.signed.add(made)
    return made


def _squash_message(repository: Repository, commits: list[str]) -> str:
    messages = [repository.store.message(sha).strip() for sha in commits]
    if len(messages) == 1:
        return messages[0].partition("\n")[2].strip()
    return "\n\n".join(f"* {message}" for message in messages)


def _rebased(repository: Repository, pull: Pull, base: str, by: User) -> str:
    tip = base
    committer = Identity(by.login, by.email, repository.clock.now())
    for sha in repository.store.between(base, pull.head_sha):
        if len(repository.store.parents(sha)) > 1:
            continue
        tree = repository.store.replay(sha, tip)
        if tree is None:
            raise Refused(405, "This branch can't be rebased")
        author, _ = repository.store.identities(sha)
        tip = repository.store.commit(tree, [tip], repository.store.message(sha), author, committer)
    return tip


def update_branch(repository: Repository, issue: Issue, actor: Actor, expected: str | None) -> None:
    """Merge the base into a pull request's branch."""
    pull = issue.pull
    assert pull is not None
    base = repository.sha(pull.base_ref)
    if expected not in {None, pull.head_sha}:
        raise Refused(422, "expected head sha didn’t match current head ref.")
    if base is None or repository.store.is_ancestor(base, pull.head_sha):
        raise Refused(422, "There are no new commits on the base branch.")
    message = f"Merge branch '{pull.base_ref}' into {pull.head_ref}"
    made = merge_commit(repository, pull.head_sha, base, message, actor)
    if made is None:
        raise Refused(422, "merge conflict between base and head")
    check_merge(repository, actor, Step(pull.head_ref, pull.head_sha, made), 422)
    repository.move(f"refs/heads/{pull.head_ref}", made, actor.user)


def merge_commit(repository: Repository, ours: str, theirs: str, message: str, actor: Actor) -> str | None:
    """A merge of two commits, which no ref points at yet; None when they conflict."""
    tree = repository.store.merge(ours, theirs)
    if tree is None:
        return None
    assert actor.user is not None
    now = repository.clock.now()
    author = Identity(actor.user.login, actor.user.email, now)
    made = repository.store.commit(tree, [ours, theirs], message, author, Identity(*WEB_FLOW, now))
    repository.signed.add(made)
    return made
