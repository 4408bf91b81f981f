"""Which names of feeds are lines of a firm, and which are other firms."""

from __future__ import annotations

import pytest

from tickerwatch.lookalikes.own_lines import is_line_of

OWN = ("hon hai precision industry", "ali baba group holding limited", "petroleo brasileiro", "enbridge")


@pytest.mark.parametrize(
    "name",
    [
        "HON HAI PRECISN 144A ADR",
        "HON HAI PR.IND.SP.GDR S/1",
        "ALI BABA GR.HLDG14/19 REGS",
        "PETROL.BRAS.PFD ADR/2 O.N",
        "ENBRIDGE PR",
        "ENBRIDGE 18/23 MTN",
    ],
)
def test_a_cut_name_with_the_mark_of_a_line_is_one(name: str) -> None:
    assert is_line_of(name, OWN)


@pytest.mark.parametrize(
    "name",
    [
        "Hon Hai Precision Tools Inc.",
        "HON CHUAN ENTERPRISE ADR",
        "HON ADR",
        "HONDA MOTOR ADR",
        "ALI HEALTH GDR",
        "PET BRAS ADR",
        "ENBRIDGE ENERGY PARTNERS ADR",
        "Enbridge Inc.",
        "",
    ],
)
def test_another_name_or_one_without_a_mark_is_none(name: str) -> None:
    assert not is_line_of(name, OWN)
