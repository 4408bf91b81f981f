"""Values as JSON text: dates in ISO 8601, numbers rounded to six digits, nothing that JSON does not know.

Equal values give equal bytes on every machine; a number that is not finite becomes null.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from tickerwatch.model import Precision

__all__ = ["dump_json", "dump_line", "moment_text", "plain"]


def dump_json(value: object) -> str:
    """Write a value as indented JSON, keys in the order given, with a line feed at the end.

    Parameters
    ----------
    value : object
        Mappings, sequences, dates, numbers (also of NumPy), strings, None.

    Returns
    -------
    str
        Never holds NaN or Infinity: such a number becomes null.
    """
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def dump_line(value: object) -> str:
    """Write a value as JSON on one line, with a line feed at the end; numbers as in :func:`dump_json`."""
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False) + "\n"


def plain(value: object) -> Any:
    """Turn a value into what JSON knows: dates as ISO text, numbers rounded to six digits, the rest as text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float):
        return _rounded(value)
    if isinstance(value, dt.datetime):
        return value.isoformat() if value.tzinfo is None else moment_text(value, "time")
    if isinstance(value, dt.date):
        return value.isoformat()
    return _plain_container(value)


def _plain_container(value: object) -> Any:
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, dict | Mapping):  # the first of the two is told at once
        return {
            key if type(key) is str and key.isascii() else str(plain(key)): plain(entry) for key, entry in value.items()
        }
    if isinstance(value, set | frozenset):
        return sorted(plain(entry) for entry in value)
    if isinstance(value, Iterable):
        return [plain(entry) for entry in value]
    if hasattr(value, "item"):  # a NumPy scalar, without importing NumPy
        return plain(value.item())
    return str(value)


def _rounded(value: float) -> float | None:
    if not math.isfinite(value):
        return None
    if value == 0 or value.is_integer():
        return float(value) + 0.0
    digits = max(0, 5 - math.floor(math.log10(abs(value))))
    return round(float(value), digits)


def moment_text(moment: dt.datetime | None, precision: Precision) -> str | None:
    """A time in ISO 8601, UTC, cut to the precision: ``2021-01-31T20:56:00Z``, ``2021-02-13``, ``2021-02``, or None."""
    if moment is None or precision == "none":
        return None
    moment = moment.astimezone(dt.UTC)
    if precision == "month":
        return f"{moment:%Y-%m}"
    if precision == "day":
        return moment.date().isoformat()
    step = "milliseconds" if moment.microsecond else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=step) + "Z"
