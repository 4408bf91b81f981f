"""All thresholds, as one frozen tree with the reason beside each default.

Settings are passed as arguments, never imported as a global, and printed into every report. A TOML file may change
them; a key that does not exist is refused, with the keys that do.
"""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tickerwatch.errors import SettingsError

__all__ = ["AlertSettings", "LookAlikeSettings", "ReadingSettings", "Settings", "VolumeSettings", "load_settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSettings:
    """Which mentions are kept."""

    min_score: float = 0.5
    """More likely meant than not."""
    context_characters: int = 120
    """What the report quotes on either side of a mention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlikeSettings:
    """Which securities count as look-alikes, and how loudly."""

    limit: int = 10
    """Rows of a check: what fits on a screen."""
    alert_risk: float = 0.5
    """A mistaken purchase is more likely than not, given that hurried buyers act at all."""
    watch_risk: float = 0.2
    """Worth a row on a watch list; below it stays out of the report, and is counted."""
    min_risk: float = 0.02
    """Below this a candidate is not even listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeSettings:
    """The test for abnormal volume."""

    window_sessions: int = 120
    """Sessions before the event that it is ranked against: half a year, so that p can reach 1/121."""
    min_sessions: int = 60
    """Fewer sessions than this leave a p floor above 1/61, and the test is refused."""
    min_traded_sessions: int = 12
    """Fewer sessions with trades say nothing about what is usual."""
    alpha: float = 0.05
    """The rate of false abnormal verdicts among quiet events."""
    interval_level: float = 0.9
    """Coverage of the interval of the multiple."""
    power: float = 0.8
    """Power at which the minimum detectable multiple is stated."""
    market_ticker: str = ""
    """Ticker in the bars whose volume stands for the market; empty: no market adjustment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """What becomes of a look-alike once its volume is tested."""

    mentions_shown: int = 5
    """Mentions quoted in full under one alert; the rest are counted."""
    chart_sessions: int = 60
    """Sessions before the event that the chart shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole tree, one branch a stage."""

    reading: ReadingSettings = field(default_factory=ReadingSettings)
    lookalikes: LookAlikeSettings = field(default_factory=LookAlikeSettings)
    volume: VolumeSettings = field(default_factory=VolumeSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)

    def with_market(self, ticker: str) -> Settings:
        """The same settings with another market series for the volume test."""
        return dataclasses.replace(self, volume=dataclasses.replace(self.volume, market_ticker=ticker))

    def to_dict(self) -> dict[str, Any]:
        """The tree as plain dictionaries, for reports."""
        return dataclasses.asdict(self)


_BOUNDS: dict[str, tuple[float, float]] = {
    "reading.min_score": (0, 1),
    "reading.context_characters": (0, 10_000),
    "lookalikes.limit": (1, 10_000),
    "lookalikes.alert_risk": (0, 1),
    "lookalikes.watch_risk": (0, 1),
    "lookalikes.min_risk": (0, 1),
    "volume.window_sessions": (20, 5_000),
    "volume.min_sessions": (20, 5_000),
    "volume.min_traded_sessions": (1, 5_000),
    "volume.alpha": (1e-6, 0.5),
    "volume.interval_level": (0.5, 0.999),
    "volume.power": (0.5, 0.999),
    "alerts.mentions_shown": (1, 1_000),
    "alerts.chart_sessions": (5, 1_000),
}


def load_settings(path: Path | str | None = None) -> Settings:
    """Read settings from a TOML file over the defaults.

    Parameters
    ----------
    path : path or None
        None gives the defaults.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        The file cannot be read or is not TOML; a table or key is unknown; a value is of another type or out of range.
    """
    if path is None:
        return Settings()
    try:
        given = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(str(path), f"cannot be read as TOML: {error}") from error
    defaults = Settings()
    branches = {branch.name: getattr(defaults, branch.name) for branch in dataclasses.fields(defaults)}
    for name, values in given.items():
        if name not in branches:
            raise SettingsError(name, f"unknown; known are {', '.join(sorted(branches))}")
        branches[name] = _overlay(name, branches[name], values)
    settings = Settings(**branches)
    _check_order(settings)
    return settings


def _overlay(branch: str, defaults: Any, values: object) -> Any:
    if not isinstance(values, dict):
        raise SettingsError(branch, "must be a table")
    known = {entry.name: getattr(defaults, entry.name) for entry in dataclasses.fields(defaults)}
    for name, value in values.items():
        key = f"{branch}.{name}"
        if name not in known:
            raise SettingsError(key, f"unknown; known are {', '.join(sorted(known))}")
        known[name] = _checked(key, value, known[name])
    return type(defaults)(**known)


def _checked(key: str, value: object, default: object) -> object:
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default):
        raise SettingsError(key, f"must be of type {type(default).__name__}, not {value!r}")
    if key in _BOUNDS and isinstance(value, int | float):
        low, high = _BOUNDS[key]
        if not low <= value <= high:
            raise SettingsError(key, f"must lie in [{low:g}, {high:g}], not {value!r}")
    return value


def _check_order(settings: Settings) -> None:
    if settings.lookalikes.watch_risk > settings.lookalikes.alert_risk:
        raise SettingsError("lookalikes.watch_risk", "must not exceed lookalikes.alert_risk")
    if settings.lookalikes.min_risk > settings.lookalikes.watch_risk:
        raise SettingsError("lookalikes.min_risk", "must not exceed lookalikes.watch_risk")
    volume = settings.volume
    if volume.min_sessions > volume.window_sessions:
        raise SettingsError("volume.min_sessions", "must not exceed volume.window_sessions")
    if volume.min_traded_sessions > volume.window_sessions:
        raise SettingsError("volume.min_traded_sessions", "must not exceed volume.window_sessions")
    if volume.alpha * (volume.window_sessions + 1) < 1:
        raise SettingsError("volume.alpha", f"lies below the p floor 1/{volume.window_sessions + 1}: widen the window")
