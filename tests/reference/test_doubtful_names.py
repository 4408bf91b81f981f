from __future__ import annotations

import pytest

from tickerwatch.reference.doubtful_names import ANOTHERS, UNLIKE, doubtful_names
from tickerwatch.reference.rows import SecurityRow


def row(ticker: str, name: str, *alt_names: str, issuer: str = "", **fields) -> SecurityRow:
    fields = {"mic": "XNYS", "type": "equity"} | fields
    return SecurityRow(ticker=ticker, name=name, alt_names=alt_names, issuer_id=issuer or f"I-{ticker}", **fields)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Bayerische Motoren Werke AG", "BMW"),
        ("CICC", "China International Capital Corporation Limited"),
        ("Dave Inc.", "Dave Inc./DE"),
        ("Synovus Financial Corp. 5.875% Preferred Stock Series E", "Synovus Financial Corp"),
        ("Giga-Byte Technology", "Gigabyte"),
        ("Space Exploration Technologies Corp.", "SpaceX"),
        ("Grocery Outlet", "Grocery Outlett"),
        ("Commercial National Financial Corporation", "COMML NATL FINCL CORP PA"),
        ("Dave Inc.", "VPC Impact Acquisition Holdings III"),
        ("Sistema", "Система"),
    ],
)
def test_what_can_be_the_same_name_is_not_told(name, other):
    assert list(doubtful_names([row("A", name, other)])) == []


def test_a_name_that_shares_nothing_is_told_once_for_an_issuer():
    rows = [row("SQ", "Block, Inc.", "Square", issuer="I"), row("SQ2", "Block, Inc.", "Square Inc", issuer="I")]
    assert list(doubtful_names(rows)) == [(UNLIKE, "SQ XNYS", "Block, Inc. / Square")]


def test_a_name_that_another_issuer_bears_is_told_apart():
    rows = [row("DYN", "Dyne Therapeutics, Inc.", "Vistra Inc"), row("VST", "Vistra Corp.")]
    assert list(doubtful_names(rows)) == [(ANOTHERS, "DYN XNYS", "Dyne Therapeutics, Inc. / Vistra Inc")]
    rows[1].issuer_id = rows[0].issuer_id
    assert list(doubtful_names(rows)) == []


def test_words_that_only_describe_are_not_in_common():
    assert [kind for kind, *_ in doubtful_names([row("A", "Alpha Holdings Group", "Zebra Holdings Group")])] == [UNLIKE]


def test_translations_funds_and_warrants_are_left_out():
    rows = [
        row("A", "Alpha", "Zebra", languages={"Zebra": "en"}),
        row("B", "Beta", "Zebra", type="etf"),
        row("C", "Gamma", "Zebra", type="warrant"),
    ]
    assert list(doubtful_names(rows)) == []
