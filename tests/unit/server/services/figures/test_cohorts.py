"""The table of cohorts."""

from datetime import date

from fidpos.server.services.figures.cohorts import Cohort, cohorts
from fidpos.server.services.figures.formulas import Ratio

MONTHS = [date(2026, month, 1) for month in (1, 2, 3)]


def test_each_cohort_goes_on_to_the_last_month() -> None:
    found = cohorts([(0b001, 4), (0b101, 2), (0b111, 1), (0b110, 3)], MONTHS)

    assert found == (
        Cohort(month=MONTHS[0], active=(7, 1, 3)),
        Cohort(month=MONTHS[1], active=(3, 3)),
    )
    assert found[0].share(2) == Ratio(3, 7)


def test_a_month_in_which_nobody_began_has_no_row() -> None:
    assert cohorts([(0b100, 1)], MONTHS) == (Cohort(month=MONTHS[2], active=(1,)),)
    assert cohorts([], MONTHS) == ()
