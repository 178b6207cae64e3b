"""Stand-ins, and a way to ask them that does not wait between tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.connect.web import Web
from geodata.incoming.place import EMBEDDED, Place, place_of
from tests.geodata.connect.standin import TOKEN, Dhis2Server, Standin, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask as from a computer without a proxy, wherever the tests run."""
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def waits() -> list[float]:
    """Seconds that would have been waited."""
    return []


@pytest.fixture
def web(waits: list[float]) -> Web:
    return Web(wait=waits.append)


@pytest.fixture
def signed_in(waits: list[float]) -> Web:
    return Web(token=TOKEN, wait=waits.append)


@pytest.fixture(scope="session")
def lesotho() -> Place:
    return place_of(EMBEDDED.parent)


@pytest.fixture
def server() -> Iterator[Standin]:
    """A stand-in whose answer the test sets."""
    with serving(Dhis2Server()) as standin:
        yield standin


@pytest.fixture
def dhis2(server: Standin) -> Dhis2Server:
    """The DHIS2 server behind the stand-in."""
    data = Dhis2Server()
    server.answer = data
    return data


@pytest.fixture
def told_progress() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture
def tell(told_progress: list[tuple[str, int, int]]) -> Callable[[str, int, int], None]:
    return lambda words, done, total: told_progress.append((words, done, total))
