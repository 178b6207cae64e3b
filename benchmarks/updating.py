"""What a change of layer, season or threshold costs: server time and bytes that travel."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.figures import Figure
from benchmarks.running import HOST, running_app
from dashboard import ids
from dashboard.state import Layer
from geodata.choice import THRESHOLDS_MINUTES
from geodata.terrain import Season

if TYPE_CHECKING:
    from collections.abc import Mapping

Callback = dict[str, Any]
TIME_BAR_MS, SIZE_BAR_KB = 50.0, 40.0
# After its start the app works out what the controls can ask for; a reader looks meanwhile.
PREPARING_S: Final = 45.0
CHOSEN: Final = f"{ids.SELECTION}.data"
STATES: Final = {f"{ids.THEME}.data": "light"}
HEADERS: Final = {"Content-Type": "application/json", "Accept-Encoding": "br"}


def update() -> list[Figure]:
    """
    Ask for every combination once, as the page does, and add up the answers to one change.

    Time is the 95th percentile, from the request sent to the answer read; size is the largest.
    """
    with tempfile.TemporaryDirectory() as cache, running_app(Path(cache)) as app:
        time.sleep(PREPARING_S)
        connection = http.client.HTTPConnection(HOST, app.port)
        with contextlib.closing(connection):
            callbacks = server_callbacks(connection, CHOSEN)
            costs = [_change(connection, callbacks, query) for query in selections()]
    milliseconds = statistics.quantiles([cost[0] * 1000 for cost in costs], n=20)[-1]
    kilobytes = max(cost[1] for cost in costs) / 1000
    return [
        Figure("update_server_p95_ms", milliseconds, "ms", TIME_BAR_MS),
        Figure("update_response_kb", kilobytes, "kB", SIZE_BAR_KB),
    ]


def selections() -> list[dict[str, str]]:
    """Return the selection of every combination of layer, season and threshold."""
    combinations = itertools.product(Layer, Season, THRESHOLDS_MINUTES)
    return [
        {"layer": str(layer), "season": str(season), "within": str(minutes)}
        for layer, season, minutes in combinations
    ]


def server_callbacks(connection: http.client.HTTPConnection, changed: str) -> list[Callback]:
    """Return the callbacks that a changed property calls on the server."""
    connection.request("GET", "/_dash-dependencies")
    known = json.loads(connection.getresponse().read())
    return [
        callback
        for callback in known
        if not callback["clientside_function"]
        and changed in {f"{one['id']}.{one['property']}" for one in callback["inputs"]}
    ]


def payload(callback: Callback, changed: str, values: Mapping[str, Any]) -> bytes:
    """Write the request that the page sends when a property has changed, with all its values."""

    def filled(part: dict[str, str]) -> dict[str, Any]:
        name = f"{part['id']}.{part['property']}"
        return {"id": part["id"], "property": part["property"], "value": values.get(name)}

    body = {
        "output": callback["output"],
        "outputs": outputs_of(callback["output"]),
        "inputs": [filled(part) for part in callback["inputs"]],
        "state": [filled(part) for part in callback["state"]],
        "changedPropIds": [changed],
    }
    return json.dumps(body).encode()


def answer(connection: http.client.HTTPConnection, callback: Callback, request: bytes) -> bytes:
    """
    Ask one callback; return the answer as it travels, compressed.

    Raises
    ------
    RuntimeError
        When the server does not answer as it should.
    """
    connection.request("POST", "/_dash-update-component", request, HEADERS)
    given = connection.getresponse()
    content = given.read()
    if given.status >= http.client.BAD_REQUEST:
        raise RuntimeError(f"{callback['output']} answered {given.status}")
    return content


def outputs_of(output: str) -> Any:  # noqa: ANN401 - one output or a list of them
    """
    Take apart the name that Dash gives to the outputs of a callback.

    >>> outputs_of("title.children")
    {'id': 'title', 'property': 'children'}
    >>> len(outputs_of("..title.children...sentence.children.."))
    2
    """
    names = output.removeprefix("..").removesuffix("..").split("...")
    parts = [name.rpartition(".") for name in names]
    outputs = [{"id": part[0], "property": part[2].partition("@")[0]} for part in parts]
    return outputs if output.startswith("..") else outputs[0]


def _change(
    connection: http.client.HTTPConnection, callbacks: list[Callback], query: dict[str, str]
) -> tuple[float, int]:
    """Seconds and bytes of all answers to one change."""
    started, size = time.perf_counter(), 0
    for callback in callbacks:
        request = payload(callback, CHOSEN, {CHOSEN: query, **STATES})
        size += len(answer(connection, callback, request))
    return time.perf_counter() - started, size
