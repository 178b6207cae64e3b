"""What the norms tell a reader of any one site: posts asked for, missing and above, there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.public.columns import CADRES, CMM, FRONTLINE, MM
from geodata.public.known import AT_ONE_SITE, MANY, Statement, at_one_site, count_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geodata.public.known import Key, Knowledge
    from geodata.public.view import PublicView

    # Names the unknown of a view for a column of the norms, and, in a case, for a part of it.
    Named = Callable[[str, str], Key]

HAS_TEAM, SPAN_THERE = "team at one site", "csc_required at one site"


def norms_of_one_site(
    view: PublicView, code: str, knowledge: Knowledge, named: Named
) -> Iterator[Statement]:
    """
    Write down that a site and the others together have what the norms say of a district.

    Each team is asked for a least number of Mentor Mothers; posts missing and above the norm
    are counted site by site; and a Community Site Coordinator is asked for each full or part
    span of Community Mentor Mothers.

    Parameters
    ----------
    named
        Names the unknown for a column of the norms in the district, or for its part at the site.
    """
    parameters = dict(view.parameters)
    names = {column: cadre.lower() for cadre, column in CADRES.items()}
    for column in FRONTLINE if knowledge.all_reported else ():
        here = at_one_site(view, code, column)
        required, missing, above = (
            f"{names[column]}_{part}" for part in ("required", "deficit", "surplus")
        )
        yield Statement(
            (
                (named(required, AT_ONE_SITE), 1.0),
                (here, -1.0),
                (named(missing, AT_ONE_SITE), -1.0),
                (named(above, AT_ONE_SITE), 1.0),
            ),
            0.0,
            0.0,
        )
        for part in (required, missing, above):
            yield Statement(((named(part, ""), 1.0), (named(part, AT_ONE_SITE), -1.0)), lower=0.0)
    yield from _least_there(view, code, named, parameters["m_min"])
    if knowledge.all_reported:
        yield from _span_there(view, code, named, parameters["span"])


def _least_there(view: PublicView, code: str, named: Named, least: float) -> Iterator[Statement]:
    """Where a site has Mentor Mothers it has a team, and is asked for the least at least."""
    here, team = at_one_site(view, code, MM), count_key(view, code, HAS_TEAM)
    asked = (named("mm_required", AT_ONE_SITE), 1.0)
    yield Statement(((team, 1.0),), 0.0, 1.0)
    yield Statement(((here, 1.0), (team, -MANY)), upper=0.0)
    yield Statement((asked, (team, -least)), lower=0.0)
    others = ((named("mm_required", ""), 1.0), (named("mm_required", AT_ONE_SITE), -1.0))
    yield Statement((*others, (named("sc_required", ""), -least), (team, least)), lower=0.0)


def _span_there(view: PublicView, code: str, named: Named, span: float) -> Iterator[Statement]:
    """Coordinators asked for at the site, and those at the others, span who works there."""
    here, asked = at_one_site(view, code, CMM), count_key(view, code, SPAN_THERE)
    everywhere = count_key(view, code, CMM)
    all_asked = named("csc_required", "")
    yield Statement(((here, 1.0), (asked, -1.0)), lower=0.0)
    yield Statement(((asked, span), (here, -1.0)), lower=0.0)
    rest = ((everywhere, 1.0), (here, -1.0))
    yield Statement((*rest, (all_asked, -1.0), (asked, 1.0)), lower=0.0)
    less = ((everywhere, -1.0), (here, 1.0))
    yield Statement((*less, (all_asked, span), (asked, -span)), lower=0.0)
