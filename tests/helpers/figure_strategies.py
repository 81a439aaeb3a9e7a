"""Any list behind a figure, for properties."""

from datetime import date

from hypothesis import strategies as st

from fidpos.server.services.figures.period import month_after
from fidpos.server.services.figures.whom import (
    Best,
    Compared,
    Customers,
    Holding,
    InCell,
    Moved,
    OfCohort,
    RewardedBy,
    Who,
    Whom,
    WithPoints,
)

_codes = st.text(st.characters(categories=("L", "N", "P")), max_size=20)
_fifths = st.integers(1, 5)
_cohorts = st.builds(
    lambda place, later: OfCohort(
        began=month_after(date(2026, 1, 1), place), came=month_after(date(2026, 1, 1), place + later)
    ),
    st.integers(-24, 24),
    st.integers(0, 11),
)

lists: st.SearchStrategy[Whom] = st.one_of(
    st.builds(Customers, who=st.sampled_from(Who)),
    st.builds(InCell, recency=_fifths, frequency=_fifths),
    _cohorts,
    st.builds(Best, percent=st.integers(1, 100)),
    st.builds(RewardedBy, source=_codes, counter=_codes),
    st.builds(Holding, tier=_codes),
    st.builds(Moved, was=_codes, now=_codes),
    st.builds(WithPoints, counter=_codes),
    st.builds(Compared, held_out=st.booleans()),
)
