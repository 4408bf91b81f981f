"""Rows with the dates of their observation, out of a sequence of snapshots."""

from __future__ import annotations

import datetime as dt

from tickerwatch.refresh.eras import SEEN
from tickerwatch.refresh.history import dated_names, entity_rows, list_history

DAYS = [dt.date(2026, 11, day) for day in (1, 8, 15, 22)]


def row(ticker: str, name: str, cik: str = "", mic: str = "XNYS") -> dict[str, str]:
    return {"ticker": ticker, "mic": mic, "name": name, "cik": cik, "type": "equity", "source": "SEC"}


ALDER, BIRCH, CEDAR = row("ALDR", "Alder Foods", "1"), row("BIRW", "Birch Water", "2"), row("CDR", "Cedar", "3")


def keep(store, *lists) -> None:
    for day, rows in zip(DAYS, lists, strict=False):
        store.append("list", day, rows, url="")


def shown(rows):
    names = ("ticker", "name", "known_from", "last_seen", "active", "former_names")
    return sorted(tuple(one[name] for name in names) for one in rows)


def test_what_the_first_snapshot_held_may_have_been_so_for_long(store) -> None:
    keep(store, [ALDER, BIRCH], [ALDER, BIRCH], [ALDER, BIRCH, CEDAR])
    history = list_history(store, "list")
    assert shown(history.first) == [
        ("ALDR", "Alder Foods", "", "2026-11-15", "", ""),
        ("BIRW", "Birch Water", "", "2026-11-15", "", ""),
    ]
    assert shown(history.later) == [("CDR", "Cedar", "2026-11-15", "2026-11-15", "", "")]
    assert {one["first_seen"] for one in history.first} == {"2026-11-01"}
    assert {one["as_of"] for one in history.first + history.later} == {"2026-11-15"}


def test_what_is_gone_ends_with_its_last_observation(store) -> None:
    keep(store, [ALDER, BIRCH], [ALDER, BIRCH], [ALDER])
    assert shown(list_history(store, "list").first)[1] == ("BIRW", "Birch Water", "", "2026-11-08", "false", "")


def test_a_confirmed_snapshot_moves_the_last_observation(store) -> None:
    keep(store, [ALDER])
    store.confirm(store.last("list"), DAYS[2])
    history = list_history(store, "list")
    assert history.first[0]["last_seen"] == "2026-11-15"
    assert history.last_seen == "2026-11-15"


def test_a_rename_ends_nothing_and_is_remembered(store) -> None:
    keep(store, [ALDER], [row("ALDR", "Zebra Mining", "1")])
    history = list_history(store, "list")
    assert shown(history.first) == [("ALDR", "Alder Foods", "", "2026-11-01", "", "")]
    assert shown(history.later) == [("ALDR", "Zebra Mining", "2026-11-08", "2026-11-08", "", "Alder Foods")]
    assert [one.kind for one in history.changes] == ["name"]


def test_a_ticker_that_went_to_another_company_ends_the_first(store) -> None:
    keep(store, [ALDER], [row("ALDR", "Zebra Mining", "9")])
    history = list_history(store, "list")
    assert shown(history.first) == [("ALDR", "Alder Foods", "", "2026-11-01", "false", "")]
    assert shown(history.later) == [("ALDR", "Zebra Mining", "2026-11-08", "2026-11-08", "", "")]


def test_a_ticker_comes_back_after_a_pause(store) -> None:
    keep(store, [ALDER, BIRCH], [BIRCH], [BIRCH, row("ALDR", "Zebra Mining", "9")])
    history = list_history(store, "list")
    assert [one.kind for one in history.changes] == ["delisting", "symbol reuse or gap"]
    assert shown(history.first)[0] == ("ALDR", "Alder Foods", "", "2026-11-01", "false", "")
    assert shown(history.later) == [("ALDR", "Zebra Mining", "2026-11-15", "2026-11-15", "", "")]


def test_ticker_and_venue_changes_end_the_old_line(store) -> None:
    keep(store, [ALDER, BIRCH], [row("META", "Alder Foods", "1"), row("BIRW", "Birch Water", "2", mic="OTCM")])
    history = list_history(store, "list")
    assert [one.kind for one in history.changes] == ["ticker", "venue"]
    assert {one[0]: one[4] for one in shown(history.first)} == {"ALDR": "false", "BIRW": "false"}
    assert {one[0]: one[4] for one in shown(history.later)} == {"META": "", "BIRW": ""}


def test_later_snapshots_leave_what_was_known_before(store) -> None:
    """What a reader of an earlier day may see does not depend on what came later, but for the end of a line."""
    keep(store, [ALDER, BIRCH], [ALDER, BIRCH, CEDAR])
    before = list_history(store, "list")
    store.append("list", DAYS[2], [row("ALDR", "Zebra", "1"), CEDAR], url="")
    after = list_history(store, "list")

    def known(history):
        rows = [one for one in history.first + history.later if one["known_from"] <= "2026-11-08"]
        return sorted((one["ticker"], one["name"], one["known_from"], one["first_seen"]) for one in rows)

    assert known(before) == known(after)


def test_former_names_need_a_date_and_a_ticker() -> None:
    rows = [
        {"cik": "1", "old_name": "Old", "new_name": "New", "from": "2001-01-01", "to": "2019-06-30"},
        {"cik": "1", "old_name": "NEW.", "new_name": "New", "from": "", "to": "2020-06-30"},
        {"cik": "1", "old_name": "Older", "new_name": "Old", "from": "", "to": ""},
        {"cik": "2", "old_name": "Gone", "new_name": "Left", "from": "", "to": "2020-01-01"},
        {"cik": "1", "old_name": "", "new_name": "New", "from": "", "to": ""},
    ]
    found = list(dated_names(rows, {"1": ["NEW.A", "NEW.B"]}, "SEC"))
    assert [(one["old_name"], one["new_first_seen"], one["new_ticker"]) for one in found] == [
        ("Old", "2019-06-30", "NEW.A;NEW.B")
    ]


def entity(name: str, **facts: str) -> dict[str, str]:
    empty = dict.fromkeys(("maker", "listed_ticker", "listed_mic", "valid_from", "valid_to", "aliases"), "")
    return empty | {"name": name, "kind": "app", "wikidata": name} | facts


def test_entities_are_known_from_the_snapshot_that_first_held_them(store) -> None:
    store.append("wikidata", DAYS[0], [entity("Alder")], url="")
    store.append("wikidata", DAYS[1], [entity("Alder", aliases="ru:Алдер"), entity("Birch")], url="")
    found = entity_rows(store, "wikidata")
    assert [(one["name"], one["known_from"]) for one in found.first] == [("Alder", "")]
    assert sorted((one["name"], one["aliases"], one["known_from"]) for one in found.later) == [
        ("Alder", "ru:Алдер", "2026-11-08"),
        ("Birch", "", "2026-11-08"),
    ]


def test_what_was_first_seen_stays_so(store) -> None:
    private = entity("Alder", valid_to=SEEN)
    public = entity("Alder", valid_from=SEEN, listed_ticker="ALDR", listed_mic="XNAS")
    store.append("wikidata", DAYS[0], [entity("Alder")], url="")
    store.append("wikidata", DAYS[1], [private, public], url="")
    store.append("wikidata", DAYS[2], [private, public | {"aliases": "Alda"}], url="")
    later = entity_rows(store, "wikidata").later
    assert {(one["valid_from"], one["valid_to"]) for one in later} == {("", "2026-11-08"), ("2026-11-08", "")}
