from __future__ import annotations

import unicodedata

import pytest

from tickerwatch.report.visible import display_width, formula_safe, is_web_address, one_line, padded, shortened, visible


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\x00", "\x1b", "\x7f", "\x9b", "\u200b", "\ufeff", "\ud800"])
def test_hidden_characters_are_written_as_code_points(letter: str) -> None:
    assert visible(f"a{letter}b") == f"a[U+{ord(letter):04X}]b"


def test_every_control_and_bidi_override_is_caught() -> None:
    kept = {"\t", "\n", "\x85"}
    for code in range(0x110000):
        letter = chr(code)
        dangerous = unicodedata.category(letter) in ("Cc", "Cs") or unicodedata.bidirectional(letter) in (
            *("LRE", "RLE", "LRO", "RLO", "PDF"),
            *("LRI", "RLI", "FSI", "PDI"),
        )
        if dangerous and letter not in kept:
            assert visible(letter) == f"[U+{code:04X}]"


def test_ordinary_text_of_any_script_stays() -> None:
    text = "Клубхаус 投資家 ünïcode नमस्ते 👩‍👧 \u05e9\u05dc\u05d5\u05dd\n\ttab"
    assert visible(text) == text


def test_one_line_collapses_white_space_and_keeps_escape_visible() -> None:
    assert one_line(" a\r\n\tb\u2028c \x1b[31m") == "a b c [U+001B][31m"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_starts_get_an_apostrophe(start: str) -> None:
    assert formula_safe(f"{start}1+1") == f"'{start}1+1"
    assert formula_safe("a=1") == "a=1"


def test_only_plain_web_addresses_become_links() -> None:
    assert is_web_address("https://example.org/a?b=1")
    for url in ("javascript:alert(1)", "data:text/html,x", "", "https://a b", "https://a\u202eb", "//example.org"):
        assert not is_web_address(url)


def test_widths_count_wide_characters_twice() -> None:
    assert display_width("株式a\u0301") == 5
    assert shortened("株式会社", 5) == "株式…"
    assert padded("株式会社", 6) == "株式… "
    assert padded("ab", 4) == "ab  "
