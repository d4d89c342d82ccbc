"""The templates: text with places for values that are inert already."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.errors import BotError

if TYPE_CHECKING:
    from jinja2 import BaseLoader


class Templates:
    """Templates by name; ``loader`` decides whose. They cannot reach beyond the values given to them."""

    def __init__(self, loader: BaseLoader) -> None:
        from jinja2 import StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        self._environment = ImmutableSandboxedEnvironment(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=False,  # what goes in is inert Markdown, where HTML's escapes would show
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, name: str, **values: object) -> str:
        """The text of one template, without blank lines around it."""
        text: str = self._guarded(name, lambda: self._environment.get_template(name).render(values))
        return text.strip("\n")

    def macro(self, name: str, macro: str) -> Callable[..., str]:
        """A macro of a template, to call once for each of many values."""
        made: Any = self._guarded(name, lambda: getattr(self._environment.get_template(name).module, macro))
        return lambda *values: str(self._guarded(name, lambda: made(*values)))

    def _guarded(self, name: str, do: Callable[[], Any]) -> Any:
        from jinja2 import TemplateError, TemplateSyntaxError

        try:
            return do()
        except TemplateSyntaxError as error:
            raise BotError(f"templates/{error.name or name}:{error.lineno}: {error.message}") from None
        except (TemplateError, AttributeError, TypeError) as error:
            raise BotError(f"templates/{name}: {error}") from None
