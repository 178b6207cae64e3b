"""Markup in small parts: every text is escaped, so no name in a dataset can become a tag."""

from __future__ import annotations

from markupsafe import Markup, escape

__all__ = ["Markup", "joined", "number", "tag"]


def tag(name: str, *children: str, **attributes: str) -> Markup:
    """
    Write one element; children that are not markup yet are escaped.

    An underscore in the name of an attribute stands for a hyphen, one at its end for nothing.

    >>> print(tag("p", "1 < 2", tag("b", "!"), class_="x", aria_label='"'))
    <p class="x" aria-label="&#34;">1 &lt; 2<b>!</b></p>
    """
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    return Markup(f"<{name}{named}>{joined(children)}</{name}>")  # noqa: S704 - parts are escaped


def joined(parts: tuple[str, ...] | list[str]) -> Markup:
    """
    Join parts, escaping those that are not markup yet.

    >>> print(joined(("a & b", tag("i", "c"))))
    a &amp; b<i>c</i>
    """
    return Markup("").join(parts)


def number(value: float) -> str:
    """
    Write a length of a drawing, to a tenth of its unit.

    >>> number(12.04), number(7), number(-0.01)
    ('12', '7', '0')
    """
    return f"{round(value, 1) + 0.0:g}"
