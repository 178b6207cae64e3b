"""What a step on the Plan page costs: a stop that moves, and the other edits beside it."""

from __future__ import annotations

import contextlib
import http.client
import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import brotli
import numpy as np

from benchmarks.figures import Figure
from benchmarks.running import HOST, running_app
from benchmarks.updating import PREPARING_S, STATES, answer, payload, server_callbacks
from dashboard.plan import ids as plan_ids
from dashboard.plan.edit import POINT
from dashboard.plan.state import History, travel_values
from dashboard.plan.words import NEW_SITE, MapLayer, Mode
from dashboard.serving.settings import EMBEDDED
from geodata.names import Cadre
from geodata.planning.scenario import NORMS, Scenario
from geodata.programme import load

if TYPE_CHECKING:
    from geodata.programme import Programme

TIME_BAR_MS, SIZE_BAR_KB = 100.0, 60.0
MOVES, OTHERS = 60, 12
STORED: Final = f"{plan_ids.HISTORY}.data"
STEP: Final = f"{plan_ids.STEP}.data"
# What the page asks for once the sentence stands: lists of what comes next, and rules.
SENTENCE: Final = f"{plan_ids.SENTENCE}.children"
JOB: Final = f"{plan_ids.JOB}.data"
TODAY: Final = Scenario()
# Where sliders and switches stand: a page says so with each step, and none of these moves them.
LEVELS: Final = {
    **{f"{plan_ids.norm(norm, 'slider')}.value": 1.0 for norm in NORMS},
    f"{plan_ids.PACE}.value": TODAY.pace_percent,
    f"{plan_ids.SEASON}.value": str(TODAY.season),
    f"{plan_ids.WITHIN}.value": str(TODAY.threshold_minutes),
    **{f"{plan_ids.TRAVEL[key]}.value": value for key, value in travel_values(TODAY.way).items()},
}


@dataclass(frozen=True)
class Step:
    """One use of a control, as the page asks for it."""

    kind: str
    asked: dict[str, Any]


@dataclass(frozen=True)
class Cost:
    """What all answers to a step took: until map, split and flags stood, and until the lists."""

    kind: str
    seconds: float
    later_seconds: float
    size: int


def plan_move() -> list[Figure]:
    """
    Move a stop some sixty times, each from today on, and answer as the page asks.

    Time is the 95th percentile, from the step to the last answer that map, comparison, split,
    flags and controls need; size is the largest. Other edits go to standard error.
    """
    with tempfile.TemporaryDirectory() as cache, running_app(Path(cache)) as app:
        connection = http.client.HTTPConnection(HOST, app.port)
        with contextlib.closing(connection):
            connection.request("GET", "/plan")
            connection.getresponse().read()
            time.sleep(PREPARING_S)
            held: dict[str, Any] = {JOB: None}
            costs = [_cost(connection, step, held) for step in steps(load(EMBEDDED))]
    for kind in dict.fromkeys(cost.kind for cost in costs):
        said = [cost for cost in costs if cost.kind == kind]
        middle, later = (
            1000 * statistics.median(getattr(one, name) for one in said)
            for name in ("seconds", "later_seconds")
        )
        sys.stderr.write(f"{middle:9.1f} ms, lists {later:.1f} ms more: {kind}\n")
    moves = [cost for cost in costs if cost.kind == "stop moved"]
    slowest = statistics.quantiles([1000 * cost.seconds for cost in moves], n=20)[-1]
    kilobytes = max(cost.size for cost in moves) / 1000
    return [
        Figure("plan_move_p95_ms", slowest, "ms", TIME_BAR_MS),
        Figure("plan_move_response_kB", kilobytes, "kB", SIZE_BAR_KB),
    ]


def steps(programme: Programme) -> list[Step]:
    """Return the edits of a planner in a fixed order; the first one of each kind wakes the app."""
    random = np.random.default_rng(7)
    middles = programme.areas[
        programme.areas["district_code"].isin(
            programme.districts.index[programme.districts["in_programme"]]
        )
    ].geometry.representative_point()
    stops, sites = programme.outreach_stops.index, programme.sites.index

    def step(kind: str, control: str, desk: dict[str, str], given: Any = None) -> Step:  # noqa: ANN401
        return Step(kind, {"control": control, "desk": desk, "given": given, "number": 1})

    def moved(kind: str, what: str, mode: Mode) -> Step:
        at = middles.iloc[int(random.integers(len(middles)))]
        point = {"latitude": round(at.y, 4), "longitude": round(at.x, 4)}
        return step(kind, POINT, {"mode": mode, "what": what}, point)

    def pressed(kind: str, button: str, what: str) -> Step:
        return step(kind, button, {"what": what, "cadre": Cadre.MM})

    made = [moved("first", stops[0], Mode.MOVE)]
    made += [moved("stop moved", stops[at % len(stops)], Mode.MOVE) for at in range(MOVES)]
    made += [moved("site moved", sites[at], Mode.MOVE) for at in range(OTHERS)]
    made += [moved("site added", NEW_SITE, Mode.SITE) for _ in range(OTHERS)]
    made += [pressed("site closed", plan_ids.CLOSE, sites[at]) for at in range(OTHERS)]
    made += [pressed("post added", plan_ids.POST, sites[at]) for at in range(OTHERS)]
    return made


def _cost(connection: http.client.HTTPConnection, step: Step, held: dict[str, Any]) -> Cost:
    """
    Take a step from today on, and ask for all that follows from it.

    Parameters
    ----------
    held
        What the page holds from one step to the next: the check of the stops, which a page
        leaves when it asks for another.
    """
    (edit,) = server_callbacks(connection, STEP)
    now, later = (server_callbacks(connection, changed) for changed in (STORED, SENTENCE))
    values = {**STATES, **LEVELS, **held, STEP: step.asked, STORED: History().to_store()}
    values[f"{plan_ids.LAYER}.value"] = MapLayer.CHANGE
    started = time.perf_counter()
    told = answer(connection, edit, payload(edit, STEP, values))
    values[STORED] = _told(told)[plan_ids.HISTORY]["data"]
    size = len(told)
    for callback in now:
        size += len(answer(connection, callback, payload(callback, STORED, values)))
    stood = time.perf_counter()
    for callback in later:
        listed = _told(answer(connection, callback, payload(callback, SENTENCE, values)))
        held[JOB] = listed.get(plan_ids.JOB, {}).get("data", held[JOB])
    return Cost(step.kind, stood - started, time.perf_counter() - stood, size)


def _told(answered: bytes) -> dict[str, Any]:
    """Read an answer; a short one is not compressed."""
    said = json.loads(answered if answered.startswith(b"{") else brotli.decompress(answered))
    response: dict[str, Any] = said["response"]
    return response
