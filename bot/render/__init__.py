"""Values and template texts in, the README's text and the files beside it out.

Between ``<!-- bot:NAME start -->`` and ``<!-- bot:NAME end -->`` stands the section NAME: summary, chart,
contents, recent, papers (all topics), topic:ID (that topic, which then is not among papers), sources.
"""

from bot.render.escape import attribute, log_safe, markdown, plain, safe_url
from bot.render.markers import fill
from bot.render.readme import CHARTS, LIMIT, MADE, PAGES, Rendered, render

__all__ = [
    "CHARTS",
    "LIMIT",
    "MADE",
    "PAGES",
    "Rendered",
    "attribute",
    "fill",
    "log_safe",
    "markdown",
    "plain",
    "render",
    "safe_url",
]
