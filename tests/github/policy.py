"""What a repository's owner and a token's maker forbid: protection, rulesets, workflow files, frozen archives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .records import Actor, Protection, Rule
from .repository import Repository
from .rules import Refused

WORKFLOWS = ".github/workflows"
ACTIONS = "github-actions[bot]"


@dataclass(frozen=True, slots=True)
class Step:
    """A branch that goes from one commit to another: from None when new, to None when deleted."""

    branch: str
    old: str | None
    new: str | None
    forward: bool = True
    reviewed: bool = False  # it is the merge of a pull request


def check_step(repository: Repository, actor: Actor, step: Step) -> None:
    """Refuse what the rules of rulesets, a protection or the token's permissions do not allow."""
    if broken := violations(repository, actor, step):
        raise Refused(422, violated(broken))
    if rules := repository.protection_for(step.branch):
        _check_protection(
            rules, step, exempt=repository.allows(actor) == "admin" and not rules.enforce_admins
        )
    if step.new:
        check_workflows(repository, actor, step.new, _known(repository, actor, step), 422)


def check_merge(repository: Repository, actor: Actor, step: Step, status: int) -> None:
    """Refuse a merge into a branch that its rules keep from moving, or that carries workflow files."""
    if broken := violations(repository, actor, step):
        raise Refused(status, violated(broken))
    if step.new:
        check_workflows(repository, actor, step.new, set(workflow_files(repository, step.old)))


def violated(messages: list[str]) -> str:
    """The message for broken rules, as GitHub words it."""
    return "\n\n".join(["Repository rule violations found", *messages, ""])


def violations(repository: Repository, actor: Actor, step: Step) -> list[str]:
    """What the rulesets have against a step."""
    if actor.user and actor.user.login in repository.bypass:
        return []
    found = (_violation(repository, rule, step) for rule in repository.rules_for(step.branch))
    return list(dict.fromkeys(message for message in found if message))


def _violation(repository: Repository, rule: Rule, step: Step) -> str | None:
    if step.new is None:
        return "Cannot delete this branch" if rule.kind == "deletion" else None
    if step.old is None and rule.kind == "creation":
        return "Cannot create ref due to creations being restricted."
    if rule.kind == "pull_request" and step.reviewed:
        wanted = rule.parameters.get("required_approving_review_count")
        return (
            f"At least {wanted} approving review is required by reviewers with write access."
            if wanted
            else None
        )
    if (
        step.old
        and (message := _UPDATES.get(rule.kind))
        and (rule.kind != "non_fast_forward" or not step.forward)
    ):
        return message
    if rule.kind == "required_status_checks":
        return _missing_checks(rule, step)
    return _commit_violation(repository, rule, step.new)


_UPDATES = {
    "update": "Cannot update this protected ref.",
    "non_fast_forward": "Cannot force-push to this branch",
    "pull_request": "Changes must be made through a pull request.",
}


def _missing_checks(rule: Rule, step: Step) -> str | None:
    names = [check["context"] for check in rule.parameters.get("required_status_checks", [])]
    if not names or (step.old is None and rule.parameters.get("do_not_enforce_on_create")):
        return None
    if len(names) == 1:
        return f'Required status check "{names[0]}" is expected.'
    return f"{len(names)} of {len(names)} required status checks are expected."


def _commit_violation(repository: Repository, rule: Rule, new: str) -> str | None:
    default = repository.sha()
    commits = repository.store.between(default, new) if default else []
    if rule.kind == "required_signatures" and set(commits) - repository.signed:
        return "Commits must have verified signatures."
    if rule.kind == "required_linear_history" and any(
        len(repository.store.parents(sha)) > 1 for sha in commits
    ):
        return "This branch must not contain merge commits."
    return None


def _check_protection(rules: Protection, step: Step, *, exempt: bool) -> None:
    if step.new is None:
        if not rules.allow_deletions:
            raise Refused(422, "Cannot delete this protected branch")
    elif exempt:
        return
    elif step.old is None:
        if rules.restrict_creations:
            raise Refused(422, "Reference update failed")
    else:
        _check_push(rules, step)


def _check_push(rules: Protection, step: Step) -> None:
    if not step.forward and not rules.allow_force_pushes:
        raise Refused(422, "Cannot force-push to this branch")
    if rules.restrict_pushes:
        raise Refused(422, "You're not authorized to push to this branch.")
    if rules.needs_pull:
        raise Refused(422, "Changes must be made through a pull request.")


def check_workflows(
    repository: Repository, actor: Actor, new: str, known: set[tuple[str, str]], status: int = 403
) -> None:
    """Refuse a commit whose workflow files are not known yet, when the token may not touch them."""
    missing = _missing_permission(actor)
    if missing:
        for path, sha in workflow_files(repository, new):
            if (path, sha) not in known:
                who, what = missing
                message = f"refusing to allow a {who} to create or update workflow `{path}` without `{what}`"
                raise Refused(status, f"{message} {'scope' if what == 'workflow' else 'permission'}")


def _missing_permission(actor: Actor) -> tuple[str, str] | None:
    """Who is refused for want of what; None when the token may write workflows."""
    if actor.user is None or not actor.may("workflows", "write"):
        app = actor.user is None or actor.user.is_bot
        return "GitHub App" if app else "Personal Access Token", "workflows"
    if actor.user.login == ACTIONS:  # no key of `permissions:` gives it to the token of a job
        return "GitHub App", "workflows"
    if actor.scopes is not None and "workflow" not in actor.scopes:
        return "Personal Access Token", "workflow"
    return None


def workflow_files(repository: Repository, *commits: str | None) -> Iterator[tuple[str, str]]:
    """Path and blob of each workflow in these commits."""
    store = repository.store
    for commit in commits:
        folder = store.item(store.tree_of(commit), WORKFLOWS) if commit else None
        if folder and folder.kind == "tree":
            for item in store.items(folder.sha, recursive=True, prefix=f"{WORKFLOWS}/"):
                if item.kind == "blob":
                    yield item.path, item.sha


def _known(repository: Repository, actor: Actor, step: Step) -> set[tuple[str, str]]:
    """The workflows that a push may carry: the branch's own, the default branch's, and those it left that with.

    A classic token may also carry what any other branch has, at the same path.
    """
    default, others = repository.sha(), []
    if default and step.new:
        others = [repository.store.merge_base(default, step.new)]
    if actor.scopes is not None:
        others += [repository.sha(branch) for branch in repository.branches()]
    return set(workflow_files(repository, step.old, default, *others))
