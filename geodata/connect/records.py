"""Values out of a JSON answer that may hold anything."""

from __future__ import annotations

from typing import Any

from geodata.connect.faults import not_as_documented

Record = dict[str, Any]


def records_of(answer: Record, name: str, host: str) -> list[Record]:
    """
    Return the list of records in an answer.

    Raises
    ------
    ConnectError
        When there is none.

    Examples
    --------
    >>> records_of({"units": [{"id": "a"}, 7]}, "units", "dhis2.example")
    [{'id': 'a'}]
    """
    if not isinstance(answer.get(name), list):
        raise not_as_documented(host)
    return listed(answer, name)


def listed(record: Record, name: str) -> list[Record]:
    """
    Return the records in a list of a record, none where there is no list.

    >>> listed({"groups": [{"name": "a"}, None]}, "groups"), listed({}, "groups")
    ([{'name': 'a'}], [])
    """
    found = record.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text(record: Record, name: str) -> str:
    r"""
    Return a text of a record, empty where there is none or it is none.

    >>> text({"name": " Ha\u00a0Thaba "}, "name"), text({"name": 3}, "name"), text({}, "name")
    ('Ha Thaba', '', '')
    """
    value = record.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def whole(value: object) -> int:
    """
    Return a whole number, 0 where it is none.

    >>> whole(3), whole("3"), whole(True), whole(None)
    (3, 0, 0, 0)
    """
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
