"""Settings: defaults that pass their own checks, TOML read over them, and everything wrong refused by its key."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
from pathlib import Path

import pytest

from tickerwatch import settings as module
from tickerwatch.errors import SettingsError
from tickerwatch.settings import Settings, load_settings

DEFAULTS = Settings()
BRANCHES = [entry.name for entry in dataclasses.fields(DEFAULTS)]
KEYS = {f"{name}.{key}": value for name in BRANCHES for key, value in dataclasses.asdict(DEFAULTS)[name].items()}


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "settings.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_no_file_gives_the_defaults() -> None:
    assert load_settings() == load_settings(None) == Settings()


def test_empty_file_gives_the_defaults(written) -> None:
    assert load_settings(written("")) == Settings()


def test_defaults_written_out_are_read_back(written) -> None:
    lines = []
    for name, branch in dataclasses.asdict(DEFAULTS).items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in branch.items())]
    assert load_settings(written("\n".join(lines))) == DEFAULTS


def test_a_key_changes_itself_only(written) -> None:
    changed = load_settings(written("[volume]\nalpha = 0.1\n"))
    assert changed.volume.alpha == 0.1
    assert dataclasses.replace(changed, volume=DEFAULTS.volume) == DEFAULTS
    assert dataclasses.replace(changed.volume, alpha=DEFAULTS.volume.alpha) == DEFAULTS.volume


def test_a_whole_number_will_do_for_a_fraction(written) -> None:
    alert_risk = load_settings(written("[lookalikes]\nalert_risk = 1\n")).lookalikes.alert_risk
    assert alert_risk == 1.0
    assert type(alert_risk) is float


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("[volumes]\nalpha = 0.1", "volumes", "known are alerts, lookalikes, reading, refresh, volume"),
        ("[volume]\nalhpa = 0.1", "volume.alhpa", "alpha"),
        ("volume = 3", "volume", "must be a table"),
        ("alpha = 0.1", "alpha", "unknown"),
        ('[volume]\nalpha = "0.1"', "volume.alpha", "of type float"),
        ("[volume]\nalpha = true", "volume.alpha", "of type float"),
        ("[volume]\nwindow_sessions = 120.0", "volume.window_sessions", "of type int"),
        ("[volume]\nwindow_sessions = true", "volume.window_sessions", "of type int"),
        ("[volume]\nmarket_ticker = 7", "volume.market_ticker", "of type str"),
        ("[volume]\nalpha = 0.9", "volume.alpha", "must lie in"),
        ("[volume]\nalpha = nan", "volume.alpha", "must lie in"),
        ("[lookalikes]\nalert_risk = inf", "lookalikes.alert_risk", "must lie in"),
        ("[lookalikes]\nlimit = 0", "lookalikes.limit", "must lie in"),
        ("[lookalikes]\nwatch_risk = 0.6", "lookalikes.watch_risk", "must not exceed lookalikes.alert_risk"),
        ("[lookalikes]\nmin_risk = 0.3", "lookalikes.min_risk", "must not exceed lookalikes.watch_risk"),
        ("[volume]\nmin_sessions = 260", "volume.min_sessions", "must not exceed volume.window_sessions"),
        ("[volume]\nmin_traded_sessions = 260", "volume.min_traded_sessions", "must not exceed"),
        ("[volume]\nalpha = 0.003", "volume.alpha", "p floor 1/260"),
        ('[refresh]\ncontact = "me"', "refresh.contact", "e-mail address"),
        ('[refresh]\ncontact = "a@b.org\\nX: y"', "refresh.contact", "on one line"),
        ('[refresh]\nsec_url = "ftp://example.org"', "refresh.sec_url", "must begin with"),
    ],
)
def test_what_is_wrong_is_refused_by_its_key(written, text: str, key: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(written(text))
    assert caught.value.key == key
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_alpha_at_the_floor_is_allowed(written) -> None:
    assert load_settings(written("[volume]\nalpha = 0.0083\n")).volume.alpha == 0.0083  # 1/121 = 0.00826


@pytest.mark.parametrize(
    "content", [b"[volume\n", b"\xff\xfe\x00", b"volume.alpha = "], ids=["cut", "utf16", "no value"]
)
def test_a_file_that_is_not_toml_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"settings\.toml.*cannot be read as TOML"):
        load_settings(path)


@pytest.mark.parametrize("name", ["absent.toml", "."], ids=["missing", "folder"])
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path / name)


@pytest.mark.parametrize("key", [key for key, value in KEYS.items() if type(value) in (int, float)])
def test_every_number_has_bounds_that_hold_its_default(key: str) -> None:
    low, high = module._BOUNDS[key]
    assert low <= KEYS[key] <= high


def test_no_bounds_without_a_setting() -> None:
    assert set(module._BOUNDS) <= set(KEYS)


def test_every_default_stands_beside_its_reason() -> None:
    tree = ast.parse(inspect.getsource(module))
    kinds = {type(getattr(DEFAULTS, name)).__name__ for name in BRANCHES}
    for kind in (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name in kinds):
        for entry, after in zip(kind.body, [*kind.body[1:], None], strict=True):
            if isinstance(entry, ast.AnnAssign):
                reason = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                assert reason, f"{kind.name}.{ast.unparse(entry.target)} has no sentence below it"


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        DEFAULTS.volume.alpha = 0.5  # type: ignore[misc]


def test_who_asks_the_sources_stands_in_no_report() -> None:
    asking = dataclasses.replace(DEFAULTS, refresh=dataclasses.replace(DEFAULTS.refresh, contact="me@example.org"))
    assert "me@example.org" not in json.dumps(asking.to_dict())


def test_to_dict_is_plain_json() -> None:
    assert json.loads(json.dumps(DEFAULTS.to_dict())) == DEFAULTS.to_dict()
