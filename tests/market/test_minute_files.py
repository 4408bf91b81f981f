from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.market.minute_files import minute_bars

ROWS = pd.DataFrame(
    {
        "ticker": ["NA", "NA", "B"],
        "minute": ["2021-02-01T09:30:00-05:00", "2021-02-01T09:31:00-05:00", "2021-02-01T09:30:00-05:00"],
        "volume": [100.0, None, 5.0],
    }
)


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    ROWS.to_csv(tmp_path / "m.csv", index=False)
    ROWS.assign(minute=pd.to_datetime(ROWS["minute"])).to_parquet(tmp_path / "m.parquet")
    ROWS.rename(columns={"ticker": "Symbol", "minute": "TS", "volume": "Volume"}).to_csv(tmp_path / "n.csv.gz")
    written, kept, renamed = (minute_bars(tmp_path / name) for name in ("m.csv", "m.parquet", "n.csv.gz"))
    for found in (written, kept, renamed):
        assert found["ticker"].tolist() == ["NA", "NA", "B"]  # a ticker, and not an empty cell
        assert found["volume"].tolist()[::2] == [100.0, 5.0]
        assert pd.isna(found["volume"][1])
        assert str(pd.to_datetime(found["minute"], utc=True)[1]) == "2021-02-01 14:31:00+00:00"


def test_what_is_no_number_stays_for_the_check_that_names_it(tmp_path: Path) -> None:
    ROWS.assign(volume=["1", "x", "3"]).to_csv(tmp_path / "m.csv", index=False)
    assert minute_bars(tmp_path / "m.csv")["volume"].tolist() == ["1", "x", "3"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a readable"),
        (b"PAR1 cut", "not a readable"),
        (b"ticker,minute\nA,2021-02-01T09:30:00Z\n", "no column volume_shares or volume"),
        (b"\xff\xfe\x00\x01,\n", "not a readable"),
    ],
)
def test_files_of_no_use_are_refused_with_the_reason(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "m.csv").write_bytes(content)
    with pytest.raises(DocumentError, match=why):
        minute_bars(tmp_path / "m.csv")


def test_a_file_that_is_missing_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        minute_bars(tmp_path / "none.csv")
    with pytest.raises(DocumentError, match="cannot be read"):
        minute_bars(tmp_path)
