from __future__ import annotations

from tickerwatch.reference.contradictions import find_contradictions
from tickerwatch.reference.doubtful_names import UNLIKE
from tickerwatch.reference.listed_as import ListedAs
from tickerwatch.reference.rows import EntityRow, RelationRow, SecurityRow

GAMESTOP = "US36467W1099"


def row(ticker: str = "GME", name: str = "GameStop Corp.", issuer: str = "I-gme", **fields) -> SecurityRow:
    defaults = {"mic": "XNYS", "security_id": f"S-{ticker}-{issuer}", "issuer_id": issuer}
    return SecurityRow(ticker=ticker, name=name, **(defaults | fields))


def entity(name: str, entity_id: str, **fields) -> EntityRow:
    return EntityRow(name=name, entity_id=entity_id, **({"kind": "company", "status": "unlisted"} | fields))


def kinds(securities=(), entities=(), relations=()) -> dict[str, list[tuple[str, str]]]:
    rows = list(securities)
    found: dict[str, list[tuple[str, str]]] = {}
    for one in find_contradictions(rows, list(entities), list(relations), ListedAs(rows)):
        found.setdefault(one.kind, []).append((one.what, one.detail))
    return found


def test_rows_that_agree_give_nothing():
    rows = [row(), row("GME.F", mic="XFRA", identifiers={"isin": GAMESTOP}), row("X", "Xerox", "I-x")]
    brand = entity("GameStop", "E-gme", status="listed", listed_ticker="GME", listed_mic="XNYS", maker="GameStop Corp.")
    assert kinds(rows, [brand]) == {}


def test_an_isin_of_several_issuers():
    rows = [row(identifiers={"isin": GAMESTOP}), row("X", "Xerox", "I-x", identifiers={"isin": GAMESTOP})]
    assert kinds(rows) == {"one ISIN, several issuers": [(GAMESTOP, "GameStop Corp. / Xerox")]}


def test_an_isin_with_a_wrong_check_digit():
    assert kinds([row(identifiers={"isin": "US36467W1098"})]) == {
        "no ISIN by its check digit": [("US36467W1098", "GameStop Corp.")]
    }


def test_two_holders_of_a_ticker_at_a_time_and_not_one_after_the_other():
    rows = [row(valid_to=100), row(name="Other", issuer="I-other", valid_from=99)]
    assert kinds(rows) == {"one ticker, two holders at a time": [("GME XNYS", "GameStop Corp. / Other")]}
    assert kinds([row(valid_to=100), row(name="Other", issuer="I-other", valid_from=100)]) == {}


def test_an_alternative_name_of_another_firm():
    found = kinds(
        [
            row("AVX", "AVX Corporation", alt_names=("Grupo Lala", "A.V.X. Corp")),
            row("BMW", "Bayerische Motoren Werke AG", alt_names=("BMW",)),
        ]
    )
    assert found == {UNLIKE: [("AVX XNYS", "AVX Corporation / Grupo Lala")]}


def test_an_alias_that_two_entities_claim():
    pair = [entity("Zoom", "E-1", aliases=(("ru", "Зум"),)), entity("Zum", "E-2", aliases=(("ru", "Зум"),))]
    assert kinds(entities=pair) == {"an alias of two entities": [("зум", "E-1 / E-2")]}
    pair[0].valid_to, pair[1].valid_from = 100, 100
    assert kinds(entities=pair) == {}


def test_what_is_listed_without_a_security_and_owners_that_do_not_exist():
    app = entity(
        "Instagram", "E-i", kind="app", status="listed", listed_ticker="META", listed_mic="XNAS", maker="Burbn"
    )
    found = kinds([row()], [app])
    assert found == {
        "listed, but no such security": [("E-i", "Instagram: META XNAS")],
        "owner that is not in the reference": [("E-i", "Burbn")],
    }


def test_relations_of_unknown_ids_and_broken_names():
    link = RelationRow(left_id="I-gme", right_id="I-?", relation="affiliate", detail="", valid_from=None, valid_to=None)
    given = {"name_as_given": "GameStÃ³p", "other_names_as_given": "Caf\ufffd;MoÃ«t"}
    found = kinds([row(facts=given)], relations=[link])
    assert found == {
        "name in a wrong charset": [
            ("GME", "Caf\ufffd: cannot be repaired"),
            ("GME", "GameStÃ³p: read as GameStóp"),
            ("GME", "MoÃ«t: read as Moët"),
        ],
        "relation of an unknown id": [("I-?", "I-gme affiliate I-?")],
    }


def test_a_build_keeps_them_in_the_file(compiled):
    rows = [{"ticker": "A", "name": "Agilent", "mic": "XNYS", "alt_names": "Brambles Industries"}]
    made = compiled(rows)
    assert [one.kind for one in made.report.contradictions] == [UNLIKE]
    assert made.reference.contradictions() == [(UNLIKE, "A XNYS", "Agilent / Brambles Industries")]
