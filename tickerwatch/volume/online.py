"""How strict each test of a stream must be, so that few discoveries are false: the door to the package online-fdr.

Facts come from the p values alone, in the order in which the tests were made. A level depends on earlier p values and
never on later ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

__all__ = ["ONLINE_METHODS", "OnlineMethod", "levels_of_stream"]

OnlineMethod = Literal["addis", "saffron", "lord++"]
ONLINE_METHODS: tuple[OnlineMethod, ...] = ("addis", "saffron", "lord++")


def levels_of_stream(p_values: Sequence[float], method: OnlineMethod, rate: float) -> list[float]:
    """Levels that the tests of a stream are held against, one after the other.

    Parameters
    ----------
    p_values : sequence of float, length n
        In [0, 1], in the order of the tests.
    method : str
        One of `ONLINE_METHODS`.
    rate : float
        False discovery rate in (0, 1).

    Returns
    -------
    list of float, length n
        A test is a discovery if its p value is at most its level.

    Notes
    -----
    LORD++: Ramdas, Yang, Wainwright and Jordan (2017), initial wealth rate / 10. SAFFRON: Ramdas, Zrnic,
    Wainwright and Jordan (2018), wealth rate / 2, lambda 0.5. ADDIS: Tian and Ramdas (2019), wealth
    rate / 2, lambda 0.25, tau 0.5. These are the defaults of the R package onlineFDR (Robertson and others 2019), and
    none was chosen on results. All three hold the rate if p values of quiet tests are independent and not below
    uniform.
    """
    from online_fdr.p_values import Addis, LordPlusPlus, Saffron

    state: Addis | LordPlusPlus | Saffron
    if method == "addis":
        state = Addis(alpha=rate, wealth=rate / 2, lambda_=0.25, tau=0.5)
    elif method == "saffron":
        state = Saffron(alpha=rate, wealth=rate / 2, lambda_=0.5)
    else:
        state = LordPlusPlus(alpha=rate, wealth=rate / 10)
    levels = []
    for p_value in p_values:
        state.test_one(float(p_value))
        levels.append(float(state.last_rejection_threshold or 0.0))
    return levels
