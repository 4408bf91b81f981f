"""The house itself: its error tree, its faces, its contracts, its quick way in, and what may lie in it."""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib
import importlib.util
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PACKAGE = ROOT / "tickerwatch"
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in PACKAGE.rglob("*.py")
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TOP_LEVEL = {
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "data",
    "docs",
    "notebooks",
    "pyproject.toml",
    "tests",
    "tickerwatch",
}
HEAVY = {
    "exchange_calendars",
    "feedparser",
    "jinja2",
    "lxml",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "trafilatura",
    "yfinance",
}
HAS_COMMANDS = (PACKAGE / "cli.py").exists() or (PACKAGE / "cli").is_dir()
needs_commands = pytest.mark.skipif(not HAS_COMMANDS, reason="tickerwatch.cli is not there yet")


@functools.cache
def _files() -> tuple[Path, ...]:
    """Every file that is or would be committed; in a copy without git, every file outside hidden folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False
    )
    if listing.returncode == 0 and (ROOT / ".git").exists():
        found = [ROOT / name for name in os.fsdecode(listing.stdout).split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not _is_left_behind(path)]
    return tuple(sorted(path for path in found if path.is_file()))


def _is_left_behind(path: Path) -> bool:
    parents = path.relative_to(ROOT).parts[:-1]
    return any(part == "__pycache__" or (part.startswith(".") and part != ".ci") for part in parents)


def _texts() -> Iterator[tuple[Path, str]]:
    for path in _files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _tree(module: str) -> ast.Module:
    path = ROOT.joinpath(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(source.read_text(encoding="utf-8"))


# --- errors -----------------------------------------------------------------------------------------------------------


def _drawn_tree(docstring: str) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Name to (parent, builtin in parentheses, exit status) as the docstring draws them."""
    drawn: dict[str, tuple[str | None, str | None, str | None]] = {}
    above: list[tuple[int, str]] = []
    for line in docstring.splitlines():
        match = re.match(r"^ {4}([│├└─ ]*)(\w+)(?: \((\w+)\))?(?: {2,}.*?(?:exit (\d))?)?$", line.rstrip())
        if match is None:
            continue
        depth, (_, name, builtin, status) = len(match[1]), match.groups()
        while above and above[-1][0] >= depth:
            above.pop()
        drawn[name] = (above[-1][1] if above else None, builtin, status)
        above.append((depth, name))
    return drawn


def test_the_drawn_error_tree_is_the_tree() -> None:
    errors = importlib.import_module("tickerwatch.errors")
    drawn = _drawn_tree(errors.__doc__ or "")
    kinds = {
        name: kind for name, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__
    }
    assert set(drawn) == set(kinds) == set(errors.__all__)
    for name, (parent, builtin, status) in drawn.items():
        own = [base.__name__ for base in kinds[name].__bases__ if base.__name__ in kinds]
        foreign = [base.__name__ for base in kinds[name].__bases__ if base.__name__ not in kinds]
        assert own == ([parent] if parent else []), name
        assert foreign == ([builtin] if builtin else [] if parent else ["Exception"]), name
        assert status is None or int(status) == kinds[name].exit_status, name


def test_only_errors_of_the_tree_are_defined() -> None:
    for module in MODULES:
        names = {node.name for node in ast.walk(_tree(module)) if isinstance(node, ast.ClassDef)}
        stray = {name for name in names if re.search(r"(Error|Exception|Warning)$", name)}
        assert not stray or module == "tickerwatch.errors", f"{module} defines {stray}; errors belong in errors.py"


# --- modules ----------------------------------------------------------------------------------------------------------


def _public_definitions(module: ModuleType) -> set[str]:
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    }


@pytest.mark.parametrize("name", MODULES)
def test_all_is_exact(name: str) -> None:
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", None)
    if listed is None:
        pytest.skip("has no __all__")
    assert len(set(listed)) == len(listed)
    assert [entry for entry in listed if not hasattr(module, entry)] == []
    assert _public_definitions(module) - set(listed) == set()


@pytest.mark.parametrize("name", MODULES)
def test_module_says_what_it_answers(name: str) -> None:
    assert ast.get_docstring(_tree(name)), f"{name} has no docstring"


@pytest.mark.parametrize("name", MODULES)
def test_names_are_of_the_field(name: str) -> None:
    assert not {"utils", "util", "helpers", "common", "misc"} & set(name.split("."))
    tests = [
        node.name for node in ast.walk(_tree(name)) if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"
    ]
    assert tests == [], "pytest would collect these"


# --- imports and dependencies -----------------------------------------------------------------------------------------


def test_import_contracts_are_kept() -> None:
    pytest.importorskip("importlinter", reason="import-linter is not installed")
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def _imported() -> set[str]:
    roots = set()
    for module in MODULES:
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.Import):
                roots |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                roots.add(node.module.split(".")[0])
    return roots - set(sys.stdlib_module_names) - {"tickerwatch"}


NEEDED_BY_ANOTHER = {"lxml-html-clean": "trafilatura imports it, and old versions of pip miss that it asks for it"}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    optional = PROJECT["project"]["optional-dependencies"]
    extras = [line for name, lines in optional.items() if name != "test" for line in lines]
    declared = {re.split(r"[<>=!~; \[]", line)[0] for line in (*PROJECT["project"]["dependencies"], *extras)}
    assert _imported() | NEEDED_BY_ANOTHER.keys() == declared


def test_the_extra_and_the_group_are_the_same_list() -> None:
    assert PROJECT["project"]["optional-dependencies"]["test"] == PROJECT["dependency-groups"]["dev"]


# --- commands ---------------------------------------------------------------------------------------------------------


def _commands() -> list[tuple[str, object]]:
    import click

    def walk(path: str, command: click.Command) -> Iterator[tuple[str, object]]:
        yield path, command
        for name, below in sorted(getattr(command, "commands", {}).items()):
            yield from walk(f"{path} {name}", below)

    return list(walk("tickerwatch", importlib.import_module("tickerwatch.cli").main)) if HAS_COMMANDS else []


@needs_commands
def test_every_command_has_help_and_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path, command in _commands():
        assert command.help, f"{path} has no help"  # type: ignore[attr-defined]
        assert path in readme, f"README.md does not name `{path}`"


@needs_commands
def test_every_option_says_what_it_does() -> None:
    import click

    for path, command in _commands():
        for parameter in command.params:  # type: ignore[attr-defined]
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{path} {parameter.opts[0]} has no help"


@needs_commands
def test_help_works_everywhere_and_needs_nothing_heavy() -> None:
    paths = [path.split()[1:] for path, _ in _commands()]
    program = f"""
import sys
from click.testing import CliRunner
from tickerwatch.cli import main
for path in {paths!r}:
    answer = CliRunner().invoke(main, [*path, "--help"])
    assert answer.exit_code == 0, (path, answer.output)
print(*sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert HEAVY & set(run.stdout.split()) == set()


@needs_commands
def test_the_quick_way_in_stays_quick(tmp_path: Path) -> None:
    """A check of a name opens the compiled reference; it loads nothing that only frames, tests or downloads need."""
    program = """
import sys
from tickerwatch.cli import main
try:
    status = main(["check", "Clubhouse", "--on", "2021-02-01", "--bars", "none", "--json"], standalone_mode=False)
except SystemExit as done:
    status = done.code
print(*sys.modules, file=sys.stderr)
sys.exit(status)
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TICKERWATCH_")}
    environment["TICKERWATCH_CACHE"] = str(tmp_path / "cache")
    for _ in range(2):  # the first run compiles the embedded reference, for which it may load more
        run = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode in (0, 1), run.stderr
    assert '"tickerwatch.check/1"' in run.stdout
    assert HEAVY & set(run.stderr.split()) == set()


# --- what lies in the house -------------------------------------------------------------------------------------------


def test_the_top_level_holds_only_what_belongs_there() -> None:
    entries = {path.relative_to(ROOT).parts[0] for path in _files()}
    stray = {entry for entry in entries if not entry.startswith(".")} - TOP_LEVEL
    assert stray == set()


def test_no_paths_of_a_machine() -> None:
    places = "|".join(("home", "root", "Users", "work", "tmp", "mnt"))
    pattern = re.compile(rf"(?<![\w.:/~$}}-])(?:file://)?/(?:{places})/[\w.]|\b[A-Z]:\\Users\\")
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in _texts() for match in pattern.finditer(text)]
    assert found == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")
def test_nothing_is_copied_from_the_shared_folder() -> None:
    sizes = {path.stat().st_size for path in _files()}
    theirs = {
        hashlib.sha256(path.read_bytes()).digest(): path
        for path in SHARED.rglob("*")
        if path.is_file() and path.stat().st_size in sizes and path.stat().st_size > 0
    }
    copies = [path for path in _files() if hashlib.sha256(path.read_bytes()).digest() in theirs]
    assert copies == []


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## [{PROJECT['project']['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {name.split(".")[1] for name in MODULES if "." in name}
    assert [room for room in sorted(rooms) if room not in text] == []


def test_decisions_are_numbered_and_whole() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        for heading in ("Status", "Context", "Decision", "Consequences"):
            assert f"\n## {heading}\n" in text, f"{path.name} has no {heading}"


def test_links_between_documents_lead_somewhere() -> None:
    for path in (path for path in _files() if path.suffix == ".md"):
        for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:|#", target):
                assert (path.parent / target.split("#")[0]).exists(), f"{path.relative_to(ROOT)} links to {target}"
