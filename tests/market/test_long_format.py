from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pandas as pd
import pytest

from tickerwatch.errors import DocumentError, TableError
from tickerwatch.market.long_format import LongFile

HEADER = "ticker,date,open,high,low,close,volume\n"


def written(folder: Path, text: str, name: str = "bars.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def opened(folder: Path, text: str) -> LongFile:
    return LongFile(written(folder, text), "bars.csv")


def parquet(folder: Path, columns: dict[str, list[object]]) -> LongFile:
    path = folder / "bars.parquet"
    pd.DataFrame(columns).to_parquet(path)
    return LongFile(path, "bars.parquet")


@pytest.mark.parametrize(
    "header",
    ["ticker,date,volume", "Symbol,Date,Volume", "security_id,session,volume_shares", "\ufeffticker,date,volume"],
)
def test_columns_by_other_names(tmp_path, header):
    rows = opened(tmp_path, f"{header}\nA,2021-02-01,7\n").rows(None)
    assert rows[["ticker", "volume_shares"]].values.tolist() == [["A", 7.0]]
    assert rows["session"].tolist() == [pd.Timestamp("2021-02-01")]


def test_tickers_that_look_like_missing_values(tmp_path):
    lines = [f"{ticker},2021-02-01,{n}" for n, ticker in enumerate(["NA", "NAN", "TRUE", "NULL", "0700", "1E5"])]
    file = opened(tmp_path, "ticker,date,volume\n" + "\n".join(lines) + "\n")
    assert file.tickers() == {"NA", "NAN", "TRUE", "NULL", "0700", "1E5"}
    assert file.rows({"NA", "0700"})["volume_shares"].tolist() == [0.0, 4.0]


def test_an_empty_volume_is_a_gap_and_not_a_zero(tmp_path):
    file = opened(tmp_path, "ticker,date,volume\nA,2021-02-01,\nA,2021-02-02,0\nA,2021-02-03,nan\n")
    volumes = file.rows(None)["volume_shares"]
    assert volumes.isna().tolist() == [True, False, True]
    assert volumes[1] == 0


@pytest.mark.parametrize(
    "day", ["2021-02-01", "20210201", "2021-02-01 00:00:00", "2021-02-01T00:00:00-05:00", "2021-02-01 00:00:00+09:00"]
)
def test_days_as_they_are_written(tmp_path, day):
    assert opened(tmp_path, f"ticker,date,volume\nA,{day},1\n").rows(None)["session"][0] == pd.Timestamp("2021-02-01")


@pytest.mark.parametrize("day", ["01/02/2021", "2021-02-30", "2021-02-01 09:30:00", "", "soon"])
def test_what_is_not_a_day_is_refused_and_not_guessed(tmp_path, day):
    with pytest.raises(TableError, match="not a day"):
        opened(tmp_path, f"ticker,date,volume\nA,{day},1\n").rows(None)


def test_what_is_not_a_number_costs_its_own_ticker_only(tmp_path):
    file = opened(tmp_path, "ticker,date,volume\nA,2021-02-01,many\nB,2021-02-01,5\n")
    with pytest.raises(TableError, match=r"volume_shares: not a number: many \(rows 0\)"):
        file.rows({"A"})
    assert file.rows({"B"})["volume_shares"].tolist() == [5.0]


@pytest.mark.parametrize(
    "days",
    [
        [dt.date(2021, 2, 1)],
        [pd.Timestamp("2021-02-01")],
        [pd.Timestamp("2021-02-01", tz="Asia/Seoul")],
        ["2021-02-01"],
        [20210201],
    ],
)
def test_days_of_parquet(tmp_path, days):
    file = parquet(tmp_path, {"ticker": ["A"], "date": days, "volume": [1]})
    assert file.rows({"A"})["session"].tolist() == [pd.Timestamp("2021-02-01")]


@pytest.mark.parametrize(
    "days",
    [[pd.Timestamp("2021-02-01 09:30")], [pd.Timestamp("2021-02-01", tz="Asia/Seoul").tz_convert("UTC")], [None]],
)
def test_parquet_that_is_not_daily(tmp_path, days):
    with pytest.raises(TableError, match="session"):
        parquet(tmp_path, {"ticker": ["A"], "date": days, "volume": [1]}).rows(None)


def test_parquet_with_numbers_or_categories_for_tickers(tmp_path):
    days, volumes = [dt.date(2021, 2, 1)] * 2, [1, 2]
    file = parquet(tmp_path, {"ticker": [1225, 1226], "date": days, "volume": volumes})
    assert file.tickers() == {"1225", "1226"}
    assert file.rows({"1226"})["volume_shares"].tolist() == [2.0]
    categories = {"ticker": pd.Categorical(["A", "B"]), "date": days, "volume": volumes}
    path = tmp_path / "categories.parquet"
    pd.DataFrame(categories).to_parquet(path)
    assert LongFile(path, "x").rows({"B"})["volume_shares"].tolist() == [2.0]


def test_gzip_and_zstandard(tmp_path):
    import pyarrow as pa

    text = b"ticker,date,volume\nA,2021-02-01,7\n"
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text, mtime=0))
    with pa.CompressedOutputStream(str(tmp_path / "a.csv.zst"), "zstd") as stream:
        stream.write(text)
    for name in ("a.csv.gz", "a.csv.zst"):
        assert LongFile(tmp_path / name, name).rows(None)["volume_shares"].tolist() == [7.0]


def test_a_missing_file(tmp_path):
    with pytest.raises(DocumentError, match=r"x\.csv: cannot be read.*existing file"):
        LongFile(tmp_path / "x.csv", "x.csv")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty file"),
        (b"ticker,date\nA,2021-02-01\n", "no column volume_shares or volume"),
        (b"nothing of the kind\nat all\n", "no column ticker or symbol or security_id"),
        (b"ticker,date,volume\nA,2021-02-01,7\nB,2021-02", "Row #3"),
        (b"ticker,date,volume\n\xff\xfe,2021-02-01,7\n", "not a readable CSV"),
        (b"PAR1" + bytes(40), "not a readable Parquet"),
        (b"\x1f\x8b\x08\x00 and no more", "not a readable CSV"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path, content, why):
    path = tmp_path / "bars.any"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match=why) as caught:
        LongFile(path, "bars.any").rows(None)
    assert caught.value.source == "bars.any"
    assert "\n" not in str(caught.value)


def test_a_truncated_parquet_file(tmp_path):
    parquet(tmp_path, {"ticker": ["A"] * 999, "date": ["2021-02-01"] * 999, "volume": list(range(999))})
    whole = (tmp_path / "bars.parquet").read_bytes()
    (tmp_path / "half.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DocumentError, match="not a readable Parquet file"):
        LongFile(tmp_path / "half.parquet", "half.parquet")
