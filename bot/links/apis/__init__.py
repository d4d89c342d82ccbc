"""The APIs that know of papers: many links verified by few requests, and works found by their titles."""

from bot.links.apis.apis import Apis
from bot.links.apis.values import Record

__all__ = ["Apis", "Record"]
