"""What sector a listing was filed under on a date, and which other listings of its venue were filed there too.

A view of the reference (:class:`tickerwatch.reference.asof.AsOf`) is one. Facts come from the columns ``industry`` and
``sector`` of the files it was built from; where these are empty, nothing is guessed.
"""

from __future__ import annotations

from typing import Any

from tickerwatch.model import Line
from tickerwatch.reference.dated_rows import DatedRows
from tickerwatch.reference.records import DERIVED_TYPES

__all__ = ["SectorPeers"]

_FACTS = "(SELECT facts FROM fact_set WHERE id = fact_set), facts"
"""The facts that other rows share, and the row's own."""
_HOLDS = "valid_from <= ? AND valid_to > ? AND known_from <= ?"
_KINDS = ("industry", "sector")
"""The narrower one first."""
_NO_SHARE = DERIVED_TYPES | {"etf", "fund", "etn"}


class SectorPeers(DatedRows):
    """The sectors that were known on a date."""

    def sector_of(self, security_id: str, mic: str) -> tuple[str, str] | None:
        """The sector of a listing, as (``industry`` or ``sector``, its name); None where the reference has none."""
        days = (self._day,) * 3
        rows = self._ask(
            f"SELECT {_FACTS} FROM listing WHERE security_id = ? AND mic = ? AND {_HOLDS} ORDER BY known_from DESC",
            (security_id, mic, *days),
        )
        for row in rows:
            facts = _facts(row)
            for kind in _KINDS:
                if facts.get(kind, "").strip():
                    return kind, facts[kind].strip()
        return None

    def peers(self, kind: str, sector: str, mic: str) -> tuple[tuple[str, Line], ...]:
        """The common shares of a venue that were filed under a sector on the date, one line an issuer.

        Returns
        -------
        tuple of (str, Line)
            Issuer and line, by issuer.
        """
        found = self.once(("sectors", kind, mic), lambda: self._by_sector(kind, mic))
        return found.get(sector.casefold(), ())

    def sectors_of_venue(self, mic: str) -> dict[str, str]:
        """The sector, the wider of the two, by ticker of a venue's lines; in lower case, for comparing."""
        return self.once(("sectors of lines", mic), lambda: self._by_ticker(mic))

    def _by_ticker(self, mic: str) -> dict[str, str]:
        rows = self._ask(
            f"SELECT ticker, {_FACTS} FROM listing WHERE mic = ? AND {_HOLDS} ORDER BY ticker, known_from",
            (mic, *(self._day,) * 3),
        )
        filed = {ticker: _facts(facts).get("sector", "").strip().casefold() for ticker, *facts in rows}
        return {ticker: sector for ticker, sector in filed.items() if sector}

    def _by_sector(self, kind: str, mic: str) -> dict[str, tuple[tuple[str, Line], ...]]:
        rows = self._ask(
            f"SELECT issuer_id, security_id, ticker, name, type, {_FACTS} FROM listing WHERE mic = ? AND {_HOLDS}"
            " ORDER BY issuer_id, line_rank, security_id, known_from DESC",
            (mic, *(self._day,) * 3),
        )
        lines: dict[str, dict[str, Line]] = {}
        for issuer_id, security_id, ticker, name, type_, *facts in rows:
            sector = _facts(facts).get(kind, "").strip().casefold()
            if sector and type_ not in _NO_SHARE:
                line = Line(security_id=security_id, ticker=ticker, mic=mic, name=name)
                lines.setdefault(sector, {}).setdefault(issuer_id, line)
        return {sector: tuple(found.items()) for sector, found in lines.items()}


def _facts(parts: Any) -> dict[str, str]:
    import json

    return {name: str(value) for part in parts if part for name, value in json.loads(part).items()}
