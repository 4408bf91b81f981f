from __future__ import annotations

import dataclasses
import datetime as dt
import json
from html.parser import HTMLParser
from typing import Any

import pytest

from tickerwatch.model import IntradayTest
from tickerwatch.report.export import dump_json, volume_dict
from tickerwatch.report.terminal import volume_text
from tickerwatch.report.volume_faces import IntradayResult, VolumeResult
from tickerwatch.tables import VOLUME_TESTS

NOON = dt.datetime(2021, 2, 1, 17, 0, tzinfo=dt.UTC)


class Words(HTMLParser):
    """The text of a piece of a page; every element must be closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def minutes_test(**changes: Any) -> IntradayTest:
    test = IntradayTest(
        security_id="S", ticker="CMGR", event_time=NOON, event_session=NOON.date(), verdict="abnormal",
        window_start=NOON, window_end=NOON + dt.timedelta(minutes=3), observed_shares=9000.0, expected_shares=1000.0,
        multiple=9.0, multiple_interval=(4.0, None), p_value=1 / 31, p_floor=1 / 31,
        first_abnormal_minute=NOON + dt.timedelta(minutes=1), p_any_minute=1 / 31, run_minutes=5, method="a rank",
        sessions_used=30, zero_volume_share=0.0, caveats=("Only a test",),
        by_minute=tuple((NOON + dt.timedelta(minutes=place), 10.0 * place, 5.0, 0.5) for place in range(3)),
    )  # fmt: skip
    return dataclasses.replace(test, **changes)


class TestVolume:
    def test_a_test_with_a_face_is_the_same_test(self, build: Any) -> None:
        test = build.tested()
        result = VolumeResult.of(test, build.quiet_bars())
        assert result.to_dict() == json.loads(dump_json(volume_dict(test)))
        assert result.summary() == volume_text(test)
        assert "bars" not in result.to_dict()

    def test_the_frame_is_one_row_of_the_table(self, build: Any) -> None:
        frame = VolumeResult.of(build.tested()).to_frame()
        assert tuple(frame.columns) == VOLUME_TESTS.names
        assert len(frame) == 1
        assert frame.loc[0, "event_session"].date() == dt.date(2021, 2, 1)
        assert frame.loc[0, "caveats"] == ["The bars are constructed, not observed."]
        assert frame.loc[0, "multiple_interval"] == pytest.approx([12.1234567, 90.4])

    def test_the_page_shows_sizes_chart_and_every_caveat(self, build: Any) -> None:
        html = VolumeResult.of(build.tested(ticker=build.hostile), build.quiet_bars())._repr_html_()
        text = Words(html).text
        assert "38 times the expected 110k" in text
        assert "The bars are constructed" in text
        assert "<svg" in html
        assert "<script" not in html
        assert "<svg" not in VolumeResult.of(build.tested())._repr_html_()

    def test_a_test_that_was_not_made_says_so_once(self, build: Any) -> None:
        text = Words(VolumeResult.of(build.untested())._repr_html_()).text
        assert text.count("The source has no bars of this line") == 1
        assert "Its venue was open" in text


class TestIntraday:
    def test_the_dictionary_is_plain_data(self) -> None:
        told = IntradayResult.of(minutes_test()).to_dict()
        assert json.loads(json.dumps(told)) == told
        assert told["event_time"] == told["window_start"] == "2021-02-01T17:00:00Z"
        assert told["by_minute"][1] == {
            "minute": "2021-02-01T17:01:00Z", "run_shares": 10.0, "run_median_shares": 5.0, "p_value": 0.5,
        }  # fmt: skip
        assert told["multiple_interval"] == [4.0, None]
        assert set(told) == {entry.name for entry in dataclasses.fields(IntradayTest)}

    def test_the_summary_tells_size_first_minute_and_caveats(self) -> None:
        lines = IntradayResult.of(minutes_test()).summary().splitlines()
        assert lines[0] == "CMGR, minutes after Monday 1 February 2021, 17:00:00 UTC: ABNORMAL"
        assert "17:00 to 17:03 UTC: 9k shares, 9.0 times the expected 1k;" in lines[1]
        assert "p = 0.032 among 30 earlier sessions, not below 0.032 in any case." in lines[1]
        assert "First abnormal minute: 17:01 UTC" in lines[2]
        assert lines[-1] == "  ! Only a test."

    def test_what_was_not_tested_is_never_worded_as_quiet(self) -> None:
        bare = IntradayTest(
            security_id=None, ticker="", event_time=NOON, event_session=None, verdict="not_tested", caveats=("Why.",)
        )
        assert IntradayResult.of(bare).summary().splitlines() == [
            "The security, minutes after Monday 1 February 2021, 17:00:00 UTC: NOT TESTED",
            "  The minutes were not tested: Why.",
        ]
        assert IntradayResult.of(bare).to_frame().empty

    def test_no_abnormal_minute_is_said_with_the_least_p(self) -> None:
        text = IntradayResult.of(minutes_test(first_abnormal_minute=None, p_any_minute=0.2)).summary()
        assert (
            "No single minute stands out (runs of 5 minutes, adjusted for all of the window; the least p is 0.2)"
            in text
        )

    def test_the_frame_marks_the_first_abnormal_minute(self) -> None:
        frame = IntradayResult.of(minutes_test()).to_frame()
        assert frame["abnormal_from_here"].tolist() == [False, True, False]
        assert frame["run_shares"].tolist() == [0.0, 10.0, 20.0]

    def test_the_page_escapes(self) -> None:
        html = IntradayResult.of(minutes_test(ticker="<script>alert(1)</script>"))._repr_html_()
        assert "<script" not in html
        assert "First abnormal minute: 17:01 UTC" in Words(html).text
