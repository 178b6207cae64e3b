"""The Plan page as it first shows: words, options, sliders and the map of one scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dashboard import summary, wording
from dashboard.plan import words as plan_words
from dashboard.plan.edit import RefusedError, refuse
from dashboard.plan.files import ScenarioFolder
from dashboard.plan.legend import plan_legend
from dashboard.plan.map import plan_changes, plan_figure
from dashboard.plan.planned import plan, today_norms
from dashboard.plan.slots import sentence
from dashboard.plan.state import History, from_query
from dashboard.plan.wish import KEY as WISHES
from dashboard.plan.wish import Wishes
from dashboard.plan.words import NORMS, PACE, MapLayer
from dashboard.serving.delivery import map_styles
from dashboard.text import Option
from geodata.planning.checks import PACE_RANGE
from geodata.planning.scenario import PACE as TODAYS_PACE
from geodata.planning.scenario import Change, Scenario, What

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dashboard.context import Context
    from dashboard.text import LegendText, StatusText
    from geodata.programme import Programme
    from geodata.ways import Offer

PER_CENT: Final = 100


@dataclass(frozen=True)
class NormText:
    """One slider: name, words, its value, today's, its range and step."""

    name: str
    label: str
    help: str
    shown: str
    value: float
    today: float
    low: float
    high: float
    step: float
    is_rare: bool = False


@dataclass(frozen=True)
class PlanText:
    """Everything the page needs to stand there complete but for what callbacks fill."""

    period: str
    status: StatusText
    scenario: Scenario
    offer: Offer
    wishes: Wishes
    stored: dict[str, Any]
    sentence: str
    note: str
    norms: tuple[NormText, ...]
    pace: NormText
    places: tuple[Option, ...]
    subjects: tuple[Option, ...]
    districts: tuple[Option, ...]
    saved: tuple[Option, ...]
    kept_note: str
    legend: LegendText
    figure: dict[str, Any]


def plan_text(context: Context, query: dict[str, str]) -> PlanText:
    """Write the page for the scenario in an address; one that cannot be used shows today."""
    programme = context.programme
    scenario, note = asked_scenario(context, query)
    made = plan(context, scenario, Scenario())
    changes = plan_changes(programme, made.edited, made.after, made.comparison, MapLayer.CHANGE)
    return PlanText(
        period=f"{programme.info.as_of:%B %Y}",
        status=summary.status(programme),
        scenario=scenario,
        offer=context.offer,
        wishes=Wishes.from_json(query.get(WISHES, "")),
        stored=History(present=scenario).to_store(),
        sentence=sentence(made, plan_words.TODAY.lower()),
        note=note,
        norms=norm_texts(context, scenario),
        pace=pace_text(scenario),
        places=place_options(programme),
        subjects=subject_options(programme, scenario),
        districts=district_options(programme),
        saved=saved_options(ScenarioFolder(context.scenarios)),
        kept_note=kept_note(ScenarioFolder(context.scenarios)),
        legend=plan_legend(MapLayer.CHANGE, scenario.way),
        figure=plan_figure(context, changes, map_styles()),
    )


def asked_scenario(context: Context, query: Mapping[str, str]) -> tuple[Scenario, str]:
    """Read the scenario of an address; one that cannot be used is today, and why."""
    scenario, readable = from_query(query)
    if not readable:
        return Scenario(), plan_words.BAD_LINK
    try:
        refuse(context.programme, scenario)
    except RefusedError as refusal:
        return Scenario(), f"The scenario of this link does not fit this dataset. {refusal}"
    return scenario, ""


def norm_texts(context: Context, scenario: Scenario) -> tuple[NormText, ...]:
    """Write the sliders, each with the range of the parameter table."""
    known = {item.name: item for item in context.programme.parameters.items}
    today, changed = today_norms(context), dict(scenario.norms)
    return tuple(
        NormText(
            name=norm.name,
            label=norm.label,
            help=norm.help,
            shown=norm_words(norm.kind, changed.get(norm.name, today[norm.name])),
            value=changed.get(norm.name, today[norm.name]),
            today=today[norm.name],
            low=known[norm.name].low,
            high=known[norm.name].high,
            step=norm.step,
            is_rare=norm.is_rare,
        )
        for norm in NORMS
    )


def pace_text(scenario: Scenario) -> NormText:
    """Write the slider of the walking speed."""
    pace = scenario.pace_percent
    shown = norm_words(PACE.kind, pace)
    return NormText(
        PACE.name, PACE.label, PACE.help, shown, pace, TODAYS_PACE, *PACE_RANGE, PACE.step
    )


def norm_words(kind: str, value: float) -> str:
    """
    Write the value of a norm.

    >>> norm_words("pairs", 160), norm_words("share", 0.8), norm_words("contacts", 1)
    ('160 pairs', '80%', '1 contact')
    >>> norm_words("percent", 85)
    '85%'
    """
    if kind == "share":
        return f"{PER_CENT * value:.0f}%"
    if kind == "percent":
        return f"{value:.0f}%"
    return f"{value:g} {kind if value != 1 else kind[:-1]}"


def place_options(programme: Programme) -> tuple[Option, ...]:
    """List named places and community areas; a value is latitude and longitude."""
    areas = programme.areas
    middles = areas.geometry.representative_point()
    return (
        *_options(programme.places["place_name"], programme.places, "Towns and villages"),
        *(
            Option(f"{at.y:.4f} {at.x:.4f} {code}", str(name), "Community areas")
            for code, name, at in zip(areas.index, areas["area_name"], middles, strict=True)
        ),
    )


def _options(names: pd.Series, table: pd.DataFrame, group: str) -> list[Option]:
    return [
        Option(f"{latitude:.4f} {longitude:.4f} {code}", str(name), group)
        for code, name, latitude, longitude in zip(
            table.index, names, table["latitude"], table["longitude"], strict=True
        )
    ]


def district_options(programme: Programme) -> tuple[Option, ...]:
    """List the districts of the programme, all of which a scenario is about."""
    inside = programme.districts[programme.districts["in_programme"].to_numpy(bool)]
    return tuple(Option(str(code), str(name)) for code, name in inside["area_name"].items())


def saved_options(folder: ScenarioFolder) -> tuple[Option, ...]:
    """List the scenarios that were kept."""
    return tuple(Option(one.key, one.label) for one in folder.saved())


def kept_note(folder: ScenarioFolder) -> str:
    """Say what the list of kept scenarios leaves out, or that it is empty."""
    if folder.unreadable:
        files = wording.plural(folder.unreadable, "file")
        return f"{files} in the folder of kept scenarios cannot be read and left out of the list."
    return "" if folder.saved() else plan_words.EMPTY_SAVED


def subject_options(programme: Programme, scenario: Scenario) -> tuple[Option, ...]:
    """List what can be added, moved or closed: new ones, stops, sites; not those closed."""
    closed = {edit.code for edit in scenario.places if edit.change == Change.CLOSE}
    added = {What.STOP: list[Option](), What.SITE: list[Option]()}
    for edit in scenario.places:
        if edit.change == Change.ADD:
            added[edit.what].append(Option(edit.code, edit.code, "New in this scenario"))
    tables = (
        (programme.outreach_stops["stop_name"], "Outreach stops"),
        (programme.sites["site_name"], "Sites"),
    )
    return (
        Option(plan_words.NEW_STOP, "A new outreach stop", "Add"),
        Option(plan_words.NEW_SITE, "A new site", "Add"),
        *added[What.STOP],
        *added[What.SITE],
        *(
            Option(str(code), str(name), group)
            for names, group in tables
            for code, name in names.items()
            if str(code) not in closed
        ),
    )
