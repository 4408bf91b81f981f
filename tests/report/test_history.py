from __future__ import annotations

import datetime as dt
import json

import pytest

from tickerwatch.reference.history import (
    EntityPeriod,
    Expected,
    Found,
    History,
    ListedAs,
    ListingPeriod,
    NamePeriod,
    RelationPeriod,
    SecurityHistory,
    TiedEntity,
)
from tickerwatch.report.history import find_dict, find_text, wrapped
from tickerwatch.report.json_text import dump_json
from tickerwatch.report.visible import display_width

BRIEF = {"id": "abc", "as_of": "2026-11-22", "securities": 1234}
LISTED, MOVED = dt.date(2012, 5, 18), dt.date(2022, 6, 9)
PERIOD = {"type": "equity", "country": "US", "market_cap_usd": None, "facts": {"currency": "USD", "source": "a list"}}
OLD = ListingPeriod(
    ticker="FB", mic="XNAS", name="Facebook, Inc.", valid_from=LISTED, valid_to=MOVED,
    known_from=dt.date(2012, 2, 1), holds=False, **PERIOD,
)  # fmt: skip
NEW = ListingPeriod(
    ticker="META", mic="XNAS", name="Meta Platforms, Inc.", valid_from=MOVED, valid_to=None, known_from=MOVED,
    holds=True,
    **PERIOD | {"facts": {"currency": "USD", "source": "another list"}},
)  # fmt: skip
ISSUER = History(
    id="I-m",
    kind="issuer",
    name="Meta Platforms, Inc.",
    found_by=(Found(form="ticker", name="FB", valid_from=LISTED, valid_to=MOVED),),
    securities=(SecurityHistory(security_id="S-m", periods=(OLD, NEW)),),
    names=(
        NamePeriod(name="фейсбук", form="alias", lang="ru", valid_from=LISTED, valid_to=MOVED),
        NamePeriod(name="フェイスブック", form="alias", lang="ja", valid_from=LISTED, valid_to=MOVED),
        NamePeriod(name="facebook", form="former", lang="", valid_from=MOVED, valid_to=None),
    ),
    relations=(
        RelationPeriod(
            other_id="I-x", other_name="Xyz", relation="affiliate", detail="owns a tenth", valid_from=None,
            valid_to=MOVED, known_from=None,
        ),
    ),
    entities=(TiedEntity(entity_id="E-i", name="Instagram", kind="app", valid_from=LISTED, valid_to=None),),
)  # fmt: skip
ENTITY = History(
    id="E-soon",
    kind="entity",
    name="Soon",
    found_by=(Found(form="alias", name="すぐ", lang="ja"),),
    periods=(
        EntityPeriod(
            name="Soon", kind="company", maker="Soon Inc.", country="US", status="unlisted", listed_as=None,
            expected=Expected(ticker="SOON", mic="XNYS", first_session=dt.date(2026, 12, 1)),
            valid_from=None, valid_to=dt.date(2026, 12, 1), known_from=None, holds=True, facts={},
        ),
        EntityPeriod(
            name="Soon", kind="company", maker="", country="", status="listed",
            listed_as=ListedAs(issuer_id="I-s", ticker="SOON", mic="XNYS", name="Soon Inc.", is_own=True),
            expected=None, valid_from=dt.date(2026, 12, 1), valid_to=None, known_from=dt.date(2026, 10, 1),
            holds=False, facts={},
        ),
    ),
)  # fmt: skip


def test_an_issuer_as_a_timeline():
    text = find_text("FB", None, BRIEF, [ISSUER], ())
    assert text == (
        "FB (reference: 1,234 securities, as of 2026-11-22)\n"
        "\n"
        "Meta Platforms, Inc. (issuer I-m)\n"
        "  Found by ticker FB, from 2012-05-18, until 2022-06-09.\n"
        "  S-m, equity, US\n"
        "    2012-05-18  2022-06-09  FB          XNAS  Facebook, Inc. (known from\n"
        "                                              2012-02-01)\n"
        "  > 2022-06-09  still       META        XNAS  Meta Platforms, Inc.\n"
        "      Facts: currency USD; source a list / another list\n"
        "  Also called from 2012-05-18 until 2022-06-09: фейсбук [ru], フェイスブック\n"
        "    [ja]\n"
        "  Named by its former name from 2022-06-09: facebook\n"
        "  affiliate: Xyz (I-x), until 2022-06-09. owns a tenth\n"
        "  Is the listing of: Instagram (app), from 2012-05-18.\n"
    )


def test_an_entity_with_its_expected_listing():
    text = find_text("すぐ", dt.date(2026, 11, 1), BRIEF, [ENTITY], ())
    assert text.startswith("すぐ, on 1 November 2026 (reference: ")
    assert "  Found by alias すぐ [ja].\n" in text
    assert (
        "  > ?           2026-12-01  unlisted    Soon, company of Soon Inc., US, expected\n"
        "                                        as SOON (XNYS), first session 2026-12-01\n"
        "    2026-12-01  still       listed      Soon, company, listed as SOON (XNYS)\n"
        "                                        Soon Inc. (known from 2026-10-01)\n"
    ) in text


def test_the_last_lines_of_many_are_summed_up():
    lines = tuple(SecurityHistory(security_id=f"S-{number}", periods=(NEW,)) for number in range(7))
    text = find_text("x", None, BRIEF, [History(id="I", kind="issuer", name="M", found_by=(), securities=lines)], ())
    assert text.count("  S-") == 4
    assert "  And 3 more lines: META (XNAS), from 2022-06-09; META (XNAS), from 2022-06-09;\n" in text


def test_nothing_found_is_said_plainly():
    text = find_text("Clubhose", None, BRIEF, (), ("clubhouse", "club house"))
    assert text.endswith(
        "\n\n  The reference holds nothing of that name.\n  That does not mean that it is not listed.\n"
        "  Spelled nearly so: clubhouse; club house.\n"
    )
    assert "nothing of that name on that day." in find_text("x", LISTED, BRIEF, (), ())


def test_what_could_deceive_is_visible_and_lines_keep_to_80_columns():
    odd = "ab\u202ecd\x1b[31m " + "名前 " * 60
    names = tuple(NamePeriod(name=odd, form="alias", lang="", valid_from=None, valid_to=None) for _ in range(3))
    text = find_text(odd, None, BRIEF, [History(id=odd, kind="issuer", name=odd, found_by=(), names=names)], ())
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "[U+202E]" in text
    assert max(map(display_width, text.splitlines())) <= 80


def test_as_json():
    told = json.loads(dump_json(find_dict("FB", LISTED, BRIEF, [ISSUER, ENTITY], ["f"])))
    assert list(told) == ["schema", "query", "on", "reference", "found", "near"]
    assert (told["schema"], told["query"], told["on"], told["near"]) == (
        "tickerwatch.find/1",
        "FB",
        "2012-05-18",
        ["f"],
    )
    issuer, entity = told["found"]
    assert issuer["securities"][0]["periods"][0]["valid_to"] == "2022-06-09"
    assert issuer["securities"][0]["periods"][1]["valid_to"] is None
    assert issuer["securities"][0]["periods"][1]["facts"] == {"currency": "USD", "source": "another list"}
    assert entity["periods"][0]["expected"] == {"ticker": "SOON", "mic": "XNYS", "first_session": "2026-12-01"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["> "]),
        ("aa bb cc", ["> aa bb", "  cc"]),
        ("日本 語", ["> 日本", "  語"]),
        ("longer-than-that x", ["> longer-than-that", "  x"]),
    ],
)
def test_wide_letters_count_as_two(text, lines):
    assert wrapped(text, "> ", columns=7) == lines
