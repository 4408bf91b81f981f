from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.names.legal_forms import core_key, core_keys, generic_words, is_only_generic, short_key
from tickerwatch.names.normalise import name_key

WORDS = [
    "zoom",
    "the",
    "co",
    "inc",
    "corp",
    "ltd",
    "se",
    "ag",
    "sa",
    "s",
    "a",
    "b",
    "de",
    "c",
    "v",
    "u",
    "h",
    "i",
    "company",
    "class",
    "a",
    "common",
    "stock",
    "units",
    "rights",
    "com",
    "ads",
    "bp",
    "dl",
    "1",
    "o",
    "n",
    "ord",
    "&",
    "and",
    "of",
    "group",
    "bank",
    "holdings",
    "technologies",
    "пао",
    "株式会社",
    "東芝公司",
    "pt",
    "pao",
    "new",
    "series",
    "x",
    "warrants",
    "reg",
    "ordinary",
    "shares",
]
KEYS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Zoom Video Communications, Inc. Class A Common Stock", "zoom video communications"),
        ("Nova SA", "nova"),
        ("Coca-Cola Co", "coca cola"),
        ("Unit Corp", "unit"),
        ("Tiffany & Co.", "tiffany"),
        ("Goldman Sachs Group, Inc. (The)", "goldman sachs group"),
        ("The Home Depot, Inc.", "home depot"),
        ("PT Telkom Indonesia Tbk", "telkom indonesia"),
        ("Grupo México, S.A.B. de C.V.", "grupo mexico"),
        ("NOS SGPS, S.A.", "nos"),
        ("Aena S.M.E., S.A.", "aena"),
        ("STO SE & Co. KGaA", "sto"),
        ("Rotork PLC unsp. ADR", "rotork"),
        ("BOKU INC. REG S DL-,0001", "boku"),
        ("MIC AG INH O.N.", "mic"),
        ("ToughBuilt Industries Inc Units Class A 1 Ord 1 War", "toughbuilt industries"),
        ("Robot Consulting Co., Ltd. ADS", "robot consulting"),
        ("Discovery, Inc. Series C", "discovery"),
        ("APPLE INC COM", "apple"),
        ("Mahindra & Mahindra 144A", "mahindra & mahindra"),
        ("LONGFOR GR.HLD.REGS HD-10", "longfor gr hld"),
        ("KT CORP     DRN", "kt"),
        ("AMERICA MOVIL  L ADR/20", "america movil"),
        ("TELEFONICA S.A. ADR", "telefonica"),
        ("INTOUCH HLDGS -NVDR- BA 1", "intouch"),
        ("ENGIE  08/19 MTN", "engie"),
        ("Brookfield Finance Inc. 4.625%", "brookfield finance"),
        ("ПАО Сбербанк", "сбербанк"),
        ("株式会社東芝", "東芝"),
        ("㈱東芝", "東芝"),
        ("トヨタ自動車株式会社", "トヨタ自動車"),
        ("주식회사카카오", "카카오"),
        ("腾讯控股有限公司", "腾讯控股"),
    ],
)
def test_forms_and_descriptors_are_dropped(name: str, core: str) -> None:
    assert core_key(name_key(name)) == core


@pytest.mark.parametrize(
    "name",
    [
        "Co",
        "Inc",
        "SE",
        "AG",
        "Kia",
        "The Company",
        "Rights",
        "Units",
        "Com Hem",
        "Ads-Tec",
        "Amazon.com",
        "Booking.com",
        "Aker BP",
        "PKO BP",
        "Space NK",
        "Xbox Series X",
        "Google Ads Editor",
        "AO World",
        "Forever 21",
        "Studio 54",
        "Unilever 24/7",
        "Pão de Açúcar",
        "PAO Group",
        "H.I.S.",
        "A.P.C.",
        "Skechers U.S.A.",
        "& Co",
        "公司",
        "Class A",
        "the the",
    ],
)
def test_what_belongs_to_the_name_stays(name: str) -> None:
    assert core_key(name_key(name)) == name_key(name)


@settings(max_examples=300, deadline=None)
@given(KEYS)
def test_a_core_is_never_empty_and_is_its_own_core(key: str) -> None:
    core = core_key(key)
    assert core
    assert core_key(core) == core
    assert name_key(core) == core


@settings(max_examples=300, deadline=None)
@given(KEYS)
def test_a_short_name_begins_its_core_and_has_no_shorter_one(key: str) -> None:
    core = core_key(key)
    short = short_key(core)
    if short is not None:
        assert core.startswith(short + " ")
        assert not is_only_generic(short)
        assert short_key(short) is None


@pytest.mark.parametrize(
    ("core", "short"),
    [
        ("ford motor", "ford"),
        ("xenia hotels & resorts", "xenia"),
        ("smith & wesson brands", "smith & wesson"),
        ("kia", None),
        ("capital group", None),
        ("bank of america", None),
        ("bank of china", None),
        ("china oil and gas", None),
        ("pt equity development investment", None),
        ("", None),
    ],
)
def test_short_names(core: str, short: str | None) -> None:
    assert short_key(core) == short


def test_descriptors_alone_name_nobody() -> None:
    assert is_only_generic("capital group")
    assert not is_only_generic("ford motor")
    assert is_only_generic("")


def test_generic_words_are_keys_of_one_word() -> None:
    assert {"holdings", "technologies"} <= generic_words()
    assert all(word and " " not in word and name_key(word) == word for word in generic_words())


def test_cores_of_many_keys_are_those_of_each() -> None:
    keys = ["zoom video communications inc class a common stock", "the gap", "amazon com", "skechers u s a", "co", "",
            "ford motor", "клабхаус ооо", "株式会社ズーム", "h i s co ltd", "aker bp asa", "apple inc com"]  # fmt: skip
    assert core_keys(keys) == [core_key(key) for key in keys]
    assert core_keys(keys)[:3] == ["zoom video communications", "gap", "amazon com"]
