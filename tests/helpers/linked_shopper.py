"""A paired till at work until it is killed: `python -m tests.helpers.linked_shopper DIR`.

Serves its members one after the other, as fast as it can, while it speaks with its centre. What it announces
stands on standard output (`announced`).
"""

import sys
from pathlib import Path

from fidpos.domain.ids import MemberId
from fidpos.domain.money import EUR, Money
from tests.helpers.announced import Closed, SignedIn, say
from tests.helpers.linked_till import LinkedTill

MEMBERS = 3
AMOUNT = 700
POINTS = 7


def members_of(till: LinkedTill) -> list[MemberId]:
    """Those of the store, some enrolled now if it has none."""
    found = [hit.member_id for hit in till.store.find_members("Essai", MEMBERS)]
    return found or [till.enrol(f"Essai{number}") for number in range(MEMBERS)]


def serve(till: LinkedTill, member: MemberId) -> None:
    """One visit, announced when the screen does."""
    if till.view.visit_id is None:
        till.attach(member)
        till.session.set_amount(Money(AMOUNT, EUR))
    visit = till.view.visit_id
    till.session.confirm()
    if till.view.question is not None:
        till.session.confirm()
    banner = till.view.banner
    assert banner is not None
    assert visit is not None
    if banner.message.key.startswith("banner.visit_closed"):
        say(Closed(visit=visit, points=POINTS, balance=till.points(member)))
    else:  # The visit before the power cut had another member, or no amount yet.
        till.session.back()
        till.session.back()


def main() -> None:
    """Work."""
    with LinkedTill(Path(sys.argv[1])) as till:
        till.sign_in()
        members = members_of(till)
        say(SignedIn())
        while True:
            for member in members:
                serve(till, member)
                till.work()


if __name__ == "__main__":
    main()
