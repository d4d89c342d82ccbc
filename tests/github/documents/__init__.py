"""Values → the JSON documents of GitHub's REST API."""

from .basics import WEB, Document
from .pulls import Documents, pull_changes

__all__ = ["WEB", "Document", "Documents", "pull_changes"]
