"""How every number is calculated: formula, worked values, sources, limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PROGRAMME: Final = "mothers2mothers, Where we work: Lesotho, as at November 2017"
DEMO: Final = "Which site has which staff is demonstration data, invented by a published rule."
SPLIT: Final = (
    "Totals are the programme's own; their split over districts and sites is demonstration data."
)
MODELLED_WALK: Final = "Walking times are modelled, not measured."


@dataclass(frozen=True)
class MethodEntry:
    """
    How one number is calculated.

    ``worked`` has names of measures and parameters in braces until ``method.entries``
    fills them; ``anchor`` is the fragment of its address.
    """

    anchor: str
    title: str
    formula: str
    worked: str
    sources: str
    limits: str


ENTRIES: Final = (
    MethodEntry(
        "sites",
        "Sites",
        "A site is one health centre and the communities around it; it is counted once.",
        "{sites} sites in scope.",
        f"{PROGRAMME}.",
        "Other partners and public lists count other things: 85 public facilities in the five "
        "districts, or 118 supported sites, are not the same measure. " + DEMO,
    ),
    MethodEntry(
        "mentor-mothers",
        "Frontline Mentor Mothers",
        "frontline = Mentor Mothers (health centre) + Community Mentor Mothers",
        "{mentor_mothers} + {community_mentor_mothers} = {frontline}; "
        "{mentor_mothers_per_site} and {community_mentor_mothers_per_site} per site.",
        f"{PROGRAMME}.",
        "Heads, not full-time posts. Whether coordinators also carry clients is not known: with "
        "them the frontline is larger. " + SPLIT,
    ),
    MethodEntry(
        "coordinators",
        "Coordinators and their spans",
        "per site = coordinators / sites; span = Mentor Mothers / coordinators",
        "{site_coordinators} Site Coordinators at {sites} sites = {site_coordinators_per_site}; "
        "{community_site_coordinators} Community Site Coordinators = "
        "{community_site_coordinators_per_site}. Spans: {facility_span} in health centres, "
        "{community_span} in communities, {overall_span} overall.",
        f"{PROGRAMME}.",
        "53 for 56 sites means that at least three have none of their own, if each has at most "
        "one; it does not say which. " + SPLIT,
    ),
    MethodEntry(
        "need",
        "Estimated need a year",
        "need = births a year x prevalence; births = women aged 15 to 49 x total fertility "
        "rate / 35",
        "{births_per_year} births x {p_prevalence} = {need_per_year} expected births a year to "
        "women living with HIV (95% interval {need_per_year_low} to {need_per_year_high}).",
        "Women 15 to 49: US Census Bureau, 2017. Fertility: LDHS 2014. Prevalence: UNAIDS 2016, "
        "adults 15 to 49, both sexes, national.",
        "The national adult estimate is applied to pregnant women in every district, so "
        "districts differ by births only. Births may be about 7% high: children under five of "
        "the same source point to 47,000 to 48,000 a year in the country, not 50,953.",
    ),
    MethodEntry(
        "need-interval",
        "The interval of need",
        "CV(total)^2 = CV(shared)^2 + sum (need x CV(own))^2 / (sum need)^2; "
        "interval = need x exp(-1.96 s) to need x exp(1.96 s), s = sqrt(ln(1 + CV^2))",
        "Shared error {p_cv_shared}, each district's own {p_cv_independent}: {need_per_year_low} "
        "to {need_per_year_high} for the scope.",
        "Planning assumptions of this project.",
        "Prevalence is in error in all districts at once. Adding errors up as if they were "
        "independent would make the interval of the total too narrow.",
    ),
    MethodEntry(
        "pairs",
        "Mother-infant pairs at any time",
        "pairs = need a year x years in the programme",
        "{need_per_year} x {p_years_in_programme} = {pairs_in_programme} pairs if all were "
        "enrolled; {pairs_per_frontline} per frontline Mentor Mother.",
        "Mean stay: planning assumption, from about 20 weeks before birth to 18 months after.",
        "An expectation, not the number enrolled: enrolment is not in this dataset.",
    ),
    MethodEntry(
        "need-per-staff",
        "Need per Mentor Mother and per site",
        "need per post = need a year / posts",
        "{need_per_year} / {frontline} = {need_per_frontline} a year per frontline Mentor Mother "
        "({need_per_frontline_low} to {need_per_frontline_high}); {need_per_mentor_mother} per "
        "health-centre Mentor Mother ({need_per_mentor_mother_low} to "
        "{need_per_mentor_mother_high}); {need_per_site} per site.",
        f"Need as above; staff: {PROGRAMME}.",
        "No published number of clients per Mentor Mother was found, so none is used as a norm. "
        + SPLIT,
    ),
    MethodEntry(
        "walking-time",
        "Walking time to the nearest staffed site",
        "least time over a 500 m grid, 16 directions, pace by ecological zone and season; a site "
        "is staffed when it has at least one Mentor Mother",
        "Half of need lies within {median_walk_seconds}, nine tenths within {p90_walk_seconds}. "
        "Speeds: lowlands {p_walk_kmh_lowlands}, foothills {p_walk_kmh_foothills}, Senqu valley "
        "{p_walk_kmh_senqu}, mountains {p_walk_kmh_mountains} km/h.",
        "Elevation: ITU-R P.1511 (5 arc-minutes). Rivers: World Data Bank II. Places: GeoNames. "
        "Speeds: planning assumptions, late pregnancy included.",
        "Elevation is known every 9 km only, so speed follows the zone and not the slope. "
        "Bridges are assumed where a named place lies within 3 km of a river; small rivers are "
        "missing. Sixteen directions make a walk on level ground 1.4% too long on average, 2.8% "
        "at most. Only routes inside Lesotho are known.",
    ),
    MethodEntry(
        "geographic-coverage",
        "Geographic coverage",
        "share = need within the chosen walk of a staffed site / all need in scope; a time on "
        "the limit counts as within",
        "{geographic_coverage_n} / {geographic_coverage_d} = {geographic_coverage} "
        "({geographic_coverage_low} to {geographic_coverage_high} over the checks). Within 30 "
        "min {need_within_30_minutes}, 1 h {need_within_60_minutes}, 2 h "
        "{need_within_120_minutes}, 3 h {need_within_180_minutes}.",
        "Need and walking time as above.",
        "Says who could reach a site, not who is enrolled. Weighted by need, never by area. "
        + MODELLED_WALK,
    ),
    MethodEntry(
        "effective-coverage",
        "Effective coverage and its three parts",
        "served = sum over sites of min(1, capacity / demand) x demand; capacity = heads, "
        "each taken as full-time, x pairs per post; demand in pairs, each place going to its "
        "nearest staffed site",
        "Served {effective_coverage}, in reach but over capacity {share_over_capacity}, out of "
        "reach {share_out_of_reach}: together all need in scope. Capacity: {p_k_facility} pairs "
        "per health-centre post; at home {p_k_community_lowland} in the lowlands and foothills, "
        "{p_k_community_mountain} in the mountains and the Senqu valley.",
        "Capacity: planning assumptions from hours worked and hours per pair.",
        "Women go to the nearest site in this model; in life some pass it. " + DEMO,
    ),
    MethodEntry(
        "posts",
        "Posts required, missing and over",
        "Mentor Mothers per site = max(fewest, ceil(pairs x target / pairs per post)); "
        "Community Mentor Mothers = ceil(pairs x target x home-visit share x (lowland share / "
        "lowland load + mountain share / mountain load)); one Site Coordinator per site; "
        "Community Site Coordinators = ceil(Community Mentor Mothers / span)",
        "Mentor Mothers: {mm_required} required ({mm_full_time} full-time before rounding up), "
        "{mm_deficit} missing, {mm_surplus} over. Community Mentor Mothers: {cmm_required} "
        "required ({cmm_full_time} full-time), {cmm_deficit} missing, {cmm_surplus} over. Target "
        "{p_tau}, fewest {p_m_min} per site, home-visit share {p_home_visit_share}, span "
        "{p_span}.",
        "Norms: planning assumptions; the programme's own would replace them.",
        "The fewest of two per site alone asks for 112 Mentor Mothers at 56 sites, and rounding "
        "up at each site adds to the total. Missing and over are never netted: staff live where "
        "they work. " + DEMO,
    ),
    MethodEntry(
        "outreach",
        "Outreach",
        "contacts ~ binomial(months, attendance x (1 - cancellations)); fraction = P(at least "
        "the fewest contacts); completion = visits held / visits planned; recency = days from "
        "the last visit held to 30 November 2017",
        "{outreach_stops} stops; {outreach_completion} of planned visits were held; of need out "
        "of reach, {outreach_coverage} has working outreach. Attendance {p_attendance}, "
        "cancellations {p_cancellations} (winter {p_cancellations_winter}), "
        "{p_outreach_months} months, at least {p_minimum_contacts} contacts, recent within "
        "{p_recency_days} days.",
        "Stops and visits: demonstration data. Two contacts as the minimum: AIDS 2016, abstract "
        "8174, observational.",
        "Planned is not held; both are shown. A monthly visit does not equal a fixed site: at "
        "least four contacts in five months reach 57% of women.",
    ),
    MethodEntry(
        "flag",
        "Remote and underserved areas",
        "flagged = walk over the limit, and need at or over the least need, and (no visit held "
        "recently, or outreach fraction under its least); checked six times: walking times "
        "+25% and -25%, need low and high, wet season, winter",
        "{areas_flagged} areas flagged, {areas_not_assessed} cannot be assessed; "
        "{share_need_flagged} of assessed need. Limits: {p_threshold_minutes} minutes, "
        "{p_minimum_need} births a year, {p_recency_days} days, {p_outreach_effective_minimum}.",
        "Need, walking time and outreach as above.",
        "Areas of about 30 km2 made for this atlas, not administrative ones. An area without "
        "data is 'cannot assess', never clear. Outside the five districts nothing is flagged.",
    ),
    MethodEntry(
        "unmet-need",
        "Unmet need",
        "unmet = need not served by a site and not reached by working outreach",
        "{unmet_need_per_year} births a year to women living with HIV "
        "({unmet_need_per_year_low} to {unmet_need_per_year_high} over the checks).",
        "As for effective coverage and outreach.",
        "Ranks by unmet need are close together; small differences mean nothing.",
    ),
    MethodEntry(
        "equity",
        "Nearest and most remote fifth",
        "gap = coverage in the most remote fifth of need - coverage in the nearest fifth; "
        "concentration index over need ranked by walking time; Gini of staff against need "
        "between districts",
        "Gap {equity_gap}; concentration index {concentration_index}; Gini between districts "
        "{gini_between_districts}.",
        "Effective coverage as above.",
        "Five districts are few, so the Gini understates inequality. A negative concentration "
        "index means that coverage lies with the near.",
    ),
    MethodEntry(
        "prevalence",
        "HIV prevalence layers",
        "shown as published, with the published interval; nothing is averaged",
        "National estimate behind need: {p_prevalence} of adults 15 to 49, 2016. As a check, "
        "Naomi's district pattern can replace it, scaled so that the country stays the same.",
        "UNAIDS Naomi, women 15 to 29 in five-year groups, December 2022. LDHS 2004, adults, "
        "three districts. UNAIDS 2016, national.",
        "Naomi's layer is neither ages 15 to 49 nor 2017. Seven districts have no LDHS 2004 "
        "figure here and show as 'no data'. The programme describes its five districts as those "
        "of highest burden; Naomi ranks Quthing, outside the five, first.",
    ),
)
# Those that go where a dataset brings real ground.
ZONE_LIMITS: Final = (
    "Elevation is known every 5 arc-minutes (about 9 km) only: pace follows ecological zones.",
    "Bridges are assumed where a named place lies within 3 km; small rivers are missing.",
    "Only walking inside Lesotho is modelled; walk and taxi needs a road layer.",
)
LIMITS: Final = (
    *ZONE_LIMITS,
    "Births may be about 7% too high, and need with them.",
    "One national prevalence is applied to pregnant women everywhere.",
    "Sixteen walking directions make a walk on level ground 1.4% too long (2.8% at most).",
    "Sites, their staff, stops and visits are demonstration data, not any real health centre.",
    "District boundaries are accurate to about 1 km.",
)
ROUNDING: Final = (
    "Modelled counts are rounded to two figures under 100, to 10 under 1,000, to 50 under 10,000 "
    "and to 100 above. Missing is 'no data', never zero; a share of nothing is 'n/a'. Staff of "
    "one site stand as 0, 1 or 2+. Changes are taken before rounding; one of need under 5 is told "
    "as that."
)
MARKS: Final = (
    "Marks: V read in the source, V2 in a secondary source, K professional knowledge (h high, m "
    "medium, l low confidence), A planning assumption, M modelled."
)
