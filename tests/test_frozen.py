from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from typing import Any

import pytest

from tickerwatch import frozen
from tickerwatch.frozen import dataclass, field, replace, values_of


@dataclass(frozen=True, slots=True)
class Place:
    """By position."""

    name: str
    people: int = 0

    @property
    def is_empty(self) -> bool:
        return self.people == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Town(Place):
    """A record of a record; its own fields are given by name."""

    streets: list[str] = field(default_factory=list)
    note: str = field(default="none")


@dataclasses.dataclass(frozen=True, slots=True)
class OriginalPlace:
    name: str
    people: int = 0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OriginalTown(OriginalPlace):
    streets: list[str] = dataclasses.field(default_factory=list)
    note: str = "none"


PAIRS = [
    (Place("Urk", 21), OriginalPlace("Urk", 21)),
    (Place("Urk"), OriginalPlace("Urk")),
    (Place(people=3, name="Urk"), OriginalPlace(people=3, name="Urk")),
    (Town("Urk", note="x"), OriginalTown("Urk", note="x")),
    (Town(name="Urk", people=2, streets=["A"]), OriginalTown(name="Urk", people=2, streets=["A"])),
]


@pytest.mark.parametrize(("ours", "original"), PAIRS)
def test_a_record_is_what_the_original_makes(ours: Any, original: Any) -> None:
    assert repr(ours) == repr(original).replace("Original", "")
    assert values_of(ours) == dataclasses.asdict(original) == dataclasses.asdict(ours)
    assert dataclasses.is_dataclass(ours)
    fields = [(one.name, one.type, one.kw_only) for one in dataclasses.fields(original)]
    assert [(one.name, one.type, one.kw_only) for one in dataclasses.fields(ours)] == fields
    assert type(ours).__match_args__ == type(original).__match_args__
    assert not hasattr(ours, "__dict__")
    assert str(inspect.signature(type(ours))) == str(inspect.signature(type(original)))


@pytest.mark.parametrize(("ours", "original"), PAIRS)
def test_other_values_come_by_replacing(ours: Any, original: Any) -> None:
    expected = dataclasses.asdict(dataclasses.replace(original, people=7))
    for change in (replace, dataclasses.replace):
        changed = change(ours, people=7)
        assert type(changed) is type(ours)
        assert values_of(changed) == expected
    with pytest.raises(TypeError, match="nobody"):
        replace(ours, nobody=1)


@pytest.mark.parametrize("ours", [pair[0] for pair in PAIRS])
def test_a_record_survives_a_copy_and_a_pickle(ours: Any) -> None:
    for other in (copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert other == ours
        assert other is not ours


def test_records_are_equal_by_value_and_kind() -> None:
    assert Place("Urk", 1) == Place("Urk", 1)
    assert hash(Place("Urk", 1)) == hash(Place("Urk", 1)) == hash(OriginalPlace("Urk", 1))
    assert Place("Urk", 1) != Place("Urk", 2)
    assert Place("Urk") != Town("Urk")
    assert Place("Urk") != OriginalPlace("Urk")
    with pytest.raises(TypeError, match="unhashable"):
        hash(Town("Urk"))  # holds a list, as the original


def test_a_record_cannot_be_changed() -> None:
    place = Place("Urk")
    with pytest.raises(dataclasses.FrozenInstanceError, match="name"):
        place.name = "Elburg"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="name"):
        del place.name  # type: ignore[misc]
    with pytest.raises(AttributeError):
        place.other = 1  # type: ignore[attr-defined]
    assert place.is_empty


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), (("a", 1, 2), {}), (("a",), {"nobody": 1}), (("a",), {"name": "b"})]
)
def test_wrong_arguments_are_told_as_the_original_tells_them(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError) as ours:
        Place(*values, **named)
    with pytest.raises(TypeError) as original:
        OriginalPlace(*values, **named)
    assert str(ours.value) == str(original.value).replace("Original", "")
    with pytest.raises(TypeError, match="positional"):
        Town("Urk", 1, [])  # type: ignore[misc]


def test_what_makes_a_default_makes_one_for_each_record() -> None:
    assert Town("Urk").streets is not Town("Urk").streets


def test_a_record_may_be_the_base_of_an_original() -> None:
    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class Hamlet(Place):
        farms: int = 2

    assert dataclasses.asdict(Hamlet(name="Ee")) == {"name": "Ee", "people": 0, "farms": 2}


def test_only_frozen_records_with_slots_are_made() -> None:
    with pytest.raises(TypeError, match="frozen"):
        frozen.dataclass(frozen=False, slots=True)


def test_making_and_using_records_loads_nothing_slow() -> None:
    program = """
import sys
from tickerwatch.model import Line
from tickerwatch.frozen import replace
line = replace(Line(security_id="S-a", ticker="A", mic="XNYS", name="Agilent"), ticker="B")
assert line == line and hash(line) and repr(line) and line.ticker == "B"
print(*sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"dataclasses", "inspect"} & set(run.stdout.split()) == set()
