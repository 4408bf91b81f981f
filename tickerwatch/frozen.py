"""Frozen records that cost nothing until they are used: :func:`dataclasses.dataclass`, its methods made on first use.

A check of one name uses a dozen of the forty records that its modules define, and making the methods of one takes more
than half a millisecond. What is made here is what ``@dataclass(frozen=True, slots=True)`` makes, seen from outside:
:func:`dataclasses.fields`, :func:`dataclasses.replace` and pickle work on it. Type checkers see the original.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace

__all__ = ["dataclass", "field", "replace", "values_of"]

_FIELDS = "__record_fields__"
_SIGNATURE = "__signature__"
_MISSING: Any = type("_MISSING", (), {"__repr__": lambda self: "<made for each record>"})()


class _Field(NamedTuple):
    """One field of a record: its default, or what makes one; whether it is given by name only."""

    kind: Any
    default: Any
    factory: Callable[[], Any] | None
    kw_only: bool


def values_of(record: object) -> dict[str, Any]:
    """The values of a record by field, in the order of the fields."""
    return {name: getattr(record, name) for name in getattr(type(record), _FIELDS)}


def _replaced(record: Any, **changes: Any) -> Any:
    """The record with other values for some fields: as :func:`dataclasses.replace`."""
    return type(record)(**(values_of(record) | changes))


def _frozen(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type], type]:
    """Decorate a class: as :func:`dataclasses.dataclass` with the same arguments, of which the first two must be true.

    Raises
    ------
    TypeError
        `frozen` or `slots` is false: such a class is made by the original.
    """
    if not (frozen and slots):
        raise TypeError("only frozen records with slots are made here")
    return lambda kind: _made(kind, kw_only)


def _field(*, default: Any = _MISSING, default_factory: Callable[[], Any] | None = None) -> Any:
    """A default, or what makes one for each record: as :func:`dataclasses.field`."""
    return _Field(None, default, default_factory, False)


def _made(kind: type, kw_only: bool) -> type:
    """The class once more, with a slot for each of its own fields."""
    own = kind.__dict__.get("__annotations__", {})  # noqa: RUF063 - loading inspect takes as long as this saves
    inherited = getattr(kind, _FIELDS, {})
    given = ((name, own[name], kind.__dict__.get(name, _MISSING)) for name in own)
    fields = inherited | {name: _described(told, default, kw_only) for name, told, default in given}
    left_out = {*own, "__dict__", "__weakref__"}
    body = {name: value for name, value in kind.__dict__.items() if name not in left_out}
    body |= _METHODS | {"__slots__": tuple(name for name in own if name not in inherited), _FIELDS: fields}
    body["__match_args__"] = tuple(name for name, one in fields.items() if not one.kw_only)
    return type(kind)(kind.__name__, kind.__bases__, body)


def _described(kind: Any, default: Any, kw_only: bool) -> _Field:
    if isinstance(default, _Field):
        return default._replace(kind=kind, kw_only=kw_only)
    return _Field(kind, default, None, kw_only)


# --- what a record does -----------------------------------------------------------------------------------------------


def _first(name: str, make: Callable[[type], Callable[..., Any]]) -> Callable[..., Any]:
    """What stands for a method until it is called: it makes the real one, which takes its place, and calls it."""

    def stand_in(self: Any, /, *values: Any, **named: Any) -> Any:
        kind = next(one for one in type(self).__mro__ if one.__dict__.get(name) is stand_in)
        method = make(kind)
        method.__qualname__ = f"{kind.__qualname__}.{name}"
        setattr(kind, name, method)
        return method(self, *values, **named)

    return stand_in


def _init_of(kind: type) -> Callable[..., None]:
    """The initialiser of a record, which sets each slot."""
    fields: dict[str, _Field] = getattr(kind, _FIELDS)
    names: dict[str, Any] = {"_missing": _MISSING}
    lines = []
    for name, one in fields.items():
        names |= {f"_set_{name}": getattr(kind, name).__set__, f"_of_{name}": one.default, f"_make_{name}": one.factory}
        made = name if one.factory is None else f"_make_{name}() if {name} is _missing else {name}"
        lines.append(f"    _set_{name}(self, {made})\n")
    exec(f"def __init__({', '.join(_parameters(fields))}):\n{''.join(lines) or '    pass'}", names)
    initialiser: Callable[..., None] = names["__init__"]
    return initialiser


def _parameters(fields: dict[str, _Field]) -> Iterable[str]:
    """The parameters: those by position first, then those by name only."""
    yield "self"
    for by_name in (False, True):
        if by_name and any(one.kw_only for one in fields.values()):
            yield "*"
        for name, one in fields.items():
            if one.kw_only == by_name:
                has_default = one.default is not _MISSING or one.factory is not None
                yield f"{name}=_of_{name}" if has_default else name


def _values(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in getattr(type(self), _FIELDS)])


def _eq_of(kind: type) -> Callable[..., Any]:
    ours, theirs = _tuple_of(kind, "self"), _tuple_of(kind, "other")
    told = f"{ours} == {theirs} if other.__class__ is self.__class__ else NotImplemented"
    return _made_of("__eq__", "self, other", told)


def _hash_of(kind: type) -> Callable[..., int]:
    return _made_of("__hash__", "self", f"hash({_tuple_of(kind, 'self')})")


def _tuple_of(kind: type, record: str) -> str:
    return f"({''.join(f'{record}.{name},' for name in getattr(kind, _FIELDS))})"


def _made_of(name: str, parameters: str, told: str) -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(f"def {name}({parameters}):\n    return {told}", names)
    method: Callable[..., Any] = names[name]
    return method


def _repr(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in values_of(self).items())})"


def _refuse_setting(self: Any, name: str, value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(self: Any, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> tuple[Any, ...]:
    return _values(self)


def _setstate(self: Any, state: Iterable[Any]) -> None:
    for name, value in zip(getattr(type(self), _FIELDS), state, strict=True):
        object.__setattr__(self, name, value)


class _Original:
    """What others ask a class for under a name: taken from the original class, made of the same fields."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, record: object, kind: type) -> Any:
        import dataclasses

        described = []
        for name, one in getattr(kind, _FIELDS).items():
            default = {} if one.default is _MISSING else {"default": one.default}
            made = default if one.factory is None else {"default_factory": one.factory}
            described.append((name, one.kind, dataclasses.field(kw_only=one.kw_only, **made)))
        original = dataclasses.make_dataclass(kind.__name__, described, frozen=True, slots=True)
        found = _signature(original) if self._name == _SIGNATURE else getattr(original, self._name)
        setattr(kind, self._name, found)
        return found


def _signature(kind: type) -> Any:
    import inspect

    return inspect.signature(kind)


_METHODS: dict[str, Any] = {
    "__init__": _first("__init__", _init_of), "__eq__": _first("__eq__", _eq_of),
    "__hash__": _first("__hash__", _hash_of), "__repr__": _repr, "__setattr__": _refuse_setting,
    "__delattr__": _refuse_deleting, "__getstate__": _getstate, "__setstate__": _setstate,
    "__dataclass_fields__": _Original("__dataclass_fields__"),
    "__dataclass_params__": _Original("__dataclass_params__"), _SIGNATURE: _Original(_SIGNATURE),
}  # fmt: skip
"""What each record gets; inherited methods would be those of the fields of its base."""

if not TYPE_CHECKING:
    dataclass, field, replace = _frozen, _field, _replaced
