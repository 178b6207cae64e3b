"""The app as a reader starts it: a process of its own, a free port, a cache folder."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent
HOST: Final = "127.0.0.1"
LONGEST_START_S: Final = 120.0
PAUSE_S: Final = 0.005


@dataclass(frozen=True)
class Running:
    """A running app: its port, and the seconds from the start to the first byte of a page."""

    port: int
    first_byte_s: float

    @property
    def address(self) -> str:
        """Address for a browser, without a slash at its end."""
        return f"http://{HOST}:{self.port}"


@contextlib.contextmanager
def running_app(cache: Path, *arguments: str) -> Iterator[Running]:
    """
    Start ``app.py``, wait until it answers, stop it in the end.

    Raises
    ------
    RuntimeError
        If the app ends or does not answer; the message holds what it said.
    """
    port = free_port()
    command = [sys.executable, "app.py", "--port", str(port), "--cache", str(cache), *arguments]
    # Whatever was published on this machine is none of a test's business.
    command += [] if "--versions" in arguments else ["--versions", str(cache / "versions")]
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
        try:
            yield Running(port, _first_byte(process, port, started, said))
        finally:
            process.terminate()
            process.wait()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _first_byte(
    process: subprocess.Popen[bytes], port: int, started: float, said: IO[bytes]
) -> float:
    """Ask until a page begins; return the seconds since the start."""
    while time.perf_counter() - started < LONGEST_START_S:
        if process.poll() is not None:
            said.seek(0)
            raise RuntimeError(f"the app ended with {process.returncode}: {said.read().decode()}")
        connection = http.client.HTTPConnection(HOST, port, timeout=LONGEST_START_S)
        with contextlib.suppress(ConnectionRefusedError), contextlib.closing(connection):
            connection.request("GET", "/")
            connection.getresponse().read(1)
            return time.perf_counter() - started
        time.sleep(PAUSE_S)
    raise RuntimeError(f"no answer within {LONGEST_START_S:.0f} s")
