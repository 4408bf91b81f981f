"""What past runs found, with what people decided about it. Only adds to the file, never changes or removes.

A run is known by the hash of its findings, an alert by its id, which names session, what was meant and security. The
same alert may come out of several runs: shown is what the latest recorded run said, and in which runs it was found.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any, get_args

from tickerwatch.casebook.decisions import Decision, append_decision, make_decision, read_decisions
from tickerwatch.casebook.file import storable, transaction
from tickerwatch.casebook.records import CaseAlert, CaseRun
from tickerwatch.errors import CasebookUnusable, UsageError
from tickerwatch.model import Level

__all__ = ["Casebook"]

_SCHEMA = "tickerwatch.findings/1"
_RUN_FACTS = ("coverage", "settings", "provenance", "notes")


class Casebook:
    """The casebook of one file. Nothing is opened or made before the first call that needs it.

    Parameters
    ----------
    path : Path
        Where it is, or will be: the first :meth:`record` makes it, with the folders above it.
    wait_seconds : float
        How long a call waits for another process that writes, 0 or more.

    Notes
    -----
    Each call opens the file and closes it again. Any number of processes may read and write at the same time.
    """

    def __init__(self, path: Path, *, wait_seconds: float = 10.0) -> None:
        self.path = Path(path)
        self._wait_seconds = wait_seconds

    def record(self, findings_json: str) -> int:
        """Record a run and its alerts. The same findings twice add nothing.

        Near misses are not recorded.

        Parameters
        ----------
        findings_json : str
            The text of ``findings.json``. Its hash becomes the run's id.

        Returns
        -------
        int
            The number of alerts added; 0 also where this run was recorded before.

        Raises
        ------
        UsageError
            The text is not that of findings of schema ``tickerwatch.findings/1``.
        CasebookUnusable
            The file cannot be opened or written, see :func:`tickerwatch.casebook.file.transaction`.
        """
        run = _read_findings(findings_json)
        run_id = hashlib.sha256(findings_json.encode("utf-8", "surrogatepass")).hexdigest()
        facts = {name: run[name] for name in _RUN_FACTS if name in run}
        with transaction(self.path, "create", self._wait_seconds) as connection:
            added = connection.execute(
                "INSERT INTO run (run_id, as_of, facts) VALUES (?, ?, ?) ON CONFLICT (run_id) DO NOTHING",
                (run_id, run["as_of"], _text(facts)),
            )
            if added.rowcount == 0:
                return 0
            rows = [
                (added.lastrowid, position, storable(str(alert["alert_id"])), alert["level"], _text(alert))
                for position, alert in enumerate(run["alerts"])
            ]
            connection.executemany("INSERT INTO alert VALUES (?, ?, ?, ?, ?)", rows)
        return len(rows)

    def alerts(
        self, since: dt.date | None = None, level: str | None = None, is_decided: bool | None = None
    ) -> tuple[CaseAlert, ...]:
        """The alerts of all recorded runs, one row an alert.

        Parameters
        ----------
        since : date or None
            Only those whose run reported on this day or a later one.
        level : str or None
            Only those of this level, as the latest run that found them set it: ``alert`` or ``watch``.
        is_decided : bool or None
            Only those with a decision (True), or only those without (False).

        Returns
        -------
        tuple of CaseAlert
            By day, then in the order recorded, the loudest of a run first. Empty where nothing was recorded yet.

        Raises
        ------
        UsageError
            There is no such level.
        CasebookUnusable
            The file is damaged, no casebook, of another format version, or locked.
        """
        if level is not None and level not in get_args(Level):
            raise UsageError("level", level, f"is none of {', '.join(get_args(Level))}")
        first = dt.date.min if since is None else since
        return tuple(
            alert
            for alert in self._read()
            if alert.as_of >= first and level in (None, alert.level) and is_decided in (None, alert.is_decided)
        )

    def alert(self, alert_id: str) -> CaseAlert:
        """One alert, with every decision about it.

        Parameters
        ----------
        alert_id : str
            As in the report, for example ``A-20210201-255bf311d4``.

        Returns
        -------
        CaseAlert

        Raises
        ------
        UsageError
            No recorded run found an alert of this id.
        CasebookUnusable
            As for :meth:`alerts`.
        """
        found = self._read(alert_id)
        if not found:
            raise _unknown(alert_id)
        return found[0]

    def decide(self, alert_id: str, disposition: str, note: str, by: str, at: dt.datetime) -> Decision:
        """Record a decision about an alert. It supersedes earlier ones, which stay visible.

        Parameters
        ----------
        alert_id : str
            An alert of this casebook.
        disposition : str
            One of :data:`tickerwatch.casebook.decisions.DISPOSITIONS`.
        note, by : str
            May be empty.
        at : datetime
            When, aware. Which decision holds depends on the order of recording, not on this.

        Returns
        -------
        Decision
            As recorded.

        Raises
        ------
        UsageError
            The alert or the disposition is unknown, or the time has no zone. Nothing is recorded then.
        CasebookUnusable
            As for :meth:`record`.
        """
        decision = make_decision(alert_id, disposition, note, by, at)
        with transaction(self.path, "append", self._wait_seconds) as connection:
            if not _runs_of(connection, alert_id):
                raise _unknown(alert_id)
            append_decision(connection, decision)
        return decision

    def runs(self) -> tuple[CaseRun, ...]:
        """Every recorded run, also those without an alert, in the order recorded.

        Returns
        -------
        tuple of CaseRun
            Empty where nothing was recorded yet.

        Raises
        ------
        CasebookUnusable
            As for :meth:`alerts`.
        """
        query = "SELECT run_id, as_of, (SELECT count(*) FROM alert WHERE run_seq = seq), facts FROM run ORDER BY seq"
        with transaction(self.path, "read", self._wait_seconds) as connection:
            rows = connection.execute(query).fetchall()
        try:
            return tuple(
                CaseRun(run_id=run_id, as_of=dt.date.fromisoformat(day), alert_count=count, facts=json.loads(facts))
                for run_id, day, count, facts in rows
            )
        except (TypeError, ValueError) as error:
            raise self._damaged(error) from error

    def _read(self, alert_id: str | None = None) -> list[CaseAlert]:
        """The alerts, or the one of that id, each from the latest run that found it."""
        where, values = ("", ()) if alert_id is None else ("AND a.alert_id = ?", (storable(alert_id),))
        query = f"""
            SELECT a.alert_id, r.as_of, a.level, a.content FROM alert AS a JOIN run AS r ON r.seq = a.run_seq
            WHERE a.run_seq = (SELECT max(b.run_seq) FROM alert AS b WHERE b.alert_id = a.alert_id) {where}
            ORDER BY r.as_of, r.seq, a.position"""
        with transaction(self.path, "read", self._wait_seconds) as connection:
            rows = connection.execute(query, values).fetchall()
            runs = _runs_of(connection, alert_id)
            try:
                decisions = read_decisions(connection, *values)
                return [
                    CaseAlert(
                        alert_id=one_id,
                        as_of=dt.date.fromisoformat(day),
                        level=level,
                        content=json.loads(content),
                        run_ids=tuple(runs[one_id]),
                        decisions=decisions.get(one_id, ()),
                    )
                    for one_id, day, level, content in rows
                ]
            except (TypeError, ValueError) as error:
                raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> CasebookUnusable:
        return CasebookUnusable(
            f"{self.path}: is damaged ({error}); put a copy back, or set TICKERWATCH_CASEBOOK to another file"
        )


def _read_findings(findings_json: str) -> dict[str, Any]:
    """The findings as a plain dict, checked as far as the casebook needs."""
    try:
        run: dict[str, Any] = json.loads(findings_json)
        schema = run["schema"]
        run["as_of"] = dt.date.fromisoformat(run["as_of"]).isoformat()
        ids = [str(alert["alert_id"]) for alert in run["alerts"]]
        levels = {str(alert["level"]) for alert in run["alerts"]}
    except (KeyError, TypeError, ValueError) as error:
        beginning = " ".join(findings_json[:40].split())
        raise UsageError("findings", beginning, f"is not the text of a findings.json ({error!r})") from error
    if schema != _SCHEMA:
        raise UsageError("findings", schema, f"is another schema than {_SCHEMA}")
    if len(set(ids)) < len(ids):
        raise UsageError("findings", next(one for one in ids if ids.count(one) > 1), "stands in them more than once")
    if not levels <= set(get_args(Level)):
        raise UsageError("findings", ", ".join(sorted(levels)), "are not all levels of an alert")
    return run


def _runs_of(connection: sqlite3.Connection, alert_id: str | None) -> dict[str, list[str]]:
    """The ids of the runs that found each alert, in the order recorded."""
    where, values = ("", ()) if alert_id is None else ("WHERE a.alert_id = ?", (storable(alert_id),))
    query = f"SELECT a.alert_id, r.run_id FROM alert AS a JOIN run AS r ON r.seq = a.run_seq {where} ORDER BY r.seq"
    runs: dict[str, list[str]] = defaultdict(list)
    for one_id, run_id in connection.execute(query, values):
        runs[one_id].append(run_id)
    return runs


def _text(content: object) -> str:
    return storable(json.dumps(content, ensure_ascii=False))


def _unknown(alert_id: str) -> UsageError:
    return UsageError("alert_id", alert_id, "is no alert of the casebook; see 'tickerwatch alerts list'")
