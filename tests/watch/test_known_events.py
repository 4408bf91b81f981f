from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from tickerwatch.cli import main
from tickerwatch.errors import DocumentError
from tickerwatch.model import Line, LookAlike
from tickerwatch.watch.known_events import read_events

DAY = dt.date(2017, 2, 3)


def look_alike(ticker: str = "SNA", mic: str = "XNYS", *others: Line) -> LookAlike:
    return LookAlike(
        rank=1, security_id="S1", issuer_id="I1", ticker=ticker, mic=mic, name="N", risk=0.5, level="watch",
        relation="unrelated", evidence=(), other_lines=others,
    )  # fmt: skip


def words(folder: Path, rows: str, one: LookAlike | None = None, columns: str = "ticker,date,kind,mic") -> list[str]:
    (folder / "known.csv").write_text(f"{columns}\n{rows}", encoding="utf-8")
    return read_events(folder / "known.csv").words(one or look_alike(), DAY)


@pytest.mark.parametrize(
    ("day", "counts"), [("2017-01-31", 0), ("2017-02-01", 1), ("2017-02-03", 1), ("2017-02-04", 0), ("2017-02-06", 0)]
)
def test_the_session_and_the_two_before_count_and_nothing_later(tmp_path: Path, day: str, counts: int) -> None:
    assert len(words(tmp_path, f"SNA,{day},earnings,\n")) == counts


def test_the_security_is_the_line_of_that_venue_or_the_one_with_that_id(tmp_path: Path) -> None:
    assert words(tmp_path, "sna,2017-02-03,halt,XNYS\n") == [
        "It was halted on 2017-02-03, by the events given (known.csv): that draws trading of its own."
    ]
    assert words(tmp_path, "SNA,2017-02-03,halt,XLON\n") == []
    assert words(tmp_path, "SNA,2017-02-03,halt,\n", look_alike("SNA", "XLON")) == []
    assert len(words(tmp_path, "S1,2017-02-03,split\n", columns="security_id,date,kind")) == 1
    assert words(tmp_path, "S2,SNA,2017-02-03,split\n", columns="security_id,ticker,date,kind") == []
    other = Line(security_id="S9", ticker="SNAB", mic="XNYS", name="N")
    assert len(words(tmp_path, "SNAB,2017-02-03,index_change,\n", look_alike("SNA", "XNYS", other))) == 1


def test_rows_of_no_use_are_refused_by_their_number(tmp_path: Path) -> None:
    text = "Ticker, Date ,kind\nSNA,2017-02-03,earnings\nSNA,soon,earnings\n,2017-02-03,halt\nSNA,2017-02-03,rumour\n"
    (tmp_path / "known.csv").write_text(text, encoding="utf-8-sig")
    events = read_events(tmp_path / "known.csv")
    assert len(events.rows) == 1
    assert [one.what for one in events.refused] == ["known.csv:3", "known.csv:4", "known.csv:5"]
    assert ["is no date" in events.refused[0].why, "is empty" in events.refused[1].why] == [True, True]
    assert "is none of earnings, halt, split, index_change" in events.refused[2].why


@pytest.mark.parametrize(
    ("content", "why"), [(b"ticker,date\nA,2017-02-03\n", "no column kind"), (b"", "no column"), (b"\xff\xfe", "UTF-8")]
)
def test_files_of_no_use_are_wrong_usage(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "known.csv"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=why):
        read_events(path)
    done = CliRunner().invoke(main, ["report", "--events", str(path), "--out", str(tmp_path), "--bars", "none"])
    assert done.exit_code == 2
    assert "--events" in done.stderr
    with pytest.raises(DocumentError, match="cannot be read"):
        read_events(tmp_path / "none.csv")
