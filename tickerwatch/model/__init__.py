"""The words that pass between the stages: frozen records, without logic beyond derived properties.

One thing that will be explained to an analyst is a record of this room; many rows of one kind are a frame of
:mod:`tickerwatch.tables`. Scores and risks run from 0 to 1, times are UTC, validity is half-open. Names are loaded when
first used: a check of a name needs none of the records of volume tests.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tickerwatch.model.findings import Alert, Findings
    from tickerwatch.model.kinds import CompanyKind, Level, MentionKind, Precision, Relation, Status, Verdict
    from tickerwatch.model.meant import Evidence, Line, LookAlike, NameCheck, NotChecked, Referent
    from tickerwatch.model.texts import Document, Mention, MentionContext
    from tickerwatch.model.volume_tests import (
        CumulativeTest,
        IntradayTest,
        PriceFacts,
        Reversal,
        VolumeTest,
        WindowTest,
    )

__all__ = [
    "Alert",
    "CompanyKind",
    "CumulativeTest",
    "Document",
    "Evidence",
    "Findings",
    "IntradayTest",
    "Level",
    "Line",
    "LookAlike",
    "Mention",
    "MentionContext",
    "MentionKind",
    "NameCheck",
    "NotChecked",
    "Precision",
    "PriceFacts",
    "Referent",
    "Relation",
    "Reversal",
    "Status",
    "Verdict",
    "VolumeTest",
    "WindowTest",
]

_HOMES = {
    "Alert": "tickerwatch.model.findings",
    "CompanyKind": "tickerwatch.model.kinds",
    "CumulativeTest": "tickerwatch.model.volume_tests",
    "Document": "tickerwatch.model.texts",
    "Evidence": "tickerwatch.model.meant",
    "Findings": "tickerwatch.model.findings",
    "IntradayTest": "tickerwatch.model.volume_tests",
    "Level": "tickerwatch.model.kinds",
    "Line": "tickerwatch.model.meant",
    "LookAlike": "tickerwatch.model.meant",
    "Mention": "tickerwatch.model.texts",
    "MentionContext": "tickerwatch.model.texts",
    "MentionKind": "tickerwatch.model.kinds",
    "NameCheck": "tickerwatch.model.meant",
    "NotChecked": "tickerwatch.model.meant",
    "Precision": "tickerwatch.model.kinds",
    "PriceFacts": "tickerwatch.model.volume_tests",
    "Referent": "tickerwatch.model.meant",
    "Relation": "tickerwatch.model.kinds",
    "Reversal": "tickerwatch.model.volume_tests",
    "Status": "tickerwatch.model.kinds",
    "Verdict": "tickerwatch.model.kinds",
    "VolumeTest": "tickerwatch.model.volume_tests",
    "WindowTest": "tickerwatch.model.volume_tests",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
