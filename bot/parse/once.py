"""What is asked for again and again, and computed when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801  # stands where a property does
    """A property that is computed once; ``cached_property`` of Python 3.11 takes a lock for each."""

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self.compute, self.name, self.__doc__ = compute, compute.__name__, compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> once[Value]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...
    def __get__(self, instance: object | None, owner: type) -> once[Value] | Value:
        if instance is None:
            return self
        value: Value = self.compute(instance)
        instance.__dict__[self.name] = value
        return value

    if TYPE_CHECKING:

        def __set__(self, instance: object, value: Value) -> None: ...
