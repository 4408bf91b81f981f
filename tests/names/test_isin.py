from __future__ import annotations

import pytest

from tickerwatch.names.isin import is_isin


@pytest.mark.parametrize("text", ["US0378331005", "NL0010273215", "JP3633400001", "AU0000XVGZA3", "GB0002634946"])
def test_the_check_digit_is_that_of_the_standard(text):
    assert is_isin(text)
    wrong = str((int(text[-1]) + 1) % 10)
    assert not is_isin(text[:-1] + wrong)


@pytest.mark.parametrize("text", ["", "US037833100", "us0378331005", "US03783310055", "120378331005", "US037833100A"])
def test_other_forms_are_none(text):
    assert not is_isin(text)
