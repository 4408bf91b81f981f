"""Where the packaged data files are, the user's cache and casebook: the one place that knows a wheel from a checkout.

In a wheel the files of ``data/`` lie inside the package; in a checkout they lie beside it. Nothing is opened here.
The user's places follow the platform (platformdirs, whose one door this is), ``TICKERWATCH_CACHE``,
``TICKERWATCH_CASEBOOK`` and ``TICKERWATCH_SNAPSHOTS``.
"""

from __future__ import annotations

import os
from pathlib import Path

from tickerwatch.errors import ReferenceUnusable

__all__ = ["cache_dir", "casebook_path", "data_file", "snapshots_dir"]

_PACKAGE = Path(__file__).resolve().parent


def data_file(name: str) -> Path:
    """The path of one packaged data file.

    Parameters
    ----------
    name : str
        File name inside ``data/``, for example ``venues.csv``.

    Returns
    -------
    Path
        An existing file: ``<package>/data/<name>`` if the package has that folder, else ``<checkout>/data/<name>``.

    Raises
    ------
    ReferenceUnusable
        The file is not there: the installation is incomplete.
    """
    inside = _PACKAGE / "data"
    folder = inside if inside.is_dir() else _PACKAGE.parent / "data"
    path = folder / name
    if not path.is_file():
        raise ReferenceUnusable(f"data/{name}: missing from the installation; install tickerwatch again")
    return path


def cache_dir() -> Path:
    """The folder for what can be made again, such as the compiled embedded reference; it may not exist yet.

    Returns
    -------
    Path
        The folder that ``TICKERWATCH_CACHE`` names; if that is unset or empty, the platform's place for caches
        (``$XDG_CACHE_HOME/tickerwatch`` on Linux).
    """
    given = os.environ.get("TICKERWATCH_CACHE", "")
    if given != "":
        return Path(given).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("tickerwatch", appauthor=False)


def casebook_path() -> Path:
    """The file of the casebook; it may not exist yet.

    Returns
    -------
    Path
        What ``TICKERWATCH_CASEBOOK`` names; if that is unset or empty, ``casebook.sqlite`` in the platform's place for
        a user's data (``$XDG_DATA_HOME/tickerwatch`` on Linux).
    """
    given = os.environ.get("TICKERWATCH_CASEBOOK", "")
    if given != "":
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("tickerwatch", appauthor=False) / "casebook.sqlite"


def snapshots_dir() -> Path:
    """The folder of the dated snapshots of the public sources; it may not exist yet.

    It is no cache: what was listed last month cannot be asked again.

    Returns
    -------
    Path
        What ``TICKERWATCH_SNAPSHOTS`` names; if that is unset or empty, ``snapshots`` in the platform's place for
        a user's data (``$XDG_DATA_HOME/tickerwatch`` on Linux).
    """
    given = os.environ.get("TICKERWATCH_SNAPSHOTS", "")
    if given != "":
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("tickerwatch", appauthor=False) / "snapshots"
