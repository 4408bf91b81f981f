"""Results as a notebook sees them: the records of the model, with a dictionary, a frame and an HTML face.

The faces add no facts. Every text in them is escaped, and its hidden characters are made visible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tickerwatch.frozen import dataclass, values_of
from tickerwatch.model import Findings, NameCheck

if TYPE_CHECKING:
    from typing import Self

    import pandas as pd

__all__ = ["CheckResult", "DayFindings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult(NameCheck):
    """The check of one name, as :meth:`tickerwatch.Watch.name` returns it."""

    @classmethod
    def of(cls, check: NameCheck) -> Self:
        """The same check with a face."""
        return cls(**values_of(check))

    def to_dict(self) -> dict[str, Any]:
        """What ``check --json`` prints, schema ``tickerwatch.check/1``; numbers rounded as there."""
        from tickerwatch.report.export import check_dict, plain

        checked: dict[str, Any] = plain(check_dict(self))
        return checked

    def _repr_html_(self) -> str:
        from tickerwatch.report.page import render

        return render("check.html.j2", check=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFindings(Findings):
    """The findings of one day, as :meth:`tickerwatch.Watch.day` returns them."""

    @classmethod
    def of(cls, findings: Findings) -> Self:
        """The same findings with a face."""
        return cls(**values_of(findings))

    def to_dict(self) -> dict[str, Any]:
        """What ``findings.json`` holds, schema ``tickerwatch.findings/1``; numbers rounded as there."""
        from tickerwatch.report.export import findings_dict, plain

        found: dict[str, Any] = plain(findings_dict(self))
        return found

    def alerts_frame(self) -> pd.DataFrame:
        """The alerts, one row each.

        Returns
        -------
        DataFrame
            The columns of ``alerts.csv``, texts without its guard against spreadsheets; empty with all columns if the
            day has no alert.
        """
        import pandas as pd

        from tickerwatch.report.export import ALERT_COLUMNS, alert_rows

        return pd.DataFrame(alert_rows(self), columns=list(ALERT_COLUMNS))

    def _repr_html_(self) -> str:
        from tickerwatch.report.page import render

        return render("findings.html.j2", findings=self)
