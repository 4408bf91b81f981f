"""Names that share words: by numbers as by reading all of them."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.brand import Brand, brand_of
from tickerwatch.lookalikes.by_words import by_words
from tickerwatch.lookalikes.hits import FORMS, strength_alone, telling_names
from tickerwatch.lookalikes.shared_words import compared, sought
from tickerwatch.names.legal_forms import core_key
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.store import Reference

ASKED = (
    "Ford",
    "Zoom Video",
    "China Life Insurance",
    "Group",
    "Bank of America",
    "X",
    "T Mobile",
    "AT&T",
    "General Motors",
)


def read_all(brand: Brand, view: AsOf, path: str) -> dict[str, float]:
    """The best score of each issuer, from all names that hold a telling word, each read."""
    found: dict[str, float] = {}
    rows = sqlite3.connect(path).execute(
        "SELECT text, owner, form, valid_to, name.rowid FROM name JOIN key ON key.id = key_id"
        " WHERE is_entity = 0 AND form != 'short' AND known_from <= ?",
        (view.day.toordinal(),),
    )
    names = list(rows)
    for key in brand.spaced_keys:
        weights = {word: telling_names(word, view)[1] for word in key.split()}
        telling = {word for word in weights if len(word) > 1 and (weights[word] >= 0.05 or word == key)}
        for text, owner, form, end, _ in names:
            if telling & set(text.split()):
                score = compared(core_key(text), sought(key, weights))[0]
                score *= FORMS.get("former" if end <= view.day.toordinal() else form, 1.0)
                found[owner] = max(score, found.get(owner, 0.0))
    return {owner: score for owner, score in found.items() if score > 0}


@pytest.mark.parametrize("day", ["2012-06-01", "2021-02-01"])
@pytest.mark.parametrize("asked", ASKED)
def test_issuers_and_scores_are_those_of_all_names_read(asked: str, day: str, embedded: Reference) -> None:
    view = embedded.as_of(dt.date.fromisoformat(day))
    brand = brand_of(asked, referents_of(asked, view)[0], view)
    assert {hit.issuer_id: hit.score for hit in by_words(brand, view)} == read_all(brand, view, str(embedded.path))


@pytest.mark.parametrize("asked", ASKED)
def test_of_many_the_strongest_are_given_and_those_always_wanted(asked: str, embedded: Reference) -> None:
    view = embedded.as_of(dt.date(2021, 2, 1))
    brand = brand_of(asked, referents_of(asked, view)[0], view)
    everyone = {hit.issuer_id: (hit.score, hit.feature, hit.detail) for hit in by_words(brand, view)}
    ranked = sorted(everyone, key=lambda owner: (-strength_alone(everyone[owner][0]), owner))
    wanted = {*ranked[:3], *ranked[-2:]}
    found = {hit.issuer_id: (hit.score, hit.feature, hit.detail) for hit in by_words(brand, view, 3, ranked[-2:])}
    assert found == {owner: everyone[owner] for owner in wanted}
