from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.market.bars import BarSource
from tickerwatch.market.files import FileBars
from tickerwatch.market.open import open_bars
from tickerwatch.market.sample import SampleBars
from tickerwatch.market.yahoo import YahooBars

ROOT = Path(__file__).resolve().parents[2]


class Fake:
    name = "fake"
    caveats: tuple[str, ...] = ()

    def bars(self, ticker: str, mic: str | None, *, start: dt.date, end: dt.date) -> pd.DataFrame:
        raise NotImplementedError

    def provenance(self) -> dict[str, str]:
        return {}


@pytest.mark.parametrize("source", [None, "none"])
def test_no_bars(source):
    assert open_bars(source) is None


def test_words():
    assert isinstance(open_bars("yahoo"), YahooBars)
    assert isinstance(open_bars("sample"), SampleBars)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path(tmp_path, kind):
    path = tmp_path / "yahoo"
    path.write_text("ticker,date,volume\nA,2021-02-01,1\n")
    source = open_bars(kind(path))
    assert isinstance(source, FileBars)
    assert source.name == "yahoo"


def test_a_source_of_the_callers_own():
    fake = Fake()
    assert isinstance(fake, BarSource)
    assert open_bars(fake) is fake


def test_a_path_that_is_not_there():
    with pytest.raises(DocumentError, match="yahooo"):
        open_bars("yahooo")


@pytest.mark.parametrize("source", ["", 7, object()])
def test_nonsense(source):
    with pytest.raises(UsageError, match="bars"):
        open_bars(source)


def test_opening_yahoo_does_not_load_it():
    code = (
        "import sys; from tickerwatch.market.open import open_bars; open_bars('yahoo');"
        "print(sorted({'pandas', 'pyarrow', 'yfinance', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
