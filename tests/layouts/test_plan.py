"""The Plan page: every id once, every control named, staff view and status on it."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import pytest

from dashboard import ids, words
from dashboard.plan import ids as plan_ids
from dashboard.plan import words as plan_words
from dashboard.plan.page import NormText, PlanText
from dashboard.plan.state import History
from dashboard.plan.wish import Wishes
from dashboard.text import Links, Option
from geodata.planning.scenario import Scenario
from geodata.ways import Offer
from layouts.pages import plan
from tests.layouts.sample import LEGEND, STATUS, by_id, of_type, parts

NORM = NormText("pace", "Walking speed", "Of today's.", "100%", 100, 100, 50, 150, 5)
TEXT = PlanText(
    period="November 2017",
    status=STATUS,
    scenario=Scenario(),
    offer=Offer(),
    wishes=Wishes(),
    stored=History().to_store(),
    sentence="Today 40% of need can be served.",
    note="",
    norms=tuple(
        NormText(norm.name, norm.label, norm.help, "1", 1, 1, 0, 2, norm.step, norm.is_rare)
        for norm in plan_words.NORMS
    ),
    pace=NORM,
    places=(Option("-29.5 27.9 P", "Semonkong", "Towns"),),
    subjects=(Option("new-stop", "A new outreach stop", "Add"),),
    districts=(Option("LS-A", "Maseru"),),
    saved=(),
    kept_note="No scenario is kept yet.",
    legend=LEGEND,
    figure={"data": [], "layout": {}},
)
PAGE = plan.layout(TEXT, Links())


def test_each_id_stands_once() -> None:
    counted = Counter(part.id for part in parts(PAGE) if getattr(part, "id", None))
    assert {name: times for name, times in counted.items() if times > 1} == {}


def test_each_named_id_is_on_the_page() -> None:
    named = {
        value for name, value in vars(plan_ids).items() if name.isupper() and isinstance(value, str)
    }
    assert named - set(by_id(PAGE)) == set()


def test_every_output_of_the_callbacks_has_its_slot() -> None:
    from dashboard import slots  # noqa: PLC0415 - only here
    from dashboard.plan import check as plan_check  # noqa: PLC0415 - only here
    from dashboard.plan import listed as plan_list  # noqa: PLC0415 - only here
    from dashboard.plan import slots as plan_slots  # noqa: PLC0415 - only here
    from dashboard.plan import steps as plan_steps  # noqa: PLC0415 - only here

    outputs = [
        *plan_slots.row_outputs(),
        *plan_slots.bar_outputs(),
        *plan_list.edit_outputs(),
        *plan_slots.changed_outputs(),
        *chain.from_iterable(map(plan_steps.step_outputs, plan_ids.STEP_SLOTS)),
        *plan_slots.district_outputs(["LS-A"]),
        *plan_check.check_outputs(),
        *slots.legend_outputs(),
    ]
    assert {output.component_id for output in outputs} <= set(by_id(PAGE))


def test_regions_have_names_and_there_is_one_first_heading() -> None:
    named = [*of_type(PAGE, "Nav"), *of_type(PAGE, "Section"), *of_type(PAGE, "Aside")]
    assert all(getattr(part, "aria-label", "") for part in named)
    assert len(of_type(PAGE, "H1")) == 1


def test_the_page_is_marked_in_the_header_and_says_that_it_is_for_staff() -> None:
    shown = [link for link in of_type(PAGE, "Link") if "page-shown" in link.className]
    assert [(link.children, link.href) for link in shown] == [("Plan", "/plan")]
    said = [part.children for part in of_type(PAGE, "Span")]
    assert words.STAFF_VIEW in said
    assert STATUS.chip in said


def test_the_map_sends_nothing_away() -> None:
    config = by_id(PAGE)[ids.MAP].config
    assert (config["showSendToCloud"], config["plotlyServerURL"]) == (False, "")


@pytest.mark.parametrize("button", [plan_ids.UNDO, plan_ids.REDO, plan_ids.RESET])
def test_there_is_nothing_to_take_back_at_first(button: str) -> None:
    assert by_id(PAGE)[button].disabled is True


def test_each_slider_says_its_name_and_marks_today() -> None:
    sliders = of_type(PAGE, "Slider")
    assert len(sliders) == len(plan_words.NORMS) + 1
    assert all(slider.thumbLabel and slider.marks for slider in sliders)
