"""Place names to codes: by code, exact, folded, alias; anything less sure goes to a person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.errors import UnknownAreaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u02bc\u02bb\u0060\u00b4")
JOINTS = re.compile(r"[\s\-_\u00ad\u2010-\u2015\u2212]+")
ASCII_ASIDE = str.maketrans("", "", "'`-_ \t\n\r\f\v\x1c\x1d\x1e\x1f")
DISTRICT = re.compile(r"^district (of|de)\b|\bdistrict\s*$")
PARTS = re.compile(r"\s[-\u2013\u2014]\s|[()\[\]/|:,;]")
GENERIC = re.compile(r"\b(district|council|region|province|of|the|dhmt)\b|\d+")
MOST_COMPARED = 2_000_000  # Pairs of names that are compared at once, 16 MB.
REVIEW_SCORE = 75.0  # Below this, two names share letters by chance.

LESOTHO_ALIASES = {
    "Botha-Bothe": "Butha-Buthe",
    "Qasha's Nek": "Qacha's Nek",
    "Leribe (Hlotse)": "Leribe",
    "Berea (Teyateyaneng)": "Berea",
    "Quthing (Moyeni)": "Quthing",
}
LESOTHO_CAMPTOWNS = {
    "Hlotse": "Leribe",
    "Teyateyaneng": "Berea",
    "T.Y.": "Berea",
    "TY": "Berea",
    "Moyeni": "Quthing",
}


class How(StrEnum):
    """How a name was matched, the surest first."""

    CODE = "code"
    EXACT = "exact"
    FOLDED = "folded"
    ALIAS = "alias"
    NEEDS_CONFIRMATION = "needs confirmation"
    REVIEW = "review"
    NONE = "none"


class Match(NamedTuple):
    """
    What a text was matched to.

    Parameters
    ----------
    text
        As written.
    code
        The area's code, or empty unless the match is sure.
    how
        Which step matched.
    suggestion, score
        For a person to confirm: a code and how alike the names are, from 0 to 100.
    runner_up, runner_up_score
        The second best, so that a person sees when it is close.
    """

    text: str
    code: str
    how: How
    suggestion: str = ""
    score: float = 0.0
    runner_up: str = ""
    runner_up_score: float = 0.0


def fold(name: str) -> str:
    """
    Return a name without what people write differently: case, apostrophes, accents, spaces.

    >>> fold("QACHA\u2019S\u00a0 NEK District") == fold("Qacha's-Nek") == "qachasnek"
    True
    """
    if name.isascii():  # Most names, at little cost.
        plain = name.casefold().translate(ASCII_ASIDE)
        if "district" not in plain:
            return plain
    without = name.translate(APOSTROPHES)  # First: NFKC would make an accent of some of them.
    plain = unicodedata.normalize("NFKC", without).casefold().translate(APOSTROPHES).strip()
    if not plain.isascii():
        parts = unicodedata.normalize("NFD", plain)
        plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return JOINTS.sub("", DISTRICT.sub("", plain))


@dataclass(frozen=True)
class Gazetteer:
    """
    The known areas, by code, and the other ways to write them.

    Parameters
    ----------
    names
        Code to name.
    other_codes
        Codes of other systems to our code, such as ``LSO_1_1`` to ``LS-A``.
    aliases
        Other spellings of a name: the same place, so no question is asked.
    camptowns
        Towns whose name also stands for their district: a person must confirm.
    """

    names: Mapping[str, str]
    other_codes: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=lambda: LESOTHO_ALIASES)
    camptowns: Mapping[str, str] = field(default_factory=lambda: LESOTHO_CAMPTOWNS)

    def match(self, text: str) -> Match:
        """
        Match one text; never by likeness alone.

        >>> districts = Gazetteer({"LS-A": "Maseru", "LS-C": "Leribe"})
        >>> str(districts.match("maseru district").how), districts.match("Maseru Urban council")
        ('folded', Match(text='Maseru Urban council', code='', how=<How.NONE: 'none'>, \
suggestion='', score=0.0, runner_up='', runner_up_score=0.0))
        >>> match = districts.match("Hlotse")
        >>> match.code, str(match.how), match.suggestion
        ('', 'needs confirmation', 'LS-C')
        """
        return self.matches([text])[text]

    def matches(self, texts: Iterable[str]) -> dict[str, Match]:
        """
        Match many texts at once, each once; all that are not sure are compared in one step.

        >>> districts = Gazetteer({"LS-A": "Maseru", "LS-C": "Leribe"})
        >>> [str(one.how) for one in districts.matches(["Leribe", "Masero", "Leribe"]).values()]
        ['exact', 'review']
        """
        found = {text: self._sure(text, fold(text)) for text in dict.fromkeys(texts)}
        others = self._review([text for text, match in found.items() if match is None])
        return {text: match or others[text] for text, match in found.items()}

    def _sure(self, text: str, key: str) -> Match | None:
        """Return what a text means without a look at likeness, or None."""
        steps = (
            (How.CODE, self._codes, text.strip().casefold()),
            (How.EXACT, self._exact, text),
            (How.FOLDED, self._folded, key),
            (How.ALIAS, self._folded_aliases, key),
        )
        for how, codes, written in steps:
            if written in codes:
                return Match(text, codes[written], how)
        if PARTS.search(text) and (code := self._of_parts(text)):
            return Match(text, code, How.FOLDED)
        camptown = self._folded_camptowns.get(key.replace(".", ""))
        return Match(text, "", How.NEEDS_CONFIRMATION, camptown) if camptown else None

    def _of_parts(self, text: str) -> str:
        """Return the code of a text such as "Mokhotlong (LS-J)", whose parts all mean the same."""
        parts = [part.strip() for part in PARTS.split(text) if part.strip()]
        if len(parts) < 2:  # noqa: PLR2004 - a text without parts was looked up whole
            return ""
        codes = {
            self._codes.get(part.casefold()) or self._folded.get(fold(part), "") for part in parts
        }
        return codes.pop() if len(codes) == 1 else ""

    def code_of(self, text: str) -> str:
        """
        Return the code that a text surely means.

        Raises
        ------
        UnknownAreaError
            When no code, name or alias matches; the message holds the suggestion, if any.
        """
        match = self.match(text)
        if not match.code:
            hint = f"; did you mean {self.title(match.suggestion)}?" if match.suggestion else ""
            message = f"'{text}' is no known area{hint}"
            raise UnknownAreaError(message)
        return match.code

    def title(self, code: str) -> str:
        """
        Return a code with its name.

        >>> Gazetteer({"LS-A": "Maseru"}).title("LS-A")
        'LS-A (Maseru)'
        """
        return f"{code} ({self.names.get(code, '')})"

    @cached_property
    def _codes(self) -> dict[str, str]:
        own = {code.casefold(): code for code in self.names}
        return {other.casefold(): code for other, code in self.other_codes.items()} | own

    @cached_property
    def _exact(self) -> dict[str, str]:
        return _unambiguous((name, code) for code, name in self.names.items())

    @cached_property
    def _folded(self) -> dict[str, str]:
        return _unambiguous((fold(name), code) for code, name in self.names.items())

    @cached_property
    def _folded_aliases(self) -> dict[str, str]:
        return self._to_codes(self.aliases)

    @cached_property
    def _folded_camptowns(self) -> dict[str, str]:
        return {key.replace(".", ""): code for key, code in self._to_codes(self.camptowns).items()}

    def _to_codes(self, names: Mapping[str, str]) -> dict[str, str]:
        return {
            fold(other): self._folded[fold(name)]
            for other, name in names.items()
            if fold(name) in self._folded
        }

    def _review(self, texts: Sequence[str]) -> dict[str, Match]:
        """Return for texts without a sure meaning the likeliest two codes, where any is likely."""
        found = {text: Match(text, "", How.NONE) for text in texts}
        known = self._folded | self._folded_aliases
        keys = {text: fold(GENERIC.sub(" ", text.casefold())) or fold(text) for text in texts}
        asked = [text for text, key in keys.items() if key]
        block = max(MOST_COMPARED // max(len(known), 1), 1)
        for start in range(0, len(asked) if known else 0, block):
            some = asked[start : start + block]
            found |= _likely({text: keys[text] for text in some}, known)
        return found


def _likely(keys: Mapping[str, str], known: Mapping[str, str]) -> dict[str, Match]:
    """Compare the keys of some texts with all known ones; return those that are like any."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - 50 ms, and only for unmatched names

    spelled = list(known.values())
    codes = list(dict.fromkeys(spelled))
    pairs = process.cdist(list(keys.values()), list(known), scorer=fuzz.ratio, dtype=np.float64)
    of_code = [[at for at, code in enumerate(spelled) if code == one] for one in codes]
    likeness = np.column_stack([pairs[:, places].max(axis=1) for places in of_code])
    first, rows = likeness.argmax(axis=1), np.arange(len(keys))
    best = likeness[rows, first]
    likeness[rows, first] = 0.0
    second = likeness.argmax(axis=1)
    others = likeness[rows, second].tolist()
    return {
        text: Match(
            text, "", How.REVIEW, codes[one], score, codes[other] if others[at] else "", others[at]
        )
        for at, (text, one, score, other) in enumerate(
            zip(keys, first.tolist(), best.tolist(), second.tolist(), strict=True)
        )
        if score >= REVIEW_SCORE
    }  # fmt: skip


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keep the names that belong to one code only: two places of one name are no match."""
    found: dict[str, set[str]] = {}
    for name, code in pairs:
        found.setdefault(name, set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
