from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.names.normalise import (
    fold,
    fold_with_offsets,
    is_mark,
    is_spaceless,
    name_key,
    name_keys,
    script_of,
    squash,
    to_ascii,
    to_ascii_keys,
)

MIXED = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("ßﬁİıéйё́̈̆ｶ゙ﾞガ가ㄱㅏ각\u200b\u200d\u00ad\ufe0f❤ัี्िीशرَـآA&.  \n\r"),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("L’Oréal", "l oreal"),
        ("oﬃce", "office"),
        ("ＺＯＯＭ　Ｖｉｄｅｏ", "zoom video"),
        ("İstanbul ISPARTA ılık", "istanbul isparta ilik"),
        ("Ørsted Łódź Þór Æsir", "orsted lodz thor aesir"),
        ("ΆΛΦΑ Τράπεζας", "αλφα τραπεζασ"),
        ("Ёлка й", "елка й"),
        ("So\u00adft\u200bBank\ufeff", "softbank"),
        ("Zoom™ Visa® Zoom™️", "zoom  visa  zoom "),
        ("1️⃣ ❤️Zoom👍🏽", "1  zoom  "),
        ("ﾊﾟﾅｿﾆｯｸ", "パナソニック"),
        ("ㄱㅏ", "가"),
        ("شَرِكَة أبـــل", "شركة أبل"),
        ("שָׁלוֹם", "שלום"),
        ("शक्ति", "शक्ति"),
        ("ซูม", "ซูม"),
        ("AT&T ＆ B﹠Q", "at&t & b&q"),
        ("oʻzbek Комʼюніті", "o zbek ком юніті"),
        ("a\tb\nc\r\nd", "a b\nc \nd"),
        ("\ud83d lone", "  lone"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("plain text\nof two lines", None),
        ("Клабхаус", None),
        ("Straße!", [0, 1, 2, 3, 4, 4, 5, 6]),
        ("ﬁn", [0, 0, 1]),
        ("e\u0301te", [0, 2, 3]),
        ("a\u200bb", [0, 2]),
        ("e\x00f", [0, 2]),
        ("и\u0306к", [0, 2]),
        ("ᄀ\u1161\u11a8나", [0, 3]),
        ("x ﾊﾟﾅ", [0, 1, 2, 4]),
        ("½", [0, 0, 0]),
        ("कि", None),
        ("ก็", None),
        ("👍🏽z", None),
        ("☝\ufe0fz", [0, 2]),
    ],
)
def test_offsets_point_at_the_text_as_read(text: str, offsets: list[int] | None) -> None:
    assert fold_with_offsets(text)[1] == offsets


def test_folding_any_single_character_twice_changes_nothing() -> None:
    changed = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs") and fold(fold(chr(code))) != fold(chr(code))
    ]
    assert changed == []


@settings(max_examples=300, deadline=None)
@given(MIXED)
def test_folding_is_idempotent_and_offsets_are_in_order(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert fold(text) == folded == fold(folded)
    if offsets is None:
        assert len(folded) == len(text)
    else:
        assert len(offsets) == len(folded)
        assert offsets == sorted(offsets)
        assert all(0 <= position < len(text) for position in offsets)


@settings(max_examples=200, deadline=None)
@given(MIXED)
def test_canonically_equal_texts_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abcXYZ éßﬁ.й", max_size=20), st.text(alphabet="abc ñ́", max_size=20))
def test_a_word_is_found_back_where_it_stood(before: str, after: str) -> None:
    text = f"{before}|Zoom|{after}"
    folded, offsets = fold_with_offsets(text)
    at = folded.index(" zoom ") + 1
    start = at if offsets is None else offsets[at]
    assert text[start : start + 4] == "Zoom"


@settings(max_examples=200, deadline=None)
@given(MIXED)
def test_the_key_of_a_key_is_itself(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert key == " ".join(key.split())


def test_keys_have_single_spaces_and_no_punctuation() -> None:
    assert name_key("  L’Oréal\n S.A. ") == "l oreal s a"
    assert name_key("!?") == ""
    assert squash("johnson & johnson") == "johnsonjohnson"


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [("Клабхаус", "klabkhaus"), ("Nestlé S.A.", "nestle s a"), ("AT&T", "at&t"), ("クラブ", "kurabu"), ("", "")],
)
def test_transliteration(text: str, ascii_text: str) -> None:
    assert to_ascii(text) == ascii_text


@settings(max_examples=100, deadline=None)
@given(MIXED)
def test_transliteration_leaves_a_plain_key(text: str) -> None:
    plain = to_ascii(text)
    assert plain.isascii()
    assert name_key(plain) == plain


def test_scripts_written_without_spaces_are_known() -> None:
    assert all(is_spaceless(text) for text in ("東京", "クラブ", "すし", "클럽", "ซูม", "ລາວ", "ខ្មែរ", "မြန်မာ", "x東"))
    assert not any(is_spaceless(text) for text in ("", "Zoom 3", "Клабхаус", "زوم", "ज़ूम", "Ελλάδα"))


def test_marks_are_told_from_letters() -> None:
    assert all(is_mark(mark) for mark in ("\u0301", "ि", "ी", "ั", "゙", "\u20e3"))
    assert not any(is_mark(other) for other in ("a", "é", "क", "ー", " ", "&", ""))


def test_what_holds_no_letter_is_of_no_script():
    assert script_of("12 & 7") == ""
    assert script_of("") == ""


@pytest.mark.parametrize("text", ["straße und œuvre", "ⅷ ½ ﬁ", "soft\u00adhyphen", "e\u0301 Ελλάς", "ａｂ Ⓐ", "naïve"])
def test_every_character_knows_where_it_came_from(text):
    folded, offsets = fold_with_offsets(text)
    places = range(len(folded)) if offsets is None else offsets
    assert len(places) == len(folded)
    assert all(sign in fold(text[at : at + 2]) or sign == " " for sign, at in zip(folded, places, strict=True))


def test_loading_the_transliteration_leaves_everything_as_it_was():
    program = """
import sys
from tickerwatch.names.normalise import load_transliteration, to_ascii
load_transliteration()
print(to_ascii("Клабхаус"), to_ascii("ズーム"), to_ascii("\U0010fffd|"), "importlib.resources" in sys.modules)
import importlib.resources
load_transliteration()
print(importlib.resources.files("anyascii").is_dir())
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8")
    assert run.stdout.split() == ["klabkhaus", "zumu", "False", "True"], run.stderr


def test_a_text_is_spaceless_by_any_of_its_signs():
    blocks = [(0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x3005, 0x3007),
              (0x3040, 0x30FF), (0x3131, 0x318E), (0x3400, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7FF),
              (0xF900, 0xFAFF), (0xFF66, 0xFFDC), (0x20000, 0x3FFFF)]  # fmt: skip
    expected = {code for first, last in blocks for code in range(first, last + 1)}
    assert {code for code in range(0x40100) if is_spaceless(chr(code))} == expected
    assert all(is_spaceless(f"“naïve” Ⅳ {chr(first)} text{chr(last)}") for first, last in blocks)
    assert not any(map(is_spaceless, ("“naïve” – €", "🚀", "‘ạ’ ⅳ")))


def test_many_names_have_the_keys_of_each():
    names = ["  L’Oréal S.A. ", "", "ООО Ёж", "株式会社", "e\u0301 a", "ℌ™"]
    assert name_keys(names) == [name_key(name) for name in names]
    assert name_keys([]) == []
    assert name_keys(["Two\nLines", "Other"]) == ["two lines", "other"]


def test_many_texts_are_transliterated_as_each():
    texts = ["Клабхаус", "L’Oréal S.A.", "", "クラブ ハウス", "plain", "俱樂部"]
    assert to_ascii_keys(texts) == [to_ascii(text) for text in texts]
    assert to_ascii_keys([]) == []
