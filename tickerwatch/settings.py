"""All thresholds, as one frozen tree with the reason beside each default.

Settings are passed as arguments, never imported as a global, and printed into every report. A TOML file may change
them; a key that does not exist is refused, with the keys that do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tickerwatch.errors import SettingsError
from tickerwatch.frozen import dataclass, field, replace, values_of

__all__ = [
    "AlertSettings",
    "LookAlikeSettings",
    "ReadingSettings",
    "RefreshSettings",
    "Settings",
    "VolumeSettings",
    "load_settings",
    "volume_settings",
]


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
    alert_risk: float = 0.35
    """Of the candidates from here up, four of five were documented in the open cases (judged without them)."""
    watch_risk: float = 0.1
    """One of two from here up: worth a row on a watch list; below it stays out of the report, and is counted."""
    min_risk: float = 0.002
    """One in five hundred: below this a candidate is not even listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeSettings:
    """The test for abnormal volume."""

    window_sessions: int = 259
    """Sessions before the event that it is ranked against: a year, so that every season is in and p can reach 1/260;
    259 because 13/260 is 5 % exactly, where 250 sessions would attain 4.8 %."""
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
    randomised: bool = False
    """Randomise p within its steps, so that it is uniform for thin stocks too; else ties count against rejection."""
    seed: int = 0
    """Makes the randomised p values repeatable; they depend on it, the security and the session alone."""
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
class RefreshSettings:
    """How the public sources of the reference are asked. None of it reaches a result, so reports do not print it."""

    contact: str = ""
    """An e-mail address or a page that says who asks, sent with every request; the SEC and Wikidata demand one."""
    timeout_seconds: float = 30.0
    """Silence of a server after which a request counts as failed."""
    download_seconds: float = 600.0
    """The longest answer takes minutes; one that trickles for longer is given up, and resumed the next time."""
    longest_wait_seconds: float = 120.0
    """A server that asks for a longer pause than this is asked again another day."""
    attempts: int = 4
    """Requests before a source counts as failed: a busy server mostly answers the second."""
    max_answer_mb: int = 256
    """The longest answer known is below 20 MB; what is larger than this is not what was asked for."""
    least_kept_share: float = 0.5
    """A list that holds fewer of the last snapshot's rows was cut or replaced: exchanges do not close overnight."""
    stale_days: int = 31
    """Age from which a reference is called stale: in a month about one US listing in thirty begins or ends."""
    lookups: int = 250
    """Identifiers asked one by one from one source in one refresh: some minutes at the pace that the sources allow."""
    sec_url: str = "https://www.sec.gov"
    """Holds files/company_tickers_exchange.json."""
    sec_data_url: str = "https://data.sec.gov"
    """Holds submissions/CIK##########.json."""
    nasdaq_url: str = "https://www.nasdaqtrader.com"
    """Holds dynamic/SymDir/nasdaqlisted.txt and otherlisted.txt."""
    openfigi_url: str = "https://api.openfigi.com"
    """Holds v3/mapping."""
    gleif_url: str = "https://api.gleif.org"
    """Holds api/v1/lei-records."""
    wikidata_url: str = "https://query.wikidata.org"
    """Holds sparql."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole tree, one branch a stage."""

    reading: ReadingSettings = field(default_factory=ReadingSettings)
    lookalikes: LookAlikeSettings = field(default_factory=LookAlikeSettings)
    volume: VolumeSettings = field(default_factory=VolumeSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    refresh: RefreshSettings = field(default_factory=RefreshSettings)

    def with_market(self, ticker: str) -> Settings:
        """The same settings with another market series for the volume test."""
        return replace(self, volume=replace(self.volume, market_ticker=ticker))

    def to_dict(self) -> dict[str, Any]:
        """What shapes a result, as plain dictionaries, for reports; who asks the public sources is not in it."""
        from dataclasses import asdict

        return {name: branch for name, branch in asdict(self).items() if name != "refresh"}


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
    "volume.seed": (0, 2**63 - 1),
    "alerts.mentions_shown": (1, 1_000),
    "alerts.chart_sessions": (5, 1_000),
    "refresh.timeout_seconds": (0.05, 600),
    "refresh.download_seconds": (0.1, 86_400),
    "refresh.longest_wait_seconds": (0, 3_600),
    "refresh.attempts": (1, 20),
    "refresh.max_answer_mb": (1, 4_096),
    "refresh.least_kept_share": (0, 1),
    "refresh.stale_days": (1, 36_500),
    "refresh.lookups": (0, 100_000),
}


def volume_settings(settings: Settings | VolumeSettings | None) -> VolumeSettings:
    """The settings of the volume test: those given, a part of those given, or the defaults for None.

    Raises
    ------
    SettingsError
        `settings` is of another type.
    """
    chosen = VolumeSettings() if settings is None else settings.volume if isinstance(settings, Settings) else settings
    if not isinstance(chosen, VolumeSettings):
        raise SettingsError("settings", f"must be Settings, VolumeSettings or None, not {type(settings).__name__}")
    return chosen


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
    import tomllib

    try:
        given = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        why = f"cannot be read ({error.strerror or error}); name an existing TOML file"
        raise SettingsError(str(path), why) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(str(path), f"cannot be read as TOML: {error}") from error
    defaults = Settings()
    branches = values_of(defaults)
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
    known = values_of(defaults)
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
    _check_refresh(settings.refresh)


def _check_refresh(refresh: RefreshSettings) -> None:
    if not refresh.contact.isprintable() or not refresh.contact.isascii():
        raise SettingsError("refresh.contact", "must be plain ASCII on one line: it is sent in a header")
    if refresh.contact and "@" not in refresh.contact and "://" not in refresh.contact:
        raise SettingsError("refresh.contact", "must hold an e-mail address or a web address")
    for name, url in values_of(refresh).items():
        if name.endswith("_url") and not url.startswith(("https://", "http://")):
            raise SettingsError(f"refresh.{name}", "must begin with https:// or http://")
