"""The Plan page: one store of scenarios, what changes it, and all that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Input, Output, State, no_update

from dashboard import ids
from dashboard.plan import ids as plan_ids
from dashboard.plan.controls import LEVEL_CONTROLS
from dashboard.plan.edit import Desk, RefusedError, adjusted, edited, finding_words, refuse
from dashboard.plan.files import ScenarioFolder, UnusableNameError
from dashboard.plan.page import saved_options
from dashboard.plan.planned import today_norms
from dashboard.plan.state import History
from dashboard.plan.wish import CONTROLS, Wishes
from dashboard.plan.words import NORMS
from geodata.planning.checks import check_scenario

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.context import Context

UNREADABLE: Final = "It could not be kept: the page holds no plan that can be read. Reload it."
LEVELS: Final = {
    "norms": {norm.name: State(plan_ids.norm(norm.name, "slider"), "value") for norm in NORMS},
    "season": State(plan_ids.SEASON, "value"),
    "within": State(plan_ids.WITHIN, "value"),
    "pace": State(plan_ids.PACE, "value"),
    "travel": {key: State(name, "value") for key, name in plan_ids.TRAVEL.items()},
}


def register(app: Dash, context: Context) -> None:
    """Connect the Plan page."""
    folder = ScenarioFolder(context.scenarios)
    _register_edits(app, context, folder)
    _register_controls(app)
    _register_kept(app, context, folder)
    _register_wishes(app, context, folder)
    _register_scripts(app)


def _register_edits(app: Dash, context: Context, folder: ScenarioFolder) -> None:
    """
    Connect everything that changes the scenario to the one store that holds it.

    A script asks for one step at a time: each begins from what came of the one before.
    """

    @app.callback(
        Output(plan_ids.HISTORY, "data"),
        Output(plan_ids.NOTE, "children"),
        Output(plan_ids.STEPPED, "data"),
        inputs={"asked": Input(plan_ids.STEP, "data")},
        state={"stored": State(plan_ids.HISTORY, "data"), "levels": LEVELS},
        prevent_initial_call=True,
    )
    def take_step(
        asked: dict[str, Any], stored: dict[str, Any] | None, levels: dict[str, Any]
    ) -> tuple[Any, str, int]:
        history, number = History.from_store(stored), asked["number"]
        try:
            step = stepped(context, folder, history, asked, levels)
        except RefusedError as refusal:
            return no_update, str(refusal), number
        return (no_update if step == history else step.to_store()), "", number


def stepped(
    context: Context,
    folder: ScenarioFolder,
    history: History,
    asked: dict[str, Any],
    levels: dict[str, Any],
) -> History:
    """
    Take the step that the page asks for.

    Parameters
    ----------
    asked
        ``control``, what was ``given`` to it, and what the ``desk`` held at that moment.
    levels
        Where sliders and switches stand now.

    Raises
    ------
    RefusedError
        When it cannot be taken; says why and what to do.
    """
    control, given = str(asked["control"]), asked.get("given")
    if control == plan_ids.OPEN:
        return opened(context, folder, history, given)
    if control != plan_ids.LEVELS:
        return edited(history, control, Desk(**asked["desk"]), context.programme, given)
    step = adjusted(history, today=today_norms(context), **levels)
    refuse(context.programme, step.present)
    return step


def opened(context: Context, folder: ScenarioFolder, history: History, key: str | None) -> History:
    """
    Take the step to a scenario that was kept.

    Raises
    ------
    RefusedError
        When it cannot be read any more, or does not fit the dataset.
    """
    if not key:
        return history
    kept = folder.open(key)
    if kept is None:
        raise RefusedError("This scenario cannot be read any more. Nothing was changed.")
    refuse(context.programme, kept.scenario)
    return history.to(kept.scenario)


def _register_controls(app: Dash) -> None:
    """
    Connect the levels of a scenario to their controls, which a step back must move too.

    By way of a store and a script: were the controls outputs of a callback that follows from
    them, Dash would hold every step until all answers to the last one are there.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("atlas", "planLevels"),
        Input(plan_ids.LEVELS, "data"),
        *(State(control, "value") for control in LEVEL_CONTROLS),
        prevent_initial_call=True,
    )


def _register_kept(app: Dash, context: Context, folder: ScenarioFolder) -> None:
    """Connect the scenarios on disk: keep one, list all, say which cannot stand beside."""

    @app.callback(
        Output(plan_ids.OPEN, "data"),
        Output(plan_ids.BESIDE, "data"),
        Output(plan_ids.SAVE_NOTE, "children"),
        Input(plan_ids.SAVE, "n_clicks"),
        State(plan_ids.NAME, "value"),
        State(plan_ids.WHO, "value"),
        State(plan_ids.HISTORY, "data"),
        State(plan_ids.WISHES, "data"),
        prevent_initial_call=True,
    )
    def keep(
        _clicks: int | None, name: str | None, who: str | None, stored: dict[str, Any], wishes: str
    ) -> tuple[Any, Any, str]:
        note = save(folder, name or "", who or "", stored, wishes)
        listed = [{"value": one.value, "label": one.label} for one in saved_options(folder)]
        return listed, listed, note

    @app.callback(
        Output(plan_ids.SAVE_NOTE, "children", allow_duplicate=True),
        Input(plan_ids.BESIDE, "value"),
        prevent_initial_call=True,
    )
    def stand_beside(key: str | None) -> str:
        return beside_note(context, folder, key)


def _register_wishes(app: Dash, context: Context, folder: ScenarioFolder) -> None:
    """Connect what is wished of the lists to the link, and to what is opened."""

    @app.callback(
        Output(plan_ids.WISHES, "data"),
        inputs={"wished": {name: Input(*part) for name, part in CONTROLS.items()}},
        prevent_initial_call=True,
    )
    def hold_wishes(wished: dict[str, Any]) -> str:
        return Wishes.of_controls(wished).to_json()

    @app.callback(
        [Output(*part) for part in CONTROLS.values()],
        Input(plan_ids.OPEN, "value"),
        prevent_initial_call=True,
    )
    def show_wishes(key: str | None) -> list[Any]:
        return opened_wishes(context, folder, key)


def opened_wishes(context: Context, folder: ScenarioFolder, key: str | None) -> list[Any]:
    """Return what the controls of both lists show once a kept scenario is opened."""
    kept = folder.open(key or "")
    if kept is None or kept.wishes is None or check_scenario(context.programme, kept.scenario):
        return [no_update] * len(CONTROLS)
    return [kept.wishes.control_values[name] for name in CONTROLS]


def save(
    folder: ScenarioFolder, name: str, who: str, stored: dict[str, Any], wishes: str = ""
) -> str:
    """Keep the scenario at hand with its wishes, and say so or why not."""
    try:
        scenario = History.from_store(stored).present
        kept = folder.save(name, who, scenario, Wishes.from_json(wishes))
    except UnusableNameError as refusal:
        return str(refusal)
    except ValueError:  # A number that is none, or a text that is no scenario.
        return UNREADABLE
    instead = f", in place of the one of {kept.replaced}" if kept.replaced else ""
    return f"Kept as '{kept.name}'{instead}."


def beside_note(context: Context, folder: ScenarioFolder, key: str | None) -> str:
    """Say why a kept scenario does not stand beside, where it does not."""
    kept = folder.open(key) if key else None
    if not key or (kept and not check_scenario(context.programme, kept.scenario)):
        return ""
    why = "It cannot be read any more."
    if kept:
        finding = check_scenario(context.programme, kept.scenario)[0]
        why = f"'{kept.name}' does not fit this dataset. {finding_words(finding)}"
    return f"{why} Today is shown beside."


def _register_scripts(app: Dash) -> None:
    """
    Connect what needs no server: address and link, clicks on the map, a place's point.

    Steps back and forth need no callback either: one would wait until all answers to the last
    step are there, and who takes back what takes long need not.
    """
    scripts: tuple[tuple[Any, ...], ...] = (
        ("planAddress", Output(plan_ids.LINK, "value"), Input(plan_ids.HISTORY, "data"),
         Input(plan_ids.WISHES, "data")),
        # At once: who takes a step back need not wait for the answers to it.
        ("planBack", Output(plan_ids.UNDO, "disabled"), Output(plan_ids.REDO, "disabled"),
         Input(plan_ids.HISTORY, "data")),
        ("planPlace", Output(plan_ids.LATITUDE, "value"), Output(plan_ids.LONGITUDE, "value"),
         Input(plan_ids.WHERE, "value")),
        ("planMode", Output(plan_ids.MODE_HELP, "children"), Input(plan_ids.MODE, "value")),
    )  # fmt: skip
    for name, *parts in scripts:
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("atlas", name), *parts, prevent_initial_call=name == "planPlace"
        )
    # A click on a symbol comes through Explore's own callback: of two without an output that
    # listen to one property, Dash keeps the last alone.
    heard: tuple[tuple[Any, ...], ...] = (
        ("planStepped", Input(plan_ids.STEPPED, "data"), State(plan_ids.HISTORY, "data")),
        ("planLevel", *(Input(control, "value") for control in LEVEL_CONTROLS)),
        ("planOpen", Input(plan_ids.OPEN, "value")),
        ("planClick", Input(ids.CLICKED_POINT, "data")),
    )
    for name, *parts in heard:
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("atlas", name), *parts, prevent_initial_call=True
        )
