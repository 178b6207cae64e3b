"""What a person decided about a file: columns, names, repairs to make and repairs to leave."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from geodata.incoming.columns import KNOWN, plain
from geodata.incoming.result import repair_key
from geodata.matching import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.incoming.place import Place

# Repairs that reading makes at once, and that a person may take back.
LEFT_WORDS: Mapping[str, str] = {
    "minus_sign": "latitudes without their minus sign",
    "swap": "exchanged latitude and longitude",
    "swap_and_sign": "both at once",
    "totals": "rows that look like totals, as rows like others",
    "slopes_held": "a friction that holds the slopes already",
}
# Repairs that wait for a person.
MADE_WORDS: Mapping[str, str] = {
    "ungroup": "the sign parts thousands",
    "percent": "the number is in per cent",
    "blank": "the number means that nothing is known",
    "unit": "only the number of the cell counts",
    "period": "the rows are of the period of the title",
    "district": "the rows are of the district of the title",
    "add_slopes": "the friction holds no slopes",
    "leave_hidden": "hidden rows do not count",
    "in_unit": "the friction is in this unit",
}
CAN_BE_LEFT, CAN_BE_MADE = frozenset(LEFT_WORDS), frozenset(MADE_WORDS)


@dataclass(frozen=True)
class Decisions:
    """
    Decisions on one file.

    Parameters
    ----------
    meanings
        Column header to the name that it has in our tables.
    names
        Text as written to the code of the district it means.
    made
        Repairs to make, by ``repair_key``.
    left
        Repairs not to make: the values stay as written.
    remembered
        Meanings that were confirmed for files of a shape before, by ``shape_of``.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    made: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    remembered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Decisions:
        """
        Return the decisions that a draft has kept; what is of another kind does not count.

        >>> Decisions.of({"left": ["swap", "no repair"], "names": {"Masero": "LS-A"}}).left
        frozenset({'swap'})
        """
        return cls(
            meanings=_texts(kept.get("meanings")),
            names=_texts(kept.get("names")),
            made=frozenset(map(str, kept.get("made", ()))),
            left=frozenset(map(str, kept.get("left", ()))) & CAN_BE_LEFT,
        )

    def makes(self, fix: str, column: str, value: str) -> bool:
        """Say whether a repair that waits for a person was decided on."""
        return bool(self.made) and repair_key(fix, column, value) in self.made

    def sentences(self, districts: Mapping[str, str]) -> tuple[str, ...]:
        """
        Return the decisions in words, for the record of a version.

        >>> Decisions({"Staff": "headcount"}, left=frozenset({"swap"})).sentences({})
        ("Column 'Staff' means headcount.", 'Left as written: swap.')
        """
        said = [f"Column '{header}' means {name}." for header, name in self.meanings.items()]
        said += [
            f"'{text}' means {code} ({districts.get(code, '')})."
            for text, code in self.names.items()
        ]
        said += [f"Repaired: {key}." for key in sorted(self.made)]
        said += [f"Left as written: {fix}." for fix in sorted(self.left)]
        return tuple(said)


def _texts(kept: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}


def shape_of(headers: Iterable[str]) -> str:
    """
    Return what tells files of one shape: their headers, whatever their case and spaces.

    >>> shape_of(["Site ID", "MM"]) == shape_of(["site id ", "mm"]) != shape_of(["site id"])
    True
    """
    return hashlib.sha256("\n".join(map(plain, headers)).encode()).hexdigest()[:20]


def settled(
    suggested: Mapping[str, str], headers: Iterable[str], decisions: Decisions
) -> dict[str, str]:
    """
    Return the meaning of each header, each meaning once: decided, remembered, then suggested.

    >>> settled({"A": "MM", "B": "b"}, ["A", "B"], Decisions({"B": "MM"}))
    {'A': 'a', 'B': 'MM'}
    """
    listed = list(headers)
    before = decisions.remembered.get(shape_of(listed), {})
    said = {**before, **decisions.meanings}
    chosen: dict[str, str] = {}
    for header in listed:
        name = said.get(header, "")
        if name in CHOICES and name not in chosen.values():
            chosen[header] = name
    named: dict[str, str] = {}
    used = set(chosen.values())
    for header in listed:
        name = chosen.get(header) or (
            plain(header) if said.get(header) == UNUSED else suggested[header]
        )
        if header not in chosen and (name in used or said.get(header) == UNUSED):
            name = plain(header) or "column"
            while name in used or name in CHOICES:
                name += "_"
        used.add(name)
        named[header] = name
    return named


UNUSED = "-"  # Chosen for a column that is none of ours.
CHOICES = tuple(sorted(set(KNOWN.values())))


def with_names(place: Place, names: Mapping[str, str]) -> Place:
    """Return a place whose districts have also the names that a person decided on."""
    known = place.districts.names
    sure = {text: known[code] for text, code in names.items() if code in known and fold(text)}
    if not sure:
        return place
    aliases = {**place.districts.aliases, **sure}
    return replace(place, districts=replace(place.districts, aliases=aliases))
