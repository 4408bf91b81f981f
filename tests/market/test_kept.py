from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from tickerwatch.market.kept import Kept, KeptBars
from tickerwatch.tables import BARS

START, END = dt.date(2021, 1, 1), dt.date(2021, 2, 28)
SHARES = BARS.check(pd.DataFrame({"session": ["2021-02-01", "2021-02-02"], "volume_shares": [5.0, None]}))


@pytest.mark.parametrize("symbol", ["CMGR", "BRK-B", "GME.AX", "^GSPC", "A/B", "ÖTT", "..", "CON"])
def test_what_was_kept_is_found(tmp_path, symbol):
    kept = KeptBars(tmp_path / "below")
    kept.keep(symbol, Kept(START, END, SHARES))
    found = kept.find(symbol)
    assert found is not None
    assert (found.start, found.end) == (START, END)
    pd.testing.assert_frame_equal(found.bars, SHARES)
    assert kept.find("OTHER") is None
    assert all(path.parent == tmp_path / "below" for path in tmp_path.rglob("*.parquet"))


def test_a_later_download_takes_the_place_of_an_earlier_one(tmp_path):
    kept = KeptBars(tmp_path)
    kept.keep("A", Kept(START, END, SHARES))
    kept.keep("A", Kept(END, END, SHARES.head(0)))
    found = kept.find("A")
    assert found is not None
    assert found.start == END
    assert [path.name for path in tmp_path.iterdir()] == ["A.parquet"]


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"no Parquet at all"])
def test_a_damaged_file_counts_as_absent(tmp_path, damage):
    (tmp_path / "A.parquet").write_bytes(damage)
    assert KeptBars(tmp_path).find("A") is None


def test_a_file_of_another_program_counts_as_absent(tmp_path):
    SHARES.to_parquet(tmp_path / "A.parquet")
    assert KeptBars(tmp_path).find("A") is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    kept = KeptBars(tmp_path / "file" / "below")
    kept.keep("A", Kept(START, END, SHARES))
    assert kept.find("A") is None
