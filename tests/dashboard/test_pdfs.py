"""Lists as PDF: the same bytes whatever else is drawn meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from dashboard import pdfs

if TYPE_CHECKING:
    import pytest

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_two_lists_at_one_time_leave_the_settings_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = mpl.rcParams["pdf.fonttype"]
    begun, drawn = Barrier(2), pdfs._drawn
    alone = pdfs.list_pdf("Findings", ["One."], "QA demo, 2026", NOON)

    def meeting(*given: Any) -> Any:  # noqa: ANN401 - passed on as it is
        with suppress(BrokenBarrierError):
            begun.wait(0.5)  # Both have begun, if both may.
        return drawn(*given)

    monkeypatch.setattr(pdfs, "_drawn", meeting)
    with ThreadPoolExecutor(2) as pool:
        made = [
            pool.submit(pdfs.list_pdf, "Findings", ["One."] * count, "QA demo, 2026", NOON)
            for count in (1, 400)
        ]
    assert made[0].result() == alone
    assert mpl.rcParams["pdf.fonttype"] == before
