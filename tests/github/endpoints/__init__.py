"""The operations of GitHub's REST API that the fake knows; importing this fills the table."""

from . import events, git, issues, pulls, repositories
from .call import ROUTES, Answer, Call, Listing, Route, encoded, match

__all__ = [
    "ROUTES",
    "Answer",
    "Call",
    "Listing",
    "Route",
    "encoded",
    "events",
    "git",
    "issues",
    "match",
    "pulls",
    "repositories",
]
