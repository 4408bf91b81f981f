"""International securities identification numbers (ISO 6166), told by their form and their check digit."""

from __future__ import annotations

import re

__all__ = ["ISIN_FORM", "is_isin"]

ISIN_FORM = r"[A-Z]{2}[A-Z0-9]{9}[0-9]"


def is_isin(text: str) -> bool:
    """Whether a text is an ISIN whose check digit is right (ISO 6166: Luhn over the digits, letters as 10 to 35).

    >>> is_isin("US0378331005"), is_isin("US0378331006")
    (True, False)
    """
    if re.fullmatch(ISIN_FORM, text) is None:
        return False
    digits = [int(digit) for letter in text for digit in str(int(letter, 36))]
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0
