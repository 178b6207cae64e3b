"""What is missing is said where a number would stand: no zero, no 'nan', and of how many."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dashboard import details, headlines, summary
from dashboard.state import Layer, Selection
from geodata.assessment import Assessment, assess
from geodata.names import TOTAL, Cadre, NeedBasis, Scope
from tests.dashboard.mapcontexts import context_of
from tests.geodata import small

if TYPE_CHECKING:
    from dashboard.text import DetailText
    from geodata.model import Model
    from geodata.programme import Programme

HOUR = Selection(threshold_minutes=60)
EVERYWHERE = replace(HOUR, scope=Scope.COUNTRY)


def without_staff(*sites: str) -> Model:
    """Return the small country, some of whose sites have not told their staff."""
    staff = small.staffing()
    staff.loc[staff["site_id"].isin(sites), "headcount"] = float("nan")
    return small.model(staffing=staff)


def without_women() -> Model:
    districts = small.districts()
    districts.loc["A", "women_15_49"] = float("nan")
    return small.model(districts=districts)


def without_visits() -> Model:
    return small.model(outreach_visits=small.visits(None).iloc[:0])


def told(model: Model, selection: Selection) -> tuple[Assessment, str]:
    found = assess(model, selection.choice)
    return found, headlines.sentence(model.programme, found, selection)


def detail_of(model: Model, place: str, selection: Selection = HOUR) -> DetailText:
    shown = details.detail(model.programme, assess(model, selection.choice), place)
    assert shown is not None
    return shown


def row(shown: DetailText, label: str) -> tuple[str, str]:
    found = next(one for one in shown.rows if one.label.startswith(label))
    return found.value, found.note


def test_a_share_counted_with_some_of_the_sites_says_so() -> None:
    model = without_staff("S2")
    found, sentence = told(model, HOUR)
    assert "(modelled; 1 of 2 sites reported their staff)" in sentence
    reach = summary.cards(model.programme, found, HOUR)[4]
    assert reach.sub.endswith("; 1 of 2 sites reported")
    shown = detail_of(model, "A")
    assert shown.sentence.endswith("known of 1 of 2 sites; the others count as without.")
    assert row(shown, "Within")[1].endswith("; 1 of 2 sites reported")
    assert row(shown, "Mentor Mothers")[0] == "2 (1 of 2 sites)"


def test_a_site_that_did_not_report_is_not_said_to_have_room() -> None:
    sentence = detail_of(without_staff("S2"), "S2").sentence
    assert "not reported" in sentence
    assert "capacity" not in sentence
    needs = assess(without_staff("S2"), HOUR.choice).sites["need_in_catchment"]
    assert needs.isna().to_dict() == {"S1": False, "S2": True}


def test_without_any_report_nothing_is_said_to_be_short_or_without_a_denominator() -> None:
    model = without_staff("S1", "S2")
    shown = detail_of(model, "A")
    assert row(shown, "Mentor Mothers") == (
        "no data",
        "0 of 2 sites reported: posts missing are not known",
    )
    assert row(shown, "Need per frontline")[0] == "no data"
    assert row(shown, "Mentor Mothers per coordinator")[0] == "no data"
    found, sentence = told(model, replace(HOUR, layer=Layer.DEFICIT))
    assert "cannot be told: 0 of 2 sites reported" in sentence
    card = summary.cards(model.programme, found, HOUR)[3]
    assert (card.value, card.sub) == ("no data", "0 of 1 districts have data")


def test_need_of_part_of_the_districts_says_of_how_many() -> None:
    model = without_women()
    found, sentence = told(model, replace(EVERYWHERE, layer=Layer.NEED))
    assert sentence.endswith("cannot be told: 1 of 2 districts have data.")
    card = summary.cards(model.programme, found, EVERYWHERE)[3]
    assert (card.value, card.sub) == ("no data", "1 of 2 districts have data")
    assert "women aged 15-49" in row(detail_of(model, "A"), "Births a year")[1]


def test_a_district_without_mentor_mothers_has_no_need_for_each() -> None:
    model = small.model()
    layer = replace(EVERYWHERE, layer=Layer.STAFFING_RATIO, cadre=Cadre.CMM, place="B")
    found, sentence = told(model, layer)
    assert sentence == (
        "Need for each Community Mentor Mother in Beba: n/a (no Community Mentor Mother)."
    )
    card = summary.cards(model.programme, found, layer)[3]
    assert (card.value, card.sub) == ("n/a", "n/a (no Mentor Mother)")


def test_without_outreach_data_no_area_is_counted_as_clear_and_nothing_as_unreached() -> None:
    model = without_visits()
    found, sentence = told(model, HOUR)
    assert "none is flagged as remote and underserved, 2 areas cannot be assessed" in sentence
    assert found.measure(TOTAL, "outreach_coverage")["status"] == "missing_input"
    shown = detail_of(model, "A")
    assert row(shown, "Outreach reaches")[0] == "no data"
    assert row(shown, "Need flagged") == (
        "n/a (no area assessed)",
        "0 community areas; 2 cannot be assessed",
    )
    assert "nothing is known" in detail_of(model, "P1").sentence


def test_the_sentence_names_the_basis_of_need_that_was_chosen(lesotho: Programme) -> None:
    chosen = replace(Selection(layer=Layer.NEED), need_basis=NeedBasis.NAOMI_PATTERN)
    found = context_of(lesotho).assessment(chosen.choice)
    assert "Naomi's district pattern" in headlines.sentence(lesotho, found, chosen)


@pytest.mark.parametrize(
    "model",
    [without_staff("S1", "S2"), without_women(), without_visits()],
    ids=["staff", "women", "visits"],
)
def test_nothing_missing_is_written_as_nan(model: Model) -> None:
    programme = model.programme
    for chosen in (HOUR, replace(EVERYWHERE, place="B")):
        found = assess(model, chosen.choice)
        said = [repr(details.detail(programme, found, place)) for place in ("A", "B", "S1", "P1")]
        for layer in set(Layer) - {Layer.PREVALENCE}:
            selection = replace(chosen, layer=layer)
            said.append(headlines.sentence(programme, found, selection))
            said += map(repr, summary.cards(programme, found, selection))
        assert not re.search(r"\b(nan|inf|NaT)\b", " ".join(said))
