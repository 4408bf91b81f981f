"""`tickerwatch reference update` from end to end: what it prints, writes, and ends with."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tickerwatch.cli import main

SEC = "/files/company_tickers_exchange.json"
COMPANIES = [[9_000_000_000 + n, f"Quillon{n:02} Works Inc", f"QQ{n:02}", "Nasdaq"] for n in range(40)]


def sec(companies) -> bytes:
    return json.dumps({"fields": ["cik", "name", "ticker", "exchange"], "data": companies}).encode()


@pytest.fixture
def update(site, tmp_path, monkeypatch):
    for name in ("securities", "entities", "relations", "venues", "names"):
        columns = {
            "securities": "ticker,mic,name,isin\nAAPL,XNAS,Apple Inc.,",
            "entities": "name\nBirch",
            "relations": "left_id,right_id,relation",
            "names": "ticker,mic,name,alt_names",
            "venues": "MIC,OPERATING MIC,MARKET NAME-INSTITUTION DESCRIPTION,ISO COUNTRY CODE (ISO 3166)",
        }
        (tmp_path / f"{name}.csv").write_text(f"{columns[name]}\n", encoding="utf-8")
    small = {name: [tmp_path / f"{name}.csv"] for name in ("securities", "entities", "relations", "venues", "names")}
    for room in ("compiled", "update"):
        monkeypatch.setattr(f"tickerwatch.refresh.{room}.embedded_inputs", lambda: small)
    monkeypatch.setattr("tickerwatch.refresh.door.time.sleep", lambda seconds: None)

    def run(*arguments: str, contact: str = "me@example.org"):
        urls = "".join(
            f'{name}_url = "{site.url}"\n' for name in ("sec", "sec_data", "nasdaq", "openfigi", "gleif", "wikidata")
        )
        (tmp_path / "settings.toml").write_text(
            f'[refresh]\ncontact = "{contact}"\nattempts = 1\n{urls}', encoding="utf-8"
        )
        common = ["--config", str(tmp_path / "settings.toml"), "--into", str(tmp_path / "kept")]
        return CliRunner().invoke(main, ["reference", "update", *arguments, *common])

    return run


def test_a_first_refresh_says_what_it_made_and_how_to_use_it(site, update, reply, tmp_path) -> None:
    site.answer(SEC, reply(sec(COMPANIES)))
    done = update("--source", "sec")
    assert done.exit_code == 0, done.output
    target = tmp_path / "kept" / "reference.sqlite"
    assert done.stdout.startswith(f"{target}: 41 listings of 41 securities")
    assert "sec-tickers: new, 40 rows" in done.stderr
    assert "TICKERWATCH_REFERENCE" in done.stderr
    assert target.is_file()
    info = CliRunner().invoke(main, ["reference", "info", "--reference", str(target)])
    assert info.exit_code == 0, info.output


def test_changes_go_to_stdout(site, update, reply) -> None:
    site.answer(SEC, reply(sec(COMPANIES)), reply(sec(COMPANIES[1:])))
    update("--source", "sec")
    done = update("--source", "sec", "--out", "elsewhere/r.sqlite")
    assert done.stdout.splitlines()[0].startswith("delisting            XNAS  QQ00 Quillon00 Works Inc (last seen 20")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_failed_is_said_and_the_rest_kept(site, update, reply) -> None:
    site.answer(SEC, reply(sec(COMPANIES)))
    site.answer("/dynamic/SymDir/nasdaqlisted.txt", reply(status=503))
    done = update("--source", "sec", "nasdaq", "--quiet")
    assert done.exit_code == 3
    assert "answers 503; try again later" in done.stderr
    assert "otherlisted.txt: is not there (404)" in done.stderr
    assert "40 rows" not in done.stderr
    assert "41 listings" in done.stdout


def test_without_any_answer_nothing_is_compiled(update, tmp_path) -> None:
    done = update("--source", "sec")
    assert done.exit_code == 3
    assert done.stdout == ""
    assert not (tmp_path / "kept" / "reference.sqlite").exists()


def test_the_sec_is_not_asked_by_nobody(site, update) -> None:
    done = update("--source", "sec", contact="")
    assert done.exit_code == 2
    assert "refresh.contact" in done.stderr
    assert site.asked == []


def test_without_a_contact_the_default_leaves_out_who_demands_one(site, update, reply) -> None:
    done = update("--quiet", contact="")
    assert "sec: left out: demands to know who asks" in done.stderr
    assert "wikidata: left out" in done.stderr
    assert site.times(SEC) == site.times("/sparql") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--source", "moon"], "known are nasdaq"), (["--source", "sec", "--former-names", "AAPL"], "is no CIK")],
)
def test_wrong_usage_ends_before_anything_is_asked(site, update, arguments, said) -> None:
    done = update(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert site.asked == []


def test_a_damaged_store_is_named(site, update, reply, tmp_path) -> None:
    site.answer(SEC, reply(sec(COMPANIES)))
    update("--source", "sec")
    next((tmp_path / "kept" / "sec-tickers").glob("*.json")).write_bytes(b"{")
    done = update("--source", "sec")
    assert done.exit_code == 4
    assert "refresh again" in done.stderr
