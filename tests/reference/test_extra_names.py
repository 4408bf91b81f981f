"""Names of the press reach the listing they are about, and no other."""

from __future__ import annotations

from pathlib import Path

from tickerwatch.reference.build import build_reference
from tickerwatch.reference.extra_names import give_names
from tickerwatch.reference.rows import SecurityRow
from tickerwatch.reference.store import Reference


def listing(name: str, **more: object) -> SecurityRow:
    return SecurityRow(ticker="ORCH", mic="XLON", name=name, **more)


def test_names_are_added_to_the_listing_of_ticker_venue_and_name():
    row = listing("Orchard and Lane plc", alt_names=("Orchard",))
    names = SecurityRow(
        ticker="ORCH.L", mic="XLON", name="Orchard & Lane", alt_names=("O&L", "Orchard"), languages={"O&L": "de"}
    )
    assert give_names([row], [names]) == 0
    assert row.alt_names == ("Orchard", "O&L")
    assert row.languages == {"O&L": "de"}


def test_a_ticker_used_again_by_another_firm_gets_no_name():
    row = listing("Granite Telecom plc")
    assert give_names([row], [listing("Orchard and Lane plc", alt_names=("O&L",))]) == 1
    assert row.alt_names == ()


def test_another_venue_gets_no_name():
    row = listing("Orchard and Lane plc")
    names = SecurityRow(ticker="ORCH", mic="XPAR", name="Orchard and Lane plc", alt_names=("O&L",))
    assert give_names([row], [names]) == 1
    assert row.alt_names == ()


def test_every_version_of_a_listing_gets_the_names_and_none_becomes_known_earlier():
    early, late = listing("Orchard plc", known_from=700_000), listing("Orchard and Lane plc", known_from=730_000)
    assert give_names([early, late], [listing("Orchard and Lane plc", alt_names=("O&L",))]) == 0
    assert late.alt_names == ("O&L",)
    assert (early.known_from, late.known_from) == (700_000, 730_000)


def test_a_build_finds_a_listing_by_a_name_of_the_press_and_makes_none_of_it(tmp_path: Path):
    securities, names, out = tmp_path / "s.csv", tmp_path / "n.csv", tmp_path / "r.sqlite"
    securities.write_text("ticker,mic,name\nORCH,XLON,Orchard and Lane plc\n", encoding="utf-8")
    names.write_text(
        "ticker,mic,name,alt_names\nORCH,XLON,Orchard and Lane plc,O&L\nNONE,XLON,Nowhere Mills plc,NWM\n",
        encoding="utf-8",
    )
    report = build_reference([securities], names=[names], out=out)
    assert (report.listings, report.names_unused) == (1, 1)
    (found,) = Reference(out).find("O&L")
    assert found.name == "Orchard and Lane plc"
