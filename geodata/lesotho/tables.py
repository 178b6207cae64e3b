"""Tables of published figures: districts, population, fertility, prevalence, parameters."""

from __future__ import annotations

import pandas as pd

from geodata.lesotho import facts
from geodata.lesotho.writing import with_source

NAOMI_AGES = {"Y015_019": "15_19", "Y020_024": "20_24", "Y025_029": "25_29"}
POPULATION_COLUMNS = ["area_code", "year", "sex", "age_group", "count"]
DISTRICT_COLUMNS = ["district_code", "district_name", "naomi_area_id", "in_programme"]
FERTILITY_COLUMNS = ["area_code", "year", "tfr", "births_per_year"]
PREVALENCE_COLUMNS = [
    "layer_id",
    "layer_title",
    "area_code",
    "area_level",
    "period",
    "population",
    "estimate",
    "lower",
    "upper",
    "ci_level",
    "method",
]
PARAMETER_COLUMNS = ["name", "value", "unit", "low", "high", "source", "mark", "note"]


def districts() -> pd.DataFrame:
    """Return the ten districts and whether the programme works there."""
    return with_source(facts.table("districts"), "m2m2017", "2017-11-30", "published")


def population() -> pd.DataFrame:
    """
    Return census counts of 2006 and 2016 and women 15-49 of 2017, one row each.

    >>> population().groupby(["year", "age_group"])["count"].sum().tolist()
    [1876633, 2007201, 551977]
    """
    frame = facts.table("districts")
    women = facts.table("lso_women_15_49")
    codes = frame["district_code"]
    counts = [
        _counts(codes, 2006, ("both", "all"), frame["population_2006"], ("bos2006", "2006")),
        _counts(codes, 2016, ("both", "all"), frame["population_2016"], ("census2016", "2016")),
        _counts(
            women["area_id"],
            2017,
            ("female", "Y015_049"),
            women["women_15_49"],
            ("uscb2019", "2019"),
        ),
    ]
    return pd.concat(counts).sort_values(["year", "area_code"], ignore_index=True)


def _counts(
    codes: pd.Series, year: int, who: tuple[str, str], counts: pd.Series, source: tuple[str, str]
) -> pd.DataFrame:
    """Rows of one count: who are sex and age group, the source comes with its date."""
    frame = pd.DataFrame({"area_code": codes, "count": counts})
    frame = frame.assign(year=year, sex=who[0], age_group=who[1])
    return with_source(frame, *source, "published")


def fertility() -> pd.DataFrame:
    """Return total fertility rates; births stay blank because none are reported."""
    frame = facts.table("districts").rename(columns={"district_code": "area_code"})
    frame = frame.assign(year=2014, births_per_year=None)
    return with_source(frame, "ldhs2014", "2014", "published")


def prevalence() -> pd.DataFrame:
    """
    Return all prevalence layers: Naomi's by age and those typed from reports.

    >>> frame = prevalence().set_index(["layer_id", "area_code"])
    >>> round(float(frame.at[("naomi_2022_women_25_29", "LS-G"), "estimate"]), 3)
    0.231
    """
    typed = facts.table("prevalence").astype({"period": str, "source_date": str})
    naomi = facts.table("naomi2023_women_10_29").query("indicator == 'prevalence'")
    naomi = naomi[naomi["age_group"].isin(NAOMI_AGES)].drop(columns="source")
    ages = naomi["age_group"].map(NAOMI_AGES)
    naomi = naomi.assign(
        layer_id="naomi_2022_women_" + ages,
        layer_title="UNAIDS Naomi, women " + ages.str.replace("_", "-") + ", December 2022",
        area_code=naomi["area_id"],
        area_level=naomi["area_id"].eq("LS").map({True: "country", False: "district"}),
        period="2022Q4",
        population="women_" + ages,
        ci_level=95,
        method="naomi",
    ).rename(columns={"mean": "estimate"})
    naomi = with_source(naomi, "naomi2023", "2023", "published")
    frame = pd.concat([naomi, typed], ignore_index=True).astype({"ci_level": "Int64"})
    return frame.sort_values(["layer_id", "area_code"], ignore_index=True)


def parameters() -> pd.DataFrame:
    """Return every planning parameter with its range, source and mark."""
    frame = facts.table("parameters")
    status = frame["mark"].isin(["V", "V2"]).map({True: "published", False: "modelled"})
    return frame.assign(source_date="2026-11-25", data_status=status)
