"""Cards, sentence, attention and details say the numbers of the assessment, and no others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dashboard import details, headlines, summary
from dashboard.state import Layer, Selection
from geodata.assessment import Assessment, assess
from geodata.choice import Choice
from tests.dashboard.mapcontexts import context_of
from tests.geodata import small

if TYPE_CHECKING:
    from geodata.model import Model
    from geodata.programme import Programme

HOUR = Selection(threshold_minutes=60)


@pytest.fixture(name="model", scope="module")
def _model() -> Model:
    return small.model(outreach_visits=small.visits("2017-10-01"))


@pytest.fixture(name="hour", scope="module")
def _hour(model: Model) -> Assessment:
    return assess(model, HOUR.choice)


def test_five_cards_with_what_they_are_made_of(model: Model, hour: Assessment) -> None:
    cards = summary.cards(model.programme, hour, HOUR)
    assert [card.value for card in cards][:3] == ["2", "7", "2"]
    assert cards[1].sub == "3 in health centres, 4 in communities"
    # 120 a year over 7 frontline, 17.1, and over 3 in health centres, 40.
    assert cards[3].value.startswith("17 (")
    assert cards[3].sub == "a year; health centres only: 40 (31\u201352)"
    assert cards[4].value == "83%"
    for card in cards:
        for part in ("Made of:", "Source:", "Date:", "Status:"):
            assert part in card.provenance
    assert "100 / 120" in cards[4].provenance


def test_a_total_that_the_programme_published_is_told_as_that(lesotho: Programme) -> None:
    context = context_of(lesotho)
    first = Selection()
    told = [
        card.provenance.split("\n")
        for card in summary.cards(lesotho, context.assessment(first.choice), first)
    ]
    for made_of, source, date, status in told[:3]:
        assert made_of.endswith("a count for all 5 programme districts of 10")
        assert source == "Source: the programme's own published totals"
        assert date == "Date: 30 November 2017"
        assert status == "Status: published; by district and by site: demonstration"
    one = Selection(place="LS-A")
    sites = summary.cards(lesotho, context.assessment(one.choice), one)[0].provenance
    assert "published" not in sites
    assert sites.endswith("Status: demonstration")


def test_a_number_names_the_sources_that_it_is_made_from_and_no_others(lesotho: Programme) -> None:
    context = context_of(lesotho)
    for query, naomi in (({}, False), ({"need": "naomi_pattern"}, True)):
        chosen = Selection.from_query(query)
        need = summary.cards(lesotho, context.assessment(chosen.choice), chosen)[3].provenance
        assert "Adult HIV prevalence 15-49 in Lesotho, 2016" in need
        assert ("Naomi" in need) == naomi
        for other in ("Impact Assessment", "2004 Lesotho", "2006 Population", "boundaries"):
            assert other not in need
        assert "Date: 30 November 2017, from data of 2014 to " in need


def test_sentence_says_the_share_its_range_and_the_flags(model: Model, hour: Assessment) -> None:
    text = headlines.sentence(model.programme, hour, HOUR)
    covered = hour.measure("TOTAL", "geographic_coverage")
    assert "83%" in text
    assert f"{100 * covered['lower']:.0f} to {100 * covered['upper']:.0f}%" in text
    assert "an hour's walk" in text
    assert "1 community area is flagged" in text
    assert "modelled" in text


@pytest.mark.parametrize("layer", [layer for layer in Layer if layer != Layer.PREVALENCE])
def test_every_layer_has_its_sentence(model: Model, hour: Assessment, layer: Layer) -> None:
    text = headlines.sentence(model.programme, hour, Selection(layer=layer, threshold_minutes=60))
    assert text.endswith(".")
    assert not re.search(r"\bnan\b|\binf\b|None", text)


def test_sentence_of_the_split_adds_up_to_the_whole(model: Model, hour: Assessment) -> None:
    selection = Selection(layer=Layer.THREE_WAY, threshold_minutes=60)
    text = headlines.sentence(model.programme, hour, selection)
    assert "75% of need" in text
    assert "8% is in reach but over capacity" in text
    assert "17% is beyond an hour's walk" in text


def test_a_chosen_district_answers_for_itself_and_an_outside_one_for_the_scope(
    model: Model, hour: Assessment
) -> None:
    inside = headlines.sentence(model.programme, hour, Selection(place="A", threshold_minutes=60))
    outside = headlines.sentence(model.programme, hour, Selection(place="B", threshold_minutes=60))
    assert inside.startswith("In Aba,")
    assert outside.startswith("In the one programme district")


def test_attention_lists_flags_coordinators_outreach_and_single_posts(
    model: Model, hour: Assessment
) -> None:
    flags, coordinators, outreach, single = summary.attention(model.programme, hour)
    assert [(item.text, item.number) for item in flags.items] == [("Far", "1")]
    assert [item.detail for item in coordinators.items] == ["no Site Coordinator of either kind"]
    assert outreach.items[0].detail == "Aba, last visit 60 days ago"
    assert [item.place for item in single.items] == ["S2"]


def test_details_of_a_site_hold_bands_only(model: Model, hour: Assessment) -> None:
    shown = details.detail(model.programme, hour, "S1")
    assert shown is not None
    assert {row.value for row in shown.rows} <= {"0", "1", "2+", "no data"}
    assert "Staff is shown in bands" in shown.sentence


def test_details_of_an_area_repeat_its_sentence(model: Model, hour: Assessment) -> None:
    shown = details.detail(model.programme, hour, "A-2")
    assert shown is not None
    assert shown.sentence == hour.areas.at["A-2", "explanation"]
    assert shown.sentence.startswith("Flagged: about 1 h 50 min walk")


@pytest.mark.parametrize("place", ["A", "B", "A-1", "B-1", "S2", "P1"])
def test_every_kind_of_place_has_details(model: Model, hour: Assessment, place: str) -> None:
    shown = details.detail(model.programme, hour, place)
    assert shown is not None
    words = " ".join([shown.sentence, *(f"{row.value} {row.note}" for row in shown.rows)])
    assert not re.search(r"\bnan\b|\binf\b|None", words)


def test_an_unknown_place_is_told_and_no_place_has_no_details(
    model: Model, hour: Assessment
) -> None:
    shown = details.detail(model.programme, hour, "ZZ-99")
    assert shown is not None
    assert (shown.kind, shown.title) == ("Not in this dataset", "ZZ-99")
    assert "No district" in shown.sentence
    assert details.detail(model.programme, hour, "") is None


def test_a_view_without_outreach_data_says_what_would_fill_it() -> None:
    model = small.model(outreach_visits=small.visits(None).iloc[:0])
    found = assess(model, Choice(threshold_minutes=60))
    flags, _, outreach, _ = summary.attention(model.programme, found)
    assert "add outreach_visits.csv" in outreach.note
    assert "2 areas cannot be assessed" in flags.note


def test_a_total_over_part_of_the_sites_says_of_how_many() -> None:
    staff = small.staffing()
    staff.loc[(staff["site_id"] == "S2") & (staff["cadre"] == "MM"), "headcount"] = float("nan")
    model = small.model(staffing=staff)
    card = summary.cards(model.programme, assess(model, HOUR.choice), HOUR)[1]
    assert card.sub == "2 in health centres, 4 in communities (1 of 2 sites)"
