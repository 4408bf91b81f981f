from __future__ import annotations

import pytest

from tickerwatch.watch.news_kinds import passage_of_kind

RESULTS, HALT = "results", "a halt of trading"


def passage(kind: str, text: str, name: str = "Acme") -> str:
    start = text.index(name)
    return passage_of_kind(kind, text, start, start + len(name))


@pytest.mark.parametrize(
    "text",
    [
        "Acme posts Q3 results",
        "Acme Corp. reported fourth-quarter earnings.",
        "Acme legt Quartalszahlen vor",
        "Acme publie ses résultats trimestriels",
        "Acme presenta resultados trimestrales",
        "I risultati del terzo trimestre di Acme",
        "Acme divulga resultados do segundo trimestre",
        "Acme komt met kwartaalcijfers",
        "Acme опубликовала квартальный отчет",
        "Acmeが決算を発表",
        "Acme发布财报",
        "Acme 3분기 실적 발표",
    ],
)
def test_results_in_many_languages(text: str) -> None:
    assert passage(RESULTS, text) == text
    assert passage(HALT, text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Trading in Acme was halted on Monday",
        "SEC suspends trading in Acme",
        "Acme shares halted, news pending",
        "Acme: trading halt",
        "Acme vom Handel ausgesetzt",
        "La cotation de Acme est suspendue",
        "Suspensión de cotización de Acme",
        "Acme sospesa dalle contrattazioni",
        "Торги акциями Acme приостановлены",
        "Acme売買停止",
        "Acme停牌",
        "Acme 거래정지",
    ],
)
def test_halts_in_many_languages(text: str) -> None:
    assert passage(HALT, text) == text
    assert passage(RESULTS, text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Acme halted production in Ohio",
        "Acme suspended its chairman",
        "Acme won a tender. Its rival is expected to speak in May. Later Bravo reported quarterly results.",
        "Acme is a bakery",
        "Acme" + " and so on" * 30 + ", said of its earnings",
    ],
)
def test_other_news_and_what_stands_far_away_are_neither(text: str) -> None:
    assert passage(RESULTS, text) == passage(HALT, text) == ""


def test_the_sentence_is_quoted_as_it_stands_and_cut_when_long() -> None:
    text = "Markets rose. Acme Inc is up.\nIts quarterly results beat forecasts! More later."
    assert passage(RESULTS, text) == "Its quarterly results beat forecasts!"
    long = "Acme " + "very " * 30 + "good earnings " + "and so on " * 30
    found = passage(RESULTS, long)
    assert "earnings" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) <= 126
