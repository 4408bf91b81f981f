"""The command ``tickerwatch``: a short way to a plain ``check NAME``, which must answer before a person notices.

What is typed plainly is checked without click, whose loading takes a quarter of the time. Whatever else is typed, and
whatever goes wrong on the short way, is left to the commands: both ways write the same bytes.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

__all__ = ["plainly_asked", "run"]

_WITH_VALUE = ("--reference", "--on", "--bars", "--limit", "--config")
_FLAGS = ("--json", "--quiet")
_FLAGGED = 1


def run() -> None:
    """Run the command that the words of the process ask for, and end the process with its exit status."""
    asked = plainly_asked(sys.argv[1:])
    status = None if asked is None else _checked(asked)
    if status is not None:
        sys.stderr.flush()
        os._exit(status)  # all is written and closed; to take the interpreter apart takes longer than half the queries
    from tickerwatch.cli.commands import main

    main(prog_name="tickerwatch")


def plainly_asked(words: Sequence[str]) -> dict[str, str] | None:
    """The check that is asked for, if each word is one that the short way knows, once; else None.

    Parameters
    ----------
    words : sequence of str
        What stands behind the name of the program.

    Returns
    -------
    dict of str to str, or None
        The value of each option that was given, of a flag the empty string; the name under ``NAME``. No volume is asked
        for: bars are none, or there is no date.
    """
    if not words or words[0] != "check":
        return None
    given: dict[str, str] = {}
    rest = iter(words[1:])
    for word in rest:
        is_option = word.startswith("-")
        option, value = (word, next(rest, "-") if word in _WITH_VALUE else "") if is_option else ("NAME", word)
        is_known = option in ("NAME", *_WITH_VALUE, *_FLAGS) and not value.startswith("-")
        if option in given or not is_known:
            return None
        given[option] = value
    has_volume = given.get("--bars", "none" if "--on" not in given else "") != "none"
    return given if "NAME" in given and not has_volume and _is_count(given.get("--limit", "1")) else None


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10 and int(text) > 0


def _checked(given: dict[str, str]) -> int | None:
    """Check, write, and give the exit status; None where the commands have to do it, or to say what is wrong."""
    from tickerwatch.cli.checked import check_in_words
    from tickerwatch.names.normalise import load_transliteration
    from tickerwatch.settings import load_settings
    from tickerwatch.watch import Watch

    gc.disable()  # a process that ends at once needs no search for cycles
    limit = int(given["--limit"]) if "--limit" in given else None
    try:
        load_transliteration()
        settings = load_settings(given.get("--config"))
        with Watch.open(reference=given.get("--reference"), bars=None, settings=settings) as watch:
            found = check_in_words(watch, given["NAME"], given.get("--on"), limit, "--json" in given)
        sys.stdout.buffer.write(found.text.encode("utf-8", errors="replace"))
        sys.stdout.flush()
    except KeyboardInterrupt:
        from tickerwatch.cli.door import INTERRUPTED

        sys.stderr.write("tickerwatch: interrupted\n")
        return INTERRUPTED
    except Exception:  # the commands meet it once more, and know how to say it
        return None
    finally:
        gc.enable()
    if found.not_checked:
        return _partial(found.not_checked)
    return _FLAGGED if found.is_flagged else 0


def _partial(not_checked: tuple[str, ...]) -> int:
    """Say what could not be checked, as the commands do, and give that status; here click is loaded after all."""
    from tickerwatch.cli.door import PARTIAL
    from tickerwatch.cli.streams import say

    say(not_checked)
    return PARTIAL
