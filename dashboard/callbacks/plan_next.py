"""The Plan page's lists of what comes next, and the long check of the stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Input, Output, State, ctx

from dashboard import slots
from dashboard.plan import check as plan_check
from dashboard.plan import ids as plan_ids
from dashboard.plan import steps as plan_steps
from dashboard.plan.answers import areas_found, posts_found, stop_names, stops_found
from dashboard.plan.check import Check
from dashboard.plan.map import next_numbers
from dashboard.plan.state import History
from dashboard.plan.wish import POST_CONTROLS, STOP_CONTROLS, Wishes
from geodata.planning.scenario import Scenario

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context

# The lists are asked for once the sentence has answered an edit: map and split do not share the
# server's time with them.
AFTER: Final = {"_said": Input(plan_ids.SENTENCE, "children")}
STORED: Final = State(plan_ids.HISTORY, "data")
WISH_INPUTS: Final = {name: Input(*part) for name, part in STOP_CONTROLS.items()}
WISH_STATES: Final = {name: State(*part) for name, part in STOP_CONTROLS.items()}


def rehearse(context: Context) -> None:
    """Work out who could walk to the places of the first view: the first reader need not wait."""
    stops_found(context, Scenario())


def register(app: Dash, context: Context) -> None:
    """Connect the lists, and the check to its store, its clock and its buttons."""
    _register_stops(app, context)
    _register_check(app, context)

    # Dash marks what waits by its outputs: one stands in each list.
    @app.callback(
        Output(plan_ids.TOGETHER, "children"),
        slots.connect_fill(app, plan_ids.FILLS["posts"]),
        inputs={**AFTER, "wished": {name: Input(*part) for name, part in POST_CONTROLS.items()}},
        state={"stored": STORED},
    )
    def show_posts(_said: str, wished: dict[str, Any], stored: dict[str, Any]) -> tuple[Any, ...]:
        scenario, wish = History.from_store(stored).present, Wishes.of_controls(wished).post_wish
        *props, together = plan_steps.post_props(posts_found(context, scenario, wish))
        return together, slots.filled(plan_steps.step_outputs("posts"), props)

    @app.callback(
        Output(plan_ids.step_note("areas"), "children"),
        slots.connect_fill(app, plan_ids.FILLS["areas"]),
        inputs=AFTER,
        state={"stored": STORED},
    )
    def show_areas(_said: str, stored: dict[str, Any]) -> tuple[Any, ...]:
        areas = areas_found(context, History.from_store(stored).present)
        *props, note = plan_steps.area_props(areas)
        return note, slots.filled(plan_steps.step_outputs("areas")[:-1], props)


def _register_stops(app: Dash, context: Context) -> None:
    """Connect the list of stops; it stands at once, and asks for its check."""

    @app.callback(
        slots.connect_fill(app, plan_ids.FILLS["stops"]),
        Output(plan_ids.take_all("stops"), "value"),
        Output(plan_ids.JOB, "data"),
        Output(plan_ids.NUMBERS, "data"),
        inputs={
            **AFTER,
            "wished": WISH_INPUTS,
            "_better": Input(plan_ids.BETTER, "n_clicks"),
        },
        state={"job": State(plan_ids.JOB, "data"), "stored": STORED},
    )
    def show_stops(
        _said: str,
        wished: dict[str, Any],
        _better: int | None,
        job: dict[str, Any] | None,
        stored: dict[str, Any],
    ) -> tuple[Any, ...]:
        scenario, wish = History.from_store(stored).present, Wishes.of_controls(wished).stop_wish
        before = Check.from_store(job)
        chosen: tuple[int, ...] = ()
        if ctx.triggered_id == plan_ids.BETTER:
            chosen = plan_check.better(context, before)
        shown = stops_found(context, scenario, wish, chosen)
        check = plan_check.ask(context, scenario, wish, shown)
        if before and (check is None or before.key != check.key):
            context.jobs.leave(before.key)
        props = slots.filled(plan_steps.step_outputs("stops"), plan_steps.stop_props(shown))
        every = props[plan_ids.take_all("stops")].pop("value")
        return props, every, check.to_store() if check else {}, next_numbers(shown.rows)

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("atlas", "planNumbers"),
        Input(plan_ids.NUMBERS, "data"),
        prevent_initial_call=True,
    )


def _register_check(app: Dash, context: Context) -> None:
    """Connect what the check says to the clock, which runs only while the check does."""

    @app.callback(
        slots.connect_fill(app, plan_ids.FILLS["check"]),
        Output(plan_ids.ANSWERED, "data"),
        inputs={
            "job": Input(plan_ids.JOB, "data"),
            "asked": Input(plan_ids.ASKED, "data"),
            "_cancel": Input(plan_ids.CANCEL, "n_clicks"),
            "_again": Input(plan_ids.AGAIN, "n_clicks"),
        },
        state={"stored": STORED, "wished": WISH_STATES},
        prevent_initial_call=True,
    )
    def show_check(
        job: dict[str, Any] | None,
        asked: int | None,
        _cancel: int | None,
        _again: int | None,
        stored: dict[str, Any],
        wished: dict[str, Any],
    ) -> tuple[Any, ...]:
        check, wish = Check.from_store(job), Wishes.of_controls(wished).stop_wish
        if check and ctx.triggered_id == plan_ids.CANCEL:
            context.jobs.cancel(check.key)
        elif check and ctx.triggered_id == plan_ids.AGAIN:
            scenario = History.from_store(stored).present
            shown = stops_found(context, scenario, wish, check.chosen)
            plan_check.ask(context, scenario, wish, shown, again=True)
        found = context.jobs.look(check.key) if check else None
        props = plan_check.check_props(check, found, stop_names(context, wish))
        return slots.filled(plan_check.check_outputs(), props), asked

    # Of two answers on their way Dash keeps the later: a slow server's would never be seen.
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("atlas", "planTick"),
        Output(plan_ids.ASKED, "data"),
        Input(plan_ids.TICK, "n_intervals"),
        State(plan_ids.ANSWERED, "data"),
        prevent_initial_call=True,
    )
