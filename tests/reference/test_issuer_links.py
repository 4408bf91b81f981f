from __future__ import annotations

import pytest

from tickerwatch.reference.issuer_links import Bearer, Kinship, same_firm


def bearer(
    core: str, symbol: str = "MOH", mic: str = "XFRA", country: str = "FR", name: str = "", is_fund: bool = False
):
    return Bearer(symbol, mic, country, core, name or core, is_fund)


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        (bearer("lvmh moet hennessy"), bearer("lvmh", mic="XBER", country="US"), True),
        (bearer("lvmh moet hennessy"), bearer("moulinex", mic="XBER"), False),
        (bearer("deutsche bank"), bearer("deutsche wohnen", mic="XBER"), True),
        (bearer("bayerische motoren werke", mic="XMIL"), bearer("bmw", mic="XETR"), True),
        (bearer("lvmh moet hennessy", mic="XMIL"), bearer("lvmh", mic="XPAR"), True),
        (bearer("lvmh moet hennessy", mic="XMIL"), bearer("lvmh", mic="XPAR", country="US"), False),
        (bearer("lvmh moet hennessy", mic="XMIL", country=""), bearer("lvmh", mic="XPAR", country=""), False),
        (bearer("mohawk group", "MWK", "XNYS", "US"), bearer("mohawk industries", "MWK", "XBER", "US"), False),
        (bearer("royal mail", "RMG", "XLON", "GB"), bearer("royal mail group", "RMG", "XLON", "GB"), True),
        (bearer("royal mail", "RMG", "XLON", "GB"), bearer("royal mail group", "RMG", "XPAR", "FR"), False),
        (bearer("capital", "CAP", "XLON", "GB"), bearer("capital group", "CAP", "XLON", "GB"), False),
        (bearer("capital one"), bearer("capital two", mic="XBER"), False),
        (bearer("siemens balanced", is_fund=True), bearer("siemens", mic="XBER"), False),
        (bearer("siemens balanced", is_fund=True), bearer("siemens balanced a", mic="XBER", is_fund=True), True),
        (bearer("siemens a", is_fund=True, mic="XMIL"), bearer("siemens b", mic="XMIL", is_fund=True), False),
    ],
)
def test_rows_of_one_symbol_are_one_firm_where_venue_country_and_beginning_agree(left, right, is_same):
    rarity = 100 if left.symbol == "RMG" else 1
    assert same_firm(left, right, rarity) is is_same
    assert same_firm(right, left, rarity) is is_same


def test_a_widespread_first_word_tells_nothing_outside_germany():
    left, right = bearer("atlas one", mic="OTCM", country="US"), bearer("atlas two", mic="OTCM", country="US")
    assert same_firm(left, right, 3)
    assert not same_firm(left, right, 50)


def families(kinship: Kinship, *bearers: Bearer) -> list[tuple[list[str], str]]:
    given = {(one.core, ""): [one] for one in bearers}
    return [([core for core, _ in family.nodes], family.issuer_id) for family in kinship.families(given)]


def test_a_name_cut_short_within_a_word_belongs_to_the_one_that_goes_on():
    kinship = Kinship()
    kinship.note(bearer("lvmh moet hennessy louis vuitton", mic="XPAR", symbol="MC"), "I-lvmh")
    kinship.note(bearer("ascendant digital acquisition corp iii", "ACDI", "XNYS"), "I-acdi")
    kinship.note(bearer("royal bank of canada securities", mic="XTSE", symbol="RY"), "I-ry")
    cut = bearer("lvmh moet hennessy louis vuitto", "0HAU", "XLON")
    other = bearer("royal bank of canada", "0RBC", "XLON", country="CA")
    assert families(kinship, cut, other) == [
        (["lvmh moet hennessy louis vuitto"], "I-lvmh"), (["royal bank of canada"], "")
    ]  # fmt: skip


def test_the_word_group_does_not_count_behind_a_rare_legal_form():
    kinship = Kinship()
    kinship.note(bearer("airbus", "AIR", "XPAR", "NL", "Airbus SE"), "I-airbus")
    kinship.note(bearer("target", "TGT", "XNYS", "US", "Target Inc"), "I-target")
    airbus = bearer("airbus group", "EAD", "XETR", "US", "Airbus Group SE")
    target = bearer("target group", "TGG", "OTCM", "US", "Target Group Inc")
    assert families(kinship, airbus, target) == [(["airbus group"], "I-airbus"), (["target group"], "")]


def test_kin_of_two_issuers_stay_alone():
    kinship = Kinship()
    kinship.note(bearer("alpha one", "AAA", "XFRA"), "I-1")
    kinship.note(bearer("alpha two", "AAA", "XBER"), "I-2")
    assert families(kinship, bearer("alpha three", "AAA", "XMUN")) == [(["alpha three"], "")]


def test_a_line_abroad_of_a_rare_name_is_of_its_parent_at_home():
    kinship = Kinship()
    kinship.note(bearer("adtran holdings", "ADTN", "XNAS", "US"), "I-adtran")
    abroad = bearer("adtran", "ATN", "XFRA", "US")
    assert families(kinship, abroad) == [(["adtran"], "I-adtran")]


@pytest.mark.parametrize(
    "other",
    [
        bearer("humax", "115160", "XKRX", "KR"),
        bearer("humax", "HUM", "XFRA", "JP"),
        bearer("humax", "HUM", "XFRA", ""),
        bearer("humax", "HUM", "XFRA", "KR", is_fund=True),
    ],
)
def test_a_parent_and_a_firm_at_home_or_elsewhere_stay_two(other):
    kinship = Kinship()
    kinship.note(bearer("humax holdings", "028080", "XKRX", "KR"), "I-parent")
    assert families(kinship, other) == [(["humax"], "")]


def test_a_parent_of_a_widespread_name_gathers_nothing():
    kinship = Kinship()
    for other in ("signal advance", "signal genetics", "signal bank", "signal hill"):
        kinship.note(bearer(other, other.upper(), "XNYS", "US"), f"I-{other}")
    kinship.note(bearer("signal holdings", "SGH", "XNYS", "US"), "I-parent")
    assert families(kinship, bearer("signal", "SIG", "XFRA", "US")) == [(["signal"], "")]
