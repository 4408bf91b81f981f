from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.reference.naming import core_of, entity_names, searchable_words, security_names
from tickerwatch.reference.records import OPEN_END, OPEN_START
from tickerwatch.reference.rows import EntityRow, SecurityRow


def forms(name: str, **fields) -> dict[str, str]:
    row = SecurityRow(ticker="T", mic="XNYS", name=name, **fields)
    return {spelled.key: spelled.form for spelled in security_names(row)}


def entity(name: str, **fields) -> EntityRow:
    return EntityRow(name=name, kind="company", status="unknown", **fields)


def test_an_official_name_gives_its_full_form_core_and_short_form():
    assert forms("Ford Motor Company") == {"ford motor": "name", "ford motor company": "name", "ford": "short"}


def test_ampersands_initials_and_genitives_are_spelled_out():
    assert {"at and t", "at&t"} <= set(forms("AT & T Inc."))
    assert "us steel" in forms("U S Steel Corp")
    assert "mcdonalds" in forms("McDonald's Corporation")


def test_alternative_names_are_aliases_and_former_names_former():
    found = forms("Meta Platforms, Inc.", alt_names=("Meta Platforms", "Instagram"), former_names=("Facebook, Inc.",))
    assert (found["instagram"], found["facebook"]) == ("alias", "former")
    assert found["meta platforms"] == "name"


def test_a_name_carries_the_dates_of_its_row():
    row = SecurityRow(ticker="FB", mic="XNAS", name="Facebook", valid_from=10, valid_to=20, known_from=5)
    for spelled in security_names(row):
        assert (spelled.valid_from, spelled.valid_to, spelled.known_from) == (10, 20, 5)
    undated = next(entity_names(entity("Zoom")))
    assert (undated.valid_from, undated.valid_to, undated.known_from) == (OPEN_START, OPEN_END, OPEN_START)


def test_an_entity_has_names_aliases_with_their_language_and_handles():
    row = entity("Clubhouse", aliases=(("ru", "Клабхаус"),), handles=("JoinClubhouse",))
    found = {(spelled.key, spelled.form, spelled.lang) for spelled in entity_names(row)}
    assert found == {("clubhouse", "name", ""), ("клабхаус", "alias", "ru"), ("@joinclubhouse", "handle", "")}


@given(st.text(min_size=1, max_size=60))
def test_spellings_of_any_name_are_folded_distinct_and_not_empty(name):
    for found in (security_names(SecurityRow(ticker="T", mic="XNYS", name=name)), entity_names(entity(name))):
        keys = [spelled.key for spelled in found]
        assert len(keys) == len(set(keys))
        assert all(key.strip() and key == " ".join(key.split()) for key in keys)


def test_words_are_the_names_own_their_transliteration_and_pairs_of_signs():
    assert searchable_words("ford motor a") == ["ford", "motor"]
    assert "klabkhaus" in searchable_words("клабхаус")
    assert {"任天", "天堂"} <= set(searchable_words("任天堂"))


def test_the_core_is_the_same_for_every_legal_form():
    assert core_of("Signal Advance, Inc. Common Stock") == core_of("SIGNAL ADVANCE INC") == "signal advance"
