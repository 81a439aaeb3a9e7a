"""A small town for tests of the office: some 400 members, 26 months of visits in three shops.

    settle_town(place.made)       # `place` of `tests.helpers.office_place`

It ends on the day at which a `FakeClock` begins. See `benchmarks.cases.office_town`.
"""

from datetime import date

from benchmarks.cases.office_town import Town, settle
from tests.helpers.centre_office import MASTER_KEY
from tests.helpers.postgres import CentreDatabase

TODAY = date(2026, 11, 20)
SMALL = Town(members=400, today=TODAY, shops=3, vigour=10.0)


def settle_town(made: CentreDatabase, town: Town = SMALL) -> None:
    """Write the town into the merchant's database, in a second."""
    settle(made.superuser, town, master_key=MASTER_KEY)
