from __future__ import annotations

import datetime as dt
import io
import json
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tickerwatch.errors import DocumentError, PartialCoverage, ReferenceUnusable, SettingsError, UsageError
from tickerwatch.settings import Settings
from tickerwatch.tables import MENTIONS
from tickerwatch.watch import Watch
from tickerwatch.watch.asked import today

TWEETS = [
    {"id": "c", "published_at": "2021-01-31T20:56:10Z", "source": "x", "author": "a", "text": "On Clubhouse tonight"},
    {"id": "g", "published_at": "2021-01-26T21:08:02Z", "source": "x", "author": "a", "text": "GameStop!! $GME"},
    {"id": "n", "published_at": None, "source": "x", "author": "a", "text": "Clubhouse, some day"},
]


@pytest.fixture
def watch(reference_file: Path) -> Any:
    with Watch.open(reference=reference_file, bars=None) as opened:
        yield opened


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "tweets.jsonl"
    path.write_text("".join(json.dumps(tweet) + "\n" for tweet in TWEETS), encoding="utf-8")
    return path


def test_the_reference_comes_from_the_environment_where_none_is_given(
    reference_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TICKERWATCH_REFERENCE", str(reference_file))
    with Watch.open(bars=None) as watch:
        assert watch.reference.path == reference_file
    monkeypatch.setenv("TICKERWATCH_REFERENCE", str(reference_file.with_name("absent.sqlite")))
    with pytest.raises(ReferenceUnusable):
        Watch.open(bars=None)
    with Watch.open(reference=reference_file, bars=None) as watch:  # what is given goes first
        assert watch.reference.path == reference_file


def test_what_cannot_be_opened_is_said_at_the_door(reference_file: Path, tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        Watch.open(reference=reference_file, bars=tmp_path / "absent.csv")
    with pytest.raises(SettingsError):
        Watch.open(reference=reference_file, bars=None, settings=tmp_path / "absent.toml")
    with pytest.raises(UsageError):
        Watch.open(reference=reference_file, bars=7)  # type: ignore[arg-type]


def test_none_and_the_word_none_mean_no_volume_test(reference_file: Path) -> None:
    for bars in (None, "none"):
        with Watch.open(reference=reference_file, bars=bars) as watch:
            assert watch.bars is None
            assert watch.name("Clubhouse", "2021-02-01").lookalikes[0].volume_test is None
            with pytest.raises(UsageError, match="needs bars"):
                watch.volume("CMGR", "2021-02-01")


def test_without_a_date_nobody_asks_for_bars(reference_file: Path, bars: Any) -> None:
    with Watch.open(reference=reference_file, bars=bars) as watch:
        check = watch.name("Clubhouse")
        assert check.on == today()
        assert check.lookalikes
        assert bars.asked == []
        assert watch.name("Clubhouse", "2021-02-01").to_dict()["lookalikes"][0]["volume_test"]["verdict"] == "abnormal"
        assert {end for _, _, end in bars.asked} == {dt.date(2021, 2, 1)}


@pytest.mark.parametrize(("name", "on", "limit"), [(" ", None, None), ("a", "soon", None), ("a", None, 0)])
def test_wrong_arguments_of_a_check(watch: Watch, name: str, on: str | None, limit: int | None) -> None:
    with pytest.raises(UsageError):
        watch.name(name, on, limit=limit)


def test_the_future_is_refused_everywhere(watch: Watch, reference_file: Path, bars: Any) -> None:
    tomorrow = today() + dt.timedelta(days=1)
    with Watch.open(reference=reference_file, bars=bars) as tester:
        calls = (
            lambda: watch.name("a", tomorrow),
            lambda: watch.day(tomorrow, []),
            lambda: watch.read([], default_date=tomorrow),
            lambda: tester.volume("GME", tomorrow),
        )
        for call in calls:
            with pytest.raises(UsageError, match="lies in the future"):
                call()


def test_limit_is_the_most_rows(watch: Watch) -> None:
    assert len(watch.name("Zoom", "2020-05-04", limit=1).lookalikes) == 1


def test_a_path_and_a_frame_read_alike(watch: Watch, lines: Path) -> None:
    from_path, from_frame = watch.read(lines), watch.read(pd.DataFrame(TWEETS))
    assert tuple(from_path.columns) == MENTIONS.names
    pd.testing.assert_frame_equal(from_path, from_frame)
    MENTIONS.check(from_path)


def test_the_session_of_each_mention(watch: Watch, lines: Path) -> None:
    sessions = watch.read([lines], 0.0).groupby("doc_id")["session"].agg(lambda days: sorted(set(days), key=str))
    assert sessions["c"] == ["2021-02-01"]
    assert sessions["g"] == ["2021-01-27"]
    assert sessions["n"] == [None]  # a default date is knowledge, not a date of publication


def test_zero_gives_every_candidate_and_the_default_is_the_threshold(watch: Watch, lines: Path) -> None:
    everything, usual, least = watch.read(lines, 0), watch.read(lines), Settings().reading.min_score
    assert len(usual) == (everything["score"] >= least).sum()
    assert len(everything) > 0


def test_an_undated_document_is_read_with_the_knowledge_of_the_default_date(watch: Watch) -> None:
    frame = pd.DataFrame({"text": ["Zoom Video Communications"]})
    before, after = (
        watch.read(frame, min_score=0, default_date=day)["surface"].tolist() for day in ("2018-06-01", "2020-06-01")
    )
    assert "Zoom Video Communications" not in before
    assert after == ["Zoom Video Communications"]


@pytest.mark.parametrize("wrong", [{"min_score": 1.5}, {"min_score": -0.1}, {"workers": 0}, {"default_date": "soon"}])
def test_wrong_arguments_of_reading(watch: Watch, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        watch.read([], **wrong)


def test_what_cannot_be_read_is_a_warning_and_a_list(watch: Watch, lines: Path, tmp_path: Path) -> None:
    with pytest.warns(PartialCoverage, match=r"1 inputs could not be read"):
        frame = watch.read([tmp_path / "absent.txt", lines])
    assert len(frame.attrs["rejected"]) == 1
    assert set(frame["doc_id"]) >= {"c", "g"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert watch.read(lines).attrs["rejected"] == []


def test_nothing_found_is_an_empty_frame_with_all_columns(watch: Watch) -> None:
    frame = watch.read(pd.DataFrame({"text": ["nothing of note"]}))
    assert (len(frame), tuple(frame.columns)) == (0, MENTIONS.names)


def test_a_day_is_the_same_from_a_path_a_frame_and_standard_input(watch: Watch, lines: Path) -> None:
    stdin = io.BytesIO(lines.read_bytes())
    found = [
        watch.day("2021-02-01", lines),
        watch.day("2021-02-01", pd.DataFrame(TWEETS)),
        watch.day("2021-02-01", ["-"], stdin=stdin),
    ]
    tables = [[alert["alert_id"] for alert in one.to_dict()["alerts"]] for one in found]
    assert tables[0] == tables[1] == tables[2]
    assert tables[0]
    assert found[0].alerts_frame()["lookalike_ticker"].tolist()[0] == "CMGR"


def test_a_day_without_date_is_that_of_the_latest_document_and_reads_standard_input_once(
    watch: Watch, lines: Path
) -> None:
    findings = watch.day(None, "-", stdin=io.BytesIO(lines.read_bytes()))
    assert findings.as_of == dt.date(2021, 2, 1)
    assert findings.coverage["documents"] == 3
    assert any("No date was asked for" in note for note in findings.notes)


def test_gamestop_counts_on_the_27th_in_new_york_and_in_sydney(reference_file: Path, bars: Any, lines: Path) -> None:
    with Watch.open(reference=reference_file, bars=bars) as watch:
        findings = watch.day("2021-01-27", lines)
        found = {(a.lookalike.ticker, a.lookalike.mic): a for a in findings.alerts + findings.near_misses}
        assert found["GME", "XASX"].mentions[0].session == dt.date(2021, 1, 27)
        assert found["GME", "XASX"].volume_test.event_session == dt.date(2021, 1, 27)
        day_before = watch.day("2021-01-26", lines)  # the tweet came after the close
        assert "GME" not in {one.lookalike.ticker for one in day_before.alerts + day_before.near_misses}


def test_provenance_names_no_place_of_the_machine(reference_file: Path, bars: Any, lines: Path) -> None:
    with Watch.open(reference=reference_file, bars=bars) as watch:
        text = json.dumps(watch.day("2021-02-01", lines).to_dict())
    assert str(reference_file.parent) not in text
    assert str(lines.parent) not in text


def test_a_volume_test_has_a_face_and_the_bars_that_it_draws(reference_file: Path, bars: Any) -> None:
    result = Watch.open(reference=reference_file, bars=bars).volume("CMGR", "2021-02-01")
    assert result.summary().startswith("CMGR, Monday 1 February 2021: ABNORMAL")
    assert result.to_dict()["q_value"] == result.to_dict()["p_value"]
    assert result.bars[-1] == (dt.date(2021, 2, 1), 1_000_000.0)
    assert "<svg" in result._repr_html_()


def test_volume_needs_a_ticker(reference_file: Path, bars: Any) -> None:
    with Watch.open(reference=reference_file, bars=bars) as watch, pytest.raises(UsageError, match="is empty"):
        watch.volume(" ", "2021-02-01")


def test_a_desk_needs_bars(watch: Watch) -> None:
    with pytest.raises(UsageError, match="no source of bars"):
        watch.desk  # noqa: B018


def test_a_closed_watch_lets_go_of_its_file(reference_file: Path) -> None:
    with Watch.open(reference=reference_file, bars=None) as watch:
        assert Watch.is_flagged(watch.name("Clubhouse", "2021-02-01"))
    with pytest.raises(Exception, match="closed"):
        watch.reference.refused_rows()
