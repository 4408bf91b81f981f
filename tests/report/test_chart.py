from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest

from tickerwatch.report.chart import volume_chart

SVG = "{http://www.w3.org/2000/svg}"
FRIDAY, MONDAY = dt.date(2021, 1, 29), dt.date(2021, 2, 1)


def of_class(drawing: str, name: str) -> list[ET.Element]:
    return [node for node in ET.fromstring(drawing).iter() if name in (node.get("class") or "").split()]


def words(drawing: str) -> str:
    return " ".join(node.text or "" for node in ET.fromstring(drawing).iter(f"{SVG}text"))


def test_the_event_session_is_marked_by_colour_and_name(build: Any) -> None:
    drawing = volume_chart(build.quiet_bars(), build.day, 110_412.0)
    (event,) = of_class(drawing, "event")
    assert event.get("fill") not in {bar.get("fill") for bar in of_class(drawing, "bar")}
    assert "event, 1 February 2021: 4.2M shares" in words(drawing)
    assert "1 Feb" in words(drawing)


def test_a_gap_is_hatched_and_never_a_bar(build: Any) -> None:
    drawing = volume_chart(build.quiet_bars(), build.day, 110_412.0)
    gaps = [node for node in of_class(drawing, "gap") if node.find(f"{SVG}title") is not None]
    rects = [node for node in of_class(drawing, "bar") if node.tag == f"{SVG}rect"]
    assert len(gaps) == 3
    assert len(rects) == 61 - 1 - 3 - 2  # the event, the gaps, the sessions without trades
    assert "no bar" in words(drawing)


def test_a_session_without_trades_is_a_dot_and_not_a_gap() -> None:
    drawing = volume_chart([(FRIDAY, 0.0), (MONDAY, 5.0)], MONDAY, None)
    assert len([node for node in of_class(drawing, "zero") if node.find(f"{SVG}title") is not None]) == 1
    assert not of_class(drawing, "gap")
    assert "no trades" in words(drawing)
    assert "no bar" not in words(drawing)


def test_the_axis_speaks_in_shares_and_covers_all(build: Any) -> None:
    drawing = volume_chart(build.quiet_bars(), build.day, 110_412.0)
    assert {"2M", "4M", "6M"} <= set(words(drawing).split())
    small = volume_chart([(FRIDAY, 9_000.0), (MONDAY, 12_000.0)], MONDAY, None)
    assert {"5k", "10k", "15k"} <= set(words(small).split())
    for node in of_class(small, "bar") + of_class(small, "event"):
        assert float(node.get("y") or 0) >= 38.0


def test_the_heights_are_in_proportion() -> None:
    drawing = volume_chart([(FRIDAY, 10_000.0), (MONDAY, 20_000.0)], MONDAY, None)
    low, high = (float(of_class(drawing, name)[0].get("height") or 0) for name in ("bar", "event"))
    assert high == pytest.approx(2 * low, abs=0.11)


def test_the_expected_level_is_a_dashed_line_at_its_place() -> None:
    drawing = volume_chart([(FRIDAY, 10_000.0), (MONDAY, 20_000.0)], MONDAY, 10_000.0)
    (bar,) = of_class(drawing, "bar")
    level = of_class(drawing, "expected")[0]
    assert level.get("stroke-dasharray")
    assert level.get("y1") == bar.get("y")
    assert "expected 10k" in words(drawing)
    assert not of_class(volume_chart([(MONDAY, 1.0)], MONDAY, None), "expected")


def test_an_event_without_bar_or_outside_the_period_is_said() -> None:
    assert "event, 1 February 2021: no bar" in words(volume_chart([(FRIDAY, 1.0), (MONDAY, None)], MONDAY, 1.0))
    assert "no bar in this period" in words(volume_chart([(FRIDAY, 1.0)], MONDAY, 1.0))
    assert "no bars" in words(volume_chart([], MONDAY, None))


def test_numbers_that_are_not_finite_are_gaps() -> None:
    drawing = volume_chart([(FRIDAY, float("nan")), (MONDAY, float("inf"))], MONDAY, float("nan"))
    assert "nan" not in drawing.lower()
    assert "inf" not in drawing.lower()


def test_it_is_described_for_those_who_cannot_see_it(build: Any) -> None:
    root = ET.fromstring(volume_chart(build.quiet_bars(), build.day, 110_412.0))
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Shares traded daily, 9 November 2020 to 1 February 2021"
    assert root[1].text == ("1 February 2021: 4.2M shares; expected 110k shares; 3 of 61 sessions without a bar.")


def test_equal_input_gives_equal_bytes_and_fixed_decimals(build: Any) -> None:
    drawing = volume_chart(build.quiet_bars(), build.day, 110_412.0)
    assert drawing == volume_chart(build.quiet_bars(), build.day, 110_412.0)
    places = re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|width|height)="([^"]+)"', drawing)
    assert len(places) > 61
    assert all(re.fullmatch(r"\d+(\.\d)?", place) for place in places)


@pytest.mark.parametrize("width", [360, 640])
def test_labels_do_not_touch(build: Any, width: int) -> None:
    root = ET.fromstring(volume_chart(build.quiet_bars(), build.day, None, width=width))
    bottom = max(float(node.get("y") or 0) for node in root.iter(f"{SVG}text"))
    places = sorted(
        float(node.get("x") or 0) for node in root.iter(f"{SVG}text") if float(node.get("y") or 0) == bottom
    )
    assert len(places) >= 3
    assert all(right - left >= 50 for left, right in pairwise(places))
