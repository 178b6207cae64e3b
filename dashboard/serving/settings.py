"""Where the data is, where the app listens, where the cache lies: read once, at the start."""

from __future__ import annotations

import argparse
import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

from geodata.versions.root import versions_root
from geodata.versions.shelf import NotPublishedError, Versions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EMBEDDED: Final = Path(__file__).parents[2] / "geodata" / "lesotho" / "data"
HIGHEST_PORT: Final = 65535
PUBLISHED: Final = (
    Path(platformdirs.user_data_path("mentor-mother-atlas", appauthor=False)) / "published"
)


class SettingsError(ValueError):
    """A setting that the app will not start with; the message is for the reader."""


@dataclass(frozen=True)
class Settings:
    """
    How one run of the app was asked to be.

    Attributes
    ----------
    data
        Dataset folder to serve.
    host, port
        Where to listen; the host is always this machine itself.
    cache
        Folder for walking times and compressed files; safe to delete at any time.
    published
        Folder of published snapshots; nothing in it can be made again.
    scenarios
        Folder of the plans that were kept under a name; nothing else is written there.
    versions
        Folder of published versions and drafts; None leaves out the Data page.
    mount
        Path before every address, where a reverse proxy gives the atlas a path of its own;
        with a slash before and none behind, empty at the root.
    follows
        Whether the pages change to another version when one is published.
    """

    data: Path
    host: str
    port: int
    cache: Path
    published: Path = PUBLISHED
    scenarios: Path = Path("scenarios")
    versions: Path | None = None
    mount: str = ""
    follows: bool = False

    @property
    def address(self) -> str:
        """
        Address for a browser.

        >>> Settings(Path(), "::1", 8050, Path()).address
        'http://[::1]:8050/'
        >>> Settings(Path(), "127.0.0.1", 8050, Path(), mount="/lesotho").address
        'http://127.0.0.1:8050/lesotho/'
        """
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{self.mount}/"


def read_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """
    Read the command line, then the environment, then the defaults.

    Raises
    ------
    SettingsError
        If the address is not this machine's own, or the port is none.
    """
    given = _parser(environment).parse_args(arguments)
    _check_host(given.host)
    if not 0 < given.port <= HIGHEST_PORT:
        raise SettingsError(f"--port {given.port}: expected a number from 1 to {HIGHEST_PORT}.")
    return Settings(
        data=given.data or in_use(given.versions),
        host=given.host,
        port=given.port,
        cache=given.cache,
        published=given.published,
        scenarios=given.scenarios,
        versions=given.versions,
        mount=mount_of(environment.get("ATLAS_PREFIX", "")),
        follows=given.data is None,
    )


def mount_of(text: str) -> str:
    """
    Return a path prefix with a slash before it and none behind.

    Raises
    ------
    SettingsError
        If it holds other signs than letters, digits, hyphens, underscores and slashes.

    Examples
    --------
    >>> mount_of("lesotho/"), mount_of("/a/b/"), mount_of("/")
    ('/lesotho', '/a/b', '')
    """
    parts = [part for part in text.strip().split("/") if part]
    if not all(re.fullmatch(r"[A-Za-z0-9_-]+", part) for part in parts):
        raise SettingsError(f"ATLAS_PREFIX {text}: expected a path such as /lesotho/.")
    return "".join(f"/{part}" for part in parts)


def in_use(versions: Path) -> Path:
    """
    Return the dataset folder that was published last, or the embedded demonstration.

    Raises
    ------
    SettingsError
        If that version is damaged.
    """
    try:
        head = Versions(versions).head()
        return Versions(versions).folder(head) if head else EMBEDDED
    except NotPublishedError as problem:
        raise SettingsError(str(problem)) from problem


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Folder for what can be made again: ``ATLAS_CACHE``, or where this system keeps caches."""
    chosen = environment.get("ATLAS_CACHE")
    return Path(chosen or platformdirs.user_cache_path("mentor-mother-atlas", appauthor=False))


def scenario_folder(environment: Mapping[str, str]) -> Path:
    """Folder for what must stay: ``ATLAS_SCENARIOS``, or where this system keeps such files."""
    chosen = environment.get("ATLAS_SCENARIOS")
    kept = platformdirs.user_data_path("mentor-mother-atlas", appauthor=False)
    return Path(chosen or kept / "scenarios")


def is_loopback(host: str) -> bool:
    """
    Whether a name or address can only be this machine.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "a.example")]
    [True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_host(host: str) -> None:
    if not is_loopback(host):
        raise SettingsError(
            f"--host {host}: the atlas serves this machine only (127.0.0.1). It shows staff "
            "numbers and has no sign-in yet; access control comes first."
        )


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="app.py", description="Serve the Mentor Mother Atlas on this machine."
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(environment["ATLAS_DATA"]) if environment.get("ATLAS_DATA") else None,
        metavar="FOLDER",
        help="dataset folder (or ATLAS_DATA); default: what was published last, or else the "
        "embedded demonstration dataset",
    )
    parser.add_argument(
        "--versions",
        type=Path,
        default=versions_root(environment),
        metavar="FOLDER",
        help="folder of versions and drafts (or ATLAS_VERSIONS); default: the user's data folder",
    )
    parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1, localhost or ::1")
    parser.add_argument("--port", type=int, default=8050, help="default: 8050")
    parser.add_argument(
        "--cache",
        type=Path,
        default=cache_folder(environment),
        metavar="FOLDER",
        help="cache folder (or ATLAS_CACHE); default: the user's cache folder",
    )
    parser.add_argument(
        "--published",
        type=Path,
        default=Path(environment.get("ATLAS_PUBLISHED") or PUBLISHED),
        metavar="FOLDER",
        help="folder of published snapshots (or ATLAS_PUBLISHED); default: the user's data folder",
    )
    parser.add_argument(
        "--scenarios",
        type=Path,
        default=scenario_folder(environment),
        metavar="FOLDER",
        help="folder of kept plans (or ATLAS_SCENARIOS); default: the user's data folder",
    )
    return parser
