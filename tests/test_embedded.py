"""The packaged files are found from anywhere, and the cache goes where the user says."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from tickerwatch import embedded
from tickerwatch.embedded import cache_dir, casebook_path, data_file, snapshots_dir
from tickerwatch.errors import ReferenceUnusable

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "data").glob("*.csv")))
def test_a_packaged_file_is_found_from_anywhere(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert data_file(name).read_bytes() == (ROOT / "data" / name).read_bytes()


def test_files_inside_the_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "venues.csv").write_text("inside", encoding="utf-8")
    monkeypatch.setattr(embedded, "_PACKAGE", tmp_path)
    assert data_file("venues.csv") == tmp_path / "data" / "venues.csv"


def test_a_missing_file_is_named_with_the_remedy() -> None:
    with pytest.raises(ReferenceUnusable, match=r"data/absent\.csv: missing.*install tickerwatch again"):
        data_file("absent.csv")


def test_the_cache_goes_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKERWATCH_CACHE", str(tmp_path / "here"))
    assert cache_dir() == tmp_path / "here"
    assert not cache_dir().exists()


@pytest.mark.parametrize("given", [None, ""], ids=["unset", "empty"])
def test_without_it_the_cache_follows_the_platform(given: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TICKERWATCH_CACHE", raising=False)
    if given is not None:
        monkeypatch.setenv("TICKERWATCH_CACHE", given)
    assert cache_dir() == platformdirs.user_cache_path("tickerwatch", appauthor=False)
    assert cache_dir().name == "tickerwatch"


def test_the_casebook_lies_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKERWATCH_CASEBOOK", str(tmp_path / "deep" / "cases.db"))
    assert casebook_path() == tmp_path / "deep" / "cases.db"
    assert not casebook_path().parent.exists()


@pytest.mark.parametrize("given", [None, ""], ids=["unset", "empty"])
def test_without_it_the_casebook_follows_the_platform(given: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TICKERWATCH_CASEBOOK", raising=False)
    if given is not None:
        monkeypatch.setenv("TICKERWATCH_CASEBOOK", given)
    place = platformdirs.user_data_path("tickerwatch", appauthor=False)
    assert casebook_path() == place / "casebook.sqlite"
    assert place.name == "tickerwatch"


def test_the_snapshots_lie_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKERWATCH_SNAPSHOTS", str(tmp_path / "deep"))
    assert snapshots_dir() == tmp_path / "deep"
    assert not snapshots_dir().exists()


@pytest.mark.parametrize("given", [None, ""], ids=["unset", "empty"])
def test_without_it_the_snapshots_follow_the_platform(given: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TICKERWATCH_SNAPSHOTS", raising=False)
    if given is not None:
        monkeypatch.setenv("TICKERWATCH_SNAPSHOTS", given)
    assert snapshots_dir() == platformdirs.user_data_path("tickerwatch", appauthor=False) / "snapshots"
