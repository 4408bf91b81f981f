"""Each way of resemblance: what it finds, and what lies just beyond it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes import channels
from tickerwatch.lookalikes.brand import Brand, brand_of
from tickerwatch.lookalikes.channels import CHANNELS, Hit
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference

ViewOn = Callable[[str], AsOf]
BrandOn = Callable[..., Brand]
Channel = Callable[[Brand, AsOf], Iterator[Hit]]
DAY = "2021-02-01"


@pytest.fixture
def hits(view_on: ViewOn, brand_on: BrandOn) -> Callable[..., dict[tuple[str, str], Hit]]:
    def found(channel: Channel, query: str, day: str = DAY) -> dict[tuple[str, str], Hit]:
        return {(hit.issuer_id, hit.feature): hit for hit in channel(brand_on(query, day), view_on(day))}

    return found


Hits = Callable[..., dict[tuple[str, str], Hit]]


@pytest.mark.parametrize(
    ("channel", "query", "issuer", "feature", "detail"),
    [
        (
            channels.by_words,
            "Clubhouse",
            "I-cmgr",
            "is the name with a descriptor",
            "is called “clubhouse media group”, which is “clubhouse” and a descriptor",
        ),
        (
            channels.by_words,
            "Signal",
            "I-sigl",
            "begins with the name",
            "is called “signal advance”, which begins with “signal”",
        ),
        (
            channels.by_words,
            "Clubhouse",
            "I-newname",
            "is the name with a descriptor",
            "was once called “clubhouse ventures”, which is “clubhouse” and a descriptor",
        ),
        (
            channels.by_words,
            "Advance Signal",
            "I-sigl",
            "words in another order",
            "is called “signal advance”: the same words in another order",
        ),
        (
            channels.by_words,
            "Media Clubhouse Club",
            "I-cmgr",
            "shares a rare word",
            "is called “clubhouse media group”, which shares “media” and “clubhouse”",
        ),
        (
            channels.by_words,
            "Advance",
            "I-sigl",
            "holds the name",
            "is called “signal advance”, which holds “advance”",
        ),
        (
            channels.by_words,
            "Clubhouse Media Group International",
            "I-cmgr",
            "is the beginning of the name",
            "is called “clubhouse media group”, the beginning of “clubhouse media group international”",
        ),
        (
            channels.by_ticker_of_name,
            "Ford",
            "I-forward",
            "ticker is the name",
            "its ticker FORD is what one types for “ford”",
        ),
        (
            channels.by_ticker_of_name,
            "Zoom",
            "I-zoom-technologies",
            "ticker is the name",
            "its ticker ZOOM is what one types for “zoom”",
        ),
        (
            channels.by_ticker_of_name,
            "f",
            "I-ford",
            "ticker is the name",
            "its ticker F is what one types for “f”",
        ),
        (
            channels.by_ticker_of_name,
            "TWTR",
            "I-tweeter",
            "ticker begins with the name",
            "its ticker TWTRQ begins with “twtr”",
        ),
        (
            channels.by_ticker_abbreviation,
            "Tweeter",
            "I-twitter",
            "ticker abbreviates the name",
            "its ticker TWTR could abbreviate “tweeter”",
        ),
        (
            channels.by_genuine_ticker,
            "GameStop",
            "I-gme-resources",
            "same code on another venue",
            "trades as GME.AX on XASX, the same code as the genuine GME",
        ),
        (
            channels.by_genuine_ticker,
            "Twitter",
            "I-tweeter",
            "ticker begins with the genuine one",
            "its ticker TWTRQ begins with TWTR",
        ),
        (
            channels.by_spelling,
            "Clubhouse",
            "I-clubhouze",
            "near spelling",
            "is called “clubhouze brands”, and “clubhouze” is a near spelling of “clubhouse”",
        ),
        (
            channels.by_sound,
            "Twitter",
            "I-tweeter",
            "sounds alike",
            None,
        ),
        (
            channels.by_sound,
            "Klubhouse",
            "I-klab",
            "sounds alike",
            None,
        ),
        (
            channels.by_beginning,
            "Snap",
            "I-snapware",
            "word begins with the name",
            "is called “snapware”, and “snapware” begins with “snap”",
        ),
        (
            channels.by_beginning,
            "Tongji Hospital",
            "I-tongjimed",
            "word begins with its first word",
            "is called “tongjimed”, and “tongjimed” begins with “tongji”",
        ),
        (
            channels.by_beginning,
            "Snapwarex",
            "I-snapware",
            "word is the beginning of the name",
            "is called “snapware”, and “snapware” is the beginning of “snapwarex”",
        ),
        (
            channels.by_beginning,
            "クラブハウス",
            "I-club-jp",
            "same beginning",
            "is called “クラブハウス開発”, which begins like “クラブハウス”",
        ),
    ],
)
def test_positives(channel: Channel, query: str, issuer: str, feature: str, detail: str | None, hits: Hits) -> None:
    hit = hits(channel, query)[issuer, feature]
    assert 0 < hit.score <= 1
    assert detail is None or hit.detail == detail


@pytest.mark.parametrize(
    ("channel", "query", "issuer", "day"),
    [
        (channels.by_words, "Clubhouses", "I-cmgr", DAY),
        (channels.by_words, "Media", "I-forward", DAY),
        (channels.by_words, "Clubhouse", "I-cmgr", "2020-11-01"),
        (channels.by_ticker_of_name, "Ford", "I-forward", "2026-01-01"),
        (channels.by_ticker_of_name, "Fords", "I-forward", DAY),
        (channels.by_ticker_of_name, "Ф", "I-ford", DAY),
        (channels.by_ticker_abbreviation, "Tweet", "I-twitter", DAY),
        (channels.by_genuine_ticker, "Clubhouse", "I-cmgr", DAY),
        (channels.by_genuine_ticker, "Ford", "I-forward", DAY),
        (channels.by_spelling, "Clubs", "I-clubhouze", DAY),
        (channels.by_spelling, "Zoo", "I-zoom-technologies", DAY),
        (channels.by_sound, "Check", "I-cmgr", DAY),
        (channels.by_sound, "Clubhouse", "I-klab", DAY),
        (channels.by_beginning, "Sna", "I-snapware", DAY),
        (channels.by_beginning, "Clubhouse", "I-cmgr", DAY),
        (channels.by_beginning, "Cheggomaniacs", "I-chegg", DAY),
    ],
)
def test_near_misses(channel: Channel, query: str, issuer: str, day: str, hits: Hits) -> None:
    assert issuer not in {found for found, _ in hits(channel, query, day)}


def test_former_names_and_aliases_count_less(hits: Hits) -> None:
    found = hits(channels.by_words, "Clubhouse")
    feature = "is the name with a descriptor"
    now, before = found["I-cmgr", feature], found["I-newname", feature]
    assert before.score == pytest.approx(0.8 * now.score)


@pytest.mark.parametrize("channel", [*CHANNELS, channels.by_words])
@pytest.mark.parametrize("query", ["???", "@", "$", "F", "&", "ß", "中", "Ford " * 30])
def test_odd_queries_crash_no_channel(channel: Channel, query: str, hits: Hits) -> None:
    assert all(0 <= hit.score <= 1.01 for hit in hits(channel, query).values())


@pytest.mark.parametrize("channel", [*CHANNELS, channels.by_words])
def test_every_hit_is_of_an_issuer_known_on_the_date(channel: Channel, brand_on: BrandOn, view_on: ViewOn) -> None:
    for query in ("Clubhouse", "Zoom", "Signal", "Twitter", "Ford"):
        found = list(channel(brand_on(query), view_on(DAY)))
        assert all(view_on(DAY).issuer(hit.issuer_id) is not None for hit in found)


HAN = """\
ticker,name,mic,country,issuer_id,alt_names
1001,Chuan One,XSHE,CN,I-one,zh:川大智胜
1002,Xi Two,XSHE,CN,I-two,zh:西仪股份
1003,Ao Three,XSHG,CN,I-three,zh:澳柯玛
1004,Wang Four,XJPX,JP,I-four,ja:王将フードサービス
1005,Nam Five,XKRX,KR,I-five,ko:남성알미늄
1006,Other Six,XSHG,CN,I-six,zh:中国石油
1007,Nam Seven,XKRX,KR,I-seven,ko:남선제약
1009,Te Nine,XSHE,CN,I-nine,zh:特力A
1008,Juum Eight,XKRX,KR,I-eight,ko:줌인터넷
"""


@pytest.fixture(scope="module")
def han(tmp_path_factory: pytest.TempPathFactory) -> AsOf:
    folder = tmp_path_factory.mktemp("han")
    (folder / "s.csv").write_text(HAN, encoding="utf-8")
    return Reference(build_reference([folder / "s.csv"], out=folder / "r.sqlite").path).as_of(dt.date(2021, 2, 1))


@pytest.mark.parametrize(
    ("channel", "query", "issuer", "feature", "told"),
    [
        (channels.by_syllables, "奥巴马", "I-three", "shares syllables", "in 2 of 3 syllables"),
        (channels.by_syllables, "希拉里", "I-two", "shares syllables", "in 1 of 3 syllables"),
        (channels.by_syllables, "川普", "I-one", "shares syllables", "in 1 of 2 syllables"),
        (
            channels.by_syllables,
            "特斯拉",
            "I-nine",
            "shares syllables",
            "sounds like “特斯拉” in 1 of 3 syllables",
        ),
        (channels.by_beginning, "特力", "I-nine", "same name", "exactly it"),
        (channels.by_beginning, "大阪王将", "I-four", "begins with a part of the name", "a part of “大阪王将”"),
        (channels.by_beginning, "남선자동차", "I-seven", "same stem", "begins with “남선”, as “남선자동차” does"),
        (channels.by_beginning, "줌", "I-eight", "same beginning", "begins like “줌”"),
        (channels.by_beginning, "남선알미늄", "I-five", "near spelling", "a near spelling of “남선알미늄”"),
    ],
)
def test_scripts_without_spaces(channel: Channel, query: str, issuer: str, feature: str, told: str, han: AsOf) -> None:
    found = {hit.issuer_id: hit for hit in channel(brand_of(query, referents_of(query, han)[0], han), han)}
    assert (found[issuer].feature, "I-six" in found) == (feature, False)
    assert told in found[issuer].detail
    assert 0 < found[issuer].score < 1


def test_a_name_that_is_the_whole_beginning_counts_more_than_a_part_of_it(han: AsOf) -> None:
    def score(query: str) -> float:
        hits = channels.by_beginning(brand_of(query, referents_of(query, han)[0], han), han)
        return max(hit.score for hit in hits if hit.issuer_id == "I-three" and hit.feature == "same beginning")

    assert score("澳柯") > score("澳柯电")


def test_more_syllables_in_common_count_more(han: AsOf) -> None:
    def score(query: str, issuer: str) -> float:
        hits = channels.by_syllables(brand_of(query, referents_of(query, han)[0], han), han)
        return max(hit.score for hit in hits if hit.issuer_id == issuer)

    assert score("船大智", "I-one") > score("船大", "I-one") > score("船普", "I-one")


def test_one_syllable_is_no_reason_where_the_genuine_can_be_bought(han: AsOf) -> None:
    hits = channels.by_syllables(brand_of("西仪股份", referents_of("西仪股份", han)[0], han), han)
    assert {hit.issuer_id for hit in hits} <= {"I-two"}
