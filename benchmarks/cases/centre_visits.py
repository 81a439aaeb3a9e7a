"""A centre's database with the visits that `past_visits` has in a till's store, pushed by a till."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from msgspec.structs import replace

from benchmarks.cases.centre import Journal, Served, cluster, merchant
from benchmarks.cases.past_visits import BEGIN, closed, instants
from fidpos.domain.member import Member, Profile
from fidpos.wire.sync.push import PUSH_ROWS_MAX
from tests.helpers.centre_office import CASHIER, SHOP, TILL


@contextmanager
def centre_with_visits(*, people: int, each: int, itemised: bool) -> Iterator[str]:
    """How the serving role connects to it; that many visits of each member, the same ones every time."""
    random, journal = Random(23), Journal()
    with cluster() as running, merchant(running) as made:
        served = Served(made)
        for push in journal.enrolments(people):
            served.take(push)
        members = [
            Member(
                id=one.member_id,
                account_id=one.account_id,
                number="",
                profile=Profile(given_name="A", family_name="B"),
                enrolled_on=BEGIN.date(),
            )
            for one in journal.members
        ]
        visits = [
            replace(
                closed(random, random.choice(members), second, itemised=itemised),
                shop_id=SHOP,
                till_id=TILL,
                opened_by=CASHIER,
                closed_by=CASHIER,
            )
            for second in instants(random, people * each)
        ]
        for first in range(0, len(visits), PUSH_ROWS_MAX):
            served.take(journal.push(visits[first : first + PUSH_ROWS_MAX]))
        served.close()
        yield made.app
