"""Which months are kept, and as what."""

from datetime import date

from fidpos.server.services.figures.month import due

SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))


def test_a_month_is_kept_once_it_is_over_everywhere_and_tills_had_their_days() -> None:
    assert list(due(SEPTEMBER, date(2026, 11, 8), 7, ())) == [SEPTEMBER]
    assert list(due(SEPTEMBER, date(2026, 11, 9), 7, ())) == [SEPTEMBER, OCTOBER]


def test_a_month_that_is_kept_is_not_kept_again() -> None:
    assert list(due(SEPTEMBER, date(2026, 12, 20), 7, {OCTOBER})) == [SEPTEMBER, NOVEMBER]
