"""Places in texts where something is named: exact offsets in Unicode, forms of tickers and codes, what is skipped."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.model import Document, Mention
from tickerwatch.names.matcher import Matcher, compile_patterns
from tickerwatch.reading import mentions
from tickerwatch.reading.mentions import find_mentions

NAMES = [
    *("apple", "business insider", "clubhouse", "ford", "ford motor", "gamestop", "j p morgan", "philips"),
    *("snap inc", "star wars", "toys r us", "twitter", "yahoo japan", "zoom", "zoom video", "3m", "l oreal"),
    *("клабхаус", "クラブハウス", "阿里巴巴", "삼성전자"),
]
MATCHER = Matcher(compile_patterns(NAMES))


def found(text: str) -> list[Mention]:
    mentions = find_mentions(Document(doc_id="d", text=text), MATCHER)
    assert all(text[mention.start : mention.end] == mention.surface for mention in mentions)
    return mentions


def told(text: str) -> list[tuple[str, str, str]]:
    return [(mention.surface, mention.kind, mention.key) for mention in found(text)]


class TestNames:
    def test_offsets_in_plain_text(self) -> None:
        assert [(mention.start, mention.end, mention.doc_id) for mention in found("On Clubhouse tonight")] == [
            (3, 12, "d")
        ]

    @pytest.mark.parametrize(
        ("text", "surface"),
        [
            ("В Клабхаусе вечером", "Клабхаусе"),
            ("昨日、クラブハウスが話題", "クラブハウス"),
            ("삼성전자와", "삼성전자"),
            ("阿里巴巴股价", "阿里巴巴"),
            ("der Ｃｌｕｂｈｏｕｓｅ", "Ｃｌｕｂｈｏｕｓｅ"),
            ("Chez L’Oréal.", "L’Oréal"),
            ("Chez L’Ore\u0301al.", "L’Ore\u0301al"),
            ("👩‍🚀🇺🇸 Clubhouse👍🏽", "Clubhouse"),
            ("Club\u200bhouse", "Club\u200bhouse"),
            ("Clubhouse\u200b now", "Clubhouse"),
            ("clubhouse\u0301", "clubhouse\u0301"),
        ],
    )
    def test_surfaces_are_cut_from_the_text_as_read(self, text: str, surface: str) -> None:
        assert [mention.surface for mention in found(text)] == [surface]

    @pytest.mark.parametrize("text", ["Sales $5.3M vs $2.9M", "1,3M", "the U.L Oreal", "Tony'l Oreal", "J.L Oreal"])
    def test_the_rest_of_a_number_or_of_initials_names_nothing(self, text: str) -> None:
        assert found(text) == []

    @pytest.mark.parametrize(("text", "surface"), [("Post-it by 3M.", "3M"), ("Chez Marie. L Oreal", "L Oreal")])
    def test_a_mark_before_a_blank_ends_a_word(self, text: str, surface: str) -> None:
        assert [mention.surface for mention in found(text)] == [surface]

    @pytest.mark.parametrize("text", ["Zoomed in", "clubhouses", "Afford", "fordable", "ezoom", "twitterati"])
    def test_only_whole_words(self, text: str) -> None:
        assert found(text) == []

    @pytest.mark.parametrize(
        ("text", "surface"),
        [
            ("Business  Insider says", "Business  Insider"),
            ("says Business\r\n   Insider", "Business\r\n   Insider"),
            ("at J. P. Morgan", "J. P. Morgan"),
            ("at J.P. Morgan", "J.P. Morgan"),
            ('at Toys "R" Us', 'Toys "R" Us'),
            ("Yahoo! Japan shares", "Yahoo! Japan"),
            ("Snap, Inc. fell", "Snap, Inc"),
        ],
    )
    def test_gaps_within_a_name(self, text: str, surface: str) -> None:
        assert [mention.surface for mention in found(text)] == [surface]

    @pytest.mark.parametrize("gap", [". ", ", ", "\n\n", " – ", "? ", ": ", "    "])
    def test_no_name_runs_over_the_end_of_a_phrase(self, gap: str) -> None:
        assert [mention.key for mention in found(f"bought a Ford{gap}Motor shows")] == ["ford"]

    def test_the_longest_name_wins(self) -> None:
        assert [mention.key for mention in found("Zoom Video and Zoom")] == ["zoom video", "zoom"]

    def test_nothing_in_nothing(self) -> None:
        assert found("") == []
        assert found("…  !\n") == []


class TestCodes:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("$GME up", [("$GME", "cashtag", "$GME")]),
            ("$gme,$amc", [("$gme", "cashtag", "$GME"), ("$amc", "cashtag", "$AMC")]),
            ("$BRK.B.", [("$BRK.B", "cashtag", "$BRK.B")]),
            ("$GME.Buy now", [("$GME", "cashtag", "$GME")]),
            ("買$GMEは", [("$GME", "cashtag", "$GME")]),
            ("$9988.HK", [("$9988.HK", "cashtag", "$9988.HK")]),
            ("US$5, $5, $$$, $5bn, US$GME, $TOOLONGX", []),
            ("9988.HK fell", [("9988.HK", "code", ".HK:9988.HK")]),
            ("9988.HK-listed", [("9988.HK", "code", ".HK:9988.HK")]),
            ("(OTC: CMGR)", [("OTC: CMGR", "code", "OTC:CMGR")]),
            ("OTC Pink: CMGR", [("OTC Pink: CMGR", "code", "OTC PINK:CMGR")]),
            ("ASX:GME", [("ASX:GME", "code", "ASX:GME")]),
            ("(ISIN: NL0010273215), NL0010273216", [("NL0010273215", "code", "ISIN:NL0010273215")]),
            ("(NASDAQ: AAPL).", [("NASDAQ: AAPL", "code", "NASDAQ:AAPL")]),
            ("NYSE: F.", [("NYSE: F", "code", "NYSE:F")]),
            ("NYSE: BRK.B, NYSE：BABA", [("NYSE: BRK.B", "code", "NYSE:BRK.B"), ("NYSE：BABA", "code", "NYSE:BABA")]),
            ("Ver.2.T, N.V, I.T department, NYSE: Fast", []),
        ],
    )
    def test_forms(self, text: str, expected: list[tuple[str, str, str]]) -> None:
        assert told(text) == expected

    def test_an_abbreviation_does_not_hide_the_name_before_it(self) -> None:
        assert told("Koninklijke Philips N.V. said") == [("Philips", "name", "philips")]


class TestHandlesAndHashtags:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("via @Clubhouse!", [("@Clubhouse", "handle", "@clubhouse")]),
            ("@clubhouseさん", [("@clubhouse", "handle", "@clubhouse")]),
            ("mail ford@zoom.com or a.b+c@clubhouse.co.uk", []),
            ("@a", []),
            ("#Clubhouse", [("#Clubhouse", "hashtag", "clubhouse")]),
            ("#StarWars", [("#StarWars", "hashtag", "star wars")]),
            ("#star_wars", [("#star_wars", "hashtag", "star wars")]),
            ("#GameStop", [("#GameStop", "hashtag", "gamestop")]),
            ("#клабхаус", [("#клабхаус", "hashtag", "клабхаус")]),
            ("#3M", [("#3M", "hashtag", "3m")]),
            ("#100 #7_11", []),
        ],
    )
    def test_forms(self, text: str, expected: list[tuple[str, str, str]]) -> None:
        assert told(text) == expected

    def test_no_name_is_read_inside_a_stranger_s_handle(self) -> None:
        assert [mention.key for mention in found("@zoom_fan")] == ["@zoom_fan"]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/apple/clubhouse?x=zoom",
        "HTTPS://EXAMPLE.ORG/FORD",
        "www.ford.example/zoom",
        "pic.twitter.com/Ford",
        "<a href='https://zoom.example/apple'>",
    ],
)
def test_nothing_is_found_in_addresses(text: str) -> None:
    assert found(text) == []


def test_an_address_ends_where_another_script_begins() -> None:
    assert [mention.surface for mention in found("https://t.co/abcクラブハウス")] == ["クラブハウス"]


NOISE = st.text(st.sampled_from("🚀👍🏽\u200d\ufe0fё\u0308é́ÅßŒ½Ǆ ваша中の에İﬁ…,.!?—\n\t ab1"), max_size=12)
KNOWN = st.sampled_from(["Clubhouse", "Business Insider", "Клабхаус", "Zoom", "$GME", "@zoom", "#Clubhouse", "ASX:GME"])


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(NOISE, KNOWN), min_size=1, max_size=4), NOISE)
def test_known_names_are_found_with_exact_offsets_whatever_stands_around(
    parts: list[tuple[str, str]], end: str
) -> None:
    text, places = "", []
    for noise, name in parts:
        text += f"{noise} | "
        places.append((len(text), len(text) + len(name)))
        text += f"{name} | "
    text += end
    mentions = found(text)
    assert set(places) <= {(mention.start, mention.end) for mention in mentions}
    assert all(left.end <= right.start for left, right in itertools.pairwise(mentions))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    mentions = found(text)
    assert mentions == sorted(mentions, key=lambda mention: mention.start)


class TestForms:
    """Forms that the automaton does not hold: beginnings of names, bare tickers, names that a word introduces."""

    def keys(self, text: str) -> list[tuple[str, str, str]]:
        longer = (
            "advance auto parts",
            "balrampur chini mills",
            "power grid",
            "on the beach",
            "painted salt works company",
        )
        mentions = find_mentions(
            Document(doc_id="d", text=text),
            MATCHER,
            begins=lambda words: any(name.startswith(f"{words} ") for name in longer),
            is_ticker=lambda symbol: symbol in {"BHEL", "M&M"},
        )
        assert all(text[mention.start : mention.end] == mention.surface for mention in mentions)
        return [(mention.surface, mention.kind, mention.key) for mention in mentions]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Hearing Advance Auto to send", [("Advance Auto", "name", "advance auto *")]),
            ("why Balrampur Chini rose", [("Balrampur Chini", "name", "balrampur chini *")]),
            ("why advance auto rose", []),
            ("why Painted Salt Works rose", [("Painted Salt Works", "name", "painted salt works *")]),
            ("why Paints Salt Works rose", []),
            ("why Paintedd Salt Works rose", [("Paintedd Salt Works", "name", "painted salt works *")]),
            ("why Paintedd Salt Mills rose", []),
            ("Our view On The firm", []),
            ("BHEL and M&M rose, not ABHEL", [("BHEL", "code", "$BHEL"), ("M&M", "code", "$M&M")]),
            ("BHEL UP", []),
            ("we like the app Wibblr, and the startup Zanzigo Labs", [
                ("Wibblr", "name", "wibblr ?"), ("Zanzigo Labs", "name", "zanzigo labs ?"),
            ]),
            ("we like the app Clubhouse", [("Clubhouse", "name", "clubhouse")]),
            ("the app store, the app The", []),
        ],
    )  # fmt: skip
    def test_forms(self, text: str, expected: list[tuple[str, str, str]]) -> None:
        assert self.keys(text) == expected

    def test_a_genitive_s_is_no_name(self) -> None:
        matcher = Matcher(compile_patterns(["s", "ford"]))
        mentions = find_mentions(Document(doc_id="d", text="Ford's cars"), matcher)
        assert [mention.surface for mention in mentions] == ["Ford"]


@given(st.text("$@#aB1 .", max_size=20))
def test_forms_that_begin_with_a_sign_are_tried_only_there(text):
    for sign, form in (("$", mentions._CASHTAG), ("@", mentions._HANDLE)):
        quick = [found.span() for found in mentions._beginning_with(sign, form, text)]
        assert quick == [found.span() for found in form.finditer(text)]
