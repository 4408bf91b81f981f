"""Abbreviations of a name that a ticker may be, in the order in which they are told."""

from __future__ import annotations

from tickerwatch.lookalikes.pair_tickers import _abbreviations


def test_abbreviations_come_in_one_order_each_once() -> None:
    assert list(_abbreviations("bally tech gaming", "BALLYTECHGAMING")) == ["BALL", "BTG"]
    assert list(_abbreviations("twitter", "TWITTER")) == ["TWIT", "TWTTR"]
    assert list(_abbreviations("snap", "SNAP")) == []
