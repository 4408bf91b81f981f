"""The country names and the cue words are well formed, sorted, and say nothing twice."""

from __future__ import annotations

import csv
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
LANGUAGES = {"de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "zh"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_country_stands_once_and_no_name_means_two() -> None:
    countries = rows("countries.csv")
    codes = [row["code"] for row in countries]
    assert codes == sorted(set(codes))
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in codes)
    names = [name.casefold() for row in countries for name in row["names"].split(";")]
    assert len(names) == len(set(names))
    assert all(name == name.strip() != "" for name in names)
    assert all(row["source"] for row in countries)


def test_the_country_of_every_venue_is_named() -> None:
    codes = {row["code"] for row in rows("countries.csv")}
    assert {row["country"] for row in rows("venues.csv")} - codes == set()


def test_the_cue_words_are_sorted_and_each_stands_once() -> None:
    cues = rows("cue_words.csv")
    keys = [(row["cue"], row["lang"]) for row in cues]
    assert keys == sorted(set(keys))
    kinds = {cue for cue, _ in keys if not cue.startswith("country ")}
    told = {"company", "product", "title", "unlisted"}
    lists = {"fund word", "given name", "index", "index name", "index talk", "introduces", "jargon", "nationality"}
    lists |= {"goods", "place name", "time"}
    assert kinds == told | lists | {"act", "article", "chatter", "place", "rating", "source", "used"}
    assert {lang for cue, lang in keys if cue in told} >= LANGUAGES
    for row in cues:
        words = row["words"].split(";")
        assert words == sorted(set(words)), f"{row['cue']}, {row['lang']}"
        assert all(word == word.strip().lower() != "" for word in words)


def test_no_word_speaks_for_a_company_and_for_a_product() -> None:
    words = {(row["cue"], row["lang"]): set(row["words"].split(";")) for row in rows("cue_words.csv")}
    both = {lang: words["company", lang] & words["product", lang] for lang in sorted(LANGUAGES)}
    assert {lang: shared for lang, shared in both.items() if shared} == {}
