"""The Plan page's results: sentence, comparison, map and next steps follow the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output, State

from dashboard import ids, slots
from dashboard.plan import controls as plan_controls
from dashboard.plan import ids as plan_ids
from dashboard.plan import listed as plan_list
from dashboard.plan import rules as plan_rules
from dashboard.plan import slots as plan_slots
from dashboard.plan import words as plan_words
from dashboard.plan.answers import change_effects
from dashboard.plan.files import ScenarioFolder
from dashboard.plan.legend import plan_legend
from dashboard.plan.map import plan_changes, plan_patch
from dashboard.plan.page import district_options
from dashboard.plan.planned import plan
from dashboard.plan.state import History
from dashboard.plan.words import MapLayer
from geodata.planning.checks import check_scenario
from geodata.planning.scenario import Scenario

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context
    from dashboard.plan.planned import Plan


def register(app: Dash, context: Context) -> None:
    """Connect the store to everything that shows what the scenario does."""
    folder = ScenarioFolder(context.scenarios)
    asked = {
        "stored": Input(plan_ids.HISTORY, "data"),
        "beside": Input(plan_ids.BESIDE, "value"),
    }

    outputs = _result_outputs(_districts(context))

    # The lists wait for the sentence.
    @app.callback(
        Output(plan_ids.SENTENCE, "children"),
        slots.connect_fill(app, plan_ids.FILLS["results"]),
        inputs=asked,
    )
    def show_results(stored: dict[str, Any], beside: str | None) -> tuple[Any, ...]:
        said, *props = results(context, folder, History.from_store(stored), beside)
        return said, slots.filled(outputs[1:], props)

    # The page comes with its map, so that nothing disturbs it while it is drawn the first time.
    @app.callback(
        Output(ids.MAP, "figure", allow_duplicate=True),
        slots.connect_fill(app, plan_ids.FILLS["legend"]),
        inputs={**asked, "layer": Input(plan_ids.LAYER, "value")},
        state={"subject": State(plan_ids.WHAT, "value"), "scheme": State(ids.THEME, "data")},
        prevent_initial_call=True,
    )
    def show_map(
        stored: dict[str, Any],
        beside: str | None,
        layer: str,
        subject: str | None,
        scheme: str | None,
    ) -> tuple[Any, ...]:
        made = _beside(context, folder, History.from_store(stored), beside)[0]
        return mapped(context, made, MapLayer(layer), subject or "", scheme)

    # Apart from the results, which need not wait for what each change does by itself. Dash marks
    # what waits by its outputs: one stands in each part of the page.
    @app.callback(
        Output(plan_ids.LEVELS, "data"),
        Output(plan_ids.EFFECTS, "children"),
        slots.connect_fill(app, plan_ids.FILLS["edits"]),
        Input(plan_ids.HISTORY, "data"),
    )
    def show_edits(stored: dict[str, Any]) -> tuple[Any, ...]:
        scenario = History.from_store(stored).present
        made = plan(context, scenario, Scenario())
        effects = change_effects(context, scenario)
        props = plan_list.edit_props(scenario, context.programme, made.edited, effects)
        outputs = [*plan_controls.control_outputs(), *plan_list.edit_outputs()]
        shown = slots.filled(outputs, [*plan_controls.control_props(context, scenario), *props])
        said = shown.pop(plan_ids.EFFECTS)["children"]
        return plan_controls.levels(context, scenario), said, shown

    _register_later(app, context, folder)


def _register_later(app: Dash, context: Context, folder: ScenarioFolder) -> None:
    """Connect what need not be there at once: the rules, and the halo of the chosen place."""

    # After the sentence: what moves at once must not wait for it.
    @app.callback(
        Output(plan_ids.RULES_NOTE, "children"),
        slots.connect_fill(app, plan_ids.FILLS["rules"]),
        Input(plan_ids.SENTENCE, "children"),
        State(plan_ids.HISTORY, "data"),
        State(plan_ids.BESIDE, "value"),
    )
    def show_rules(_said: str, stored: dict[str, Any], beside: str | None) -> tuple[Any, ...]:
        scenario = History.from_store(stored).present
        other, _ = _other(context, folder, beside)
        *props, note = plan_rules.rule_props(context, scenario, other)
        return note, slots.filled(plan_rules.rule_outputs()[:-1], props)

    @app.callback(
        Output(ids.MAP, "figure", allow_duplicate=True),
        Input(plan_ids.WHAT, "value"),
        State(plan_ids.HISTORY, "data"),
        prevent_initial_call=True,
    )
    def show_subject(subject: str | None, stored: dict[str, Any]) -> Any:  # noqa: ANN401
        made = plan(context, History.from_store(stored).present, Scenario())
        changes = plan_changes(
            context.programme,
            made.edited,
            made.after,
            made.comparison,
            MapLayer.CHANGE,
            subject or "",
        )
        return plan_patch({name: changes[name] for name in ("sites", "marks")}, None)


def results(
    context: Context, folder: ScenarioFolder, history: History, beside: str | None
) -> list[Any]:
    """Fill sentence, comparison and lists, in the order of the outputs."""
    made, name = _beside(context, folder, history, beside)
    return [
        plan_slots.sentence(made, name.lower() if name == plan_words.TODAY else name),
        name,
        name,
        name,
        plan_slots.flag_words(made, "cleared"),
        plan_slots.flag_words(made, "gained"),
        *plan_slots.row_props(made),
        *plan_slots.bar_props(made),
        *plan_slots.district_props(made, _districts(context)),
        *plan_slots.changed_props(made),
    ]


def mapped(
    context: Context, made: Plan, layer: MapLayer, subject: str, scheme: str | None
) -> tuple[Any, ...]:
    """Change the map and fill its legend."""
    base = context.programme
    changes = plan_changes(base, made.edited, made.after, made.comparison, layer, subject)
    patch = plan_patch(changes, "dark" if scheme == "dark" else "light")
    props = slots.legend_props(plan_legend(layer, made.scenario.way))
    return patch, slots.filled(slots.legend_outputs(), props)


def _beside(
    context: Context, folder: ScenarioFolder, history: History, beside: str | None
) -> tuple[Plan, str]:
    """Work the scenario out beside the chosen one, or today, and name that."""
    other, name = _other(context, folder, beside)
    return plan(context, history.present, other), name


def _other(context: Context, folder: ScenarioFolder, beside: str | None) -> tuple[Scenario, str]:
    kept = folder.open(beside) if beside else None
    if kept is None or check_scenario(context.programme, kept.scenario):
        return Scenario(), plan_words.TODAY
    return kept.scenario, kept.name


def _districts(context: Context) -> list[str]:
    return [option.value for option in district_options(context.programme)]


def _result_outputs(districts: list[str]) -> list[Output]:
    return [
        Output(plan_ids.SENTENCE, "children"),
        Output(plan_ids.BEFORE_HEAD, "children"),
        Output(plan_ids.BEFORE_BAR, "children"),
        Output(plan_ids.BEFORE_DISTRICT, "children"),
        Output(plan_ids.FLAGS_CLEARED, "children"),
        Output(plan_ids.FLAGS_GAINED, "children"),
        *plan_slots.row_outputs(),
        *plan_slots.bar_outputs(),
        *plan_slots.district_outputs(districts),
        *plan_slots.changed_outputs(),
    ]
