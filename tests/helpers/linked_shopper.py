"""A paired till at work until it is killed: `python -m tests.helpers.linked_shopper DIR`.

Serves its members one after the other, as fast as it can, while it speaks with its centre. What it announces
stands on standard output (`announced`).
"""

import sys
from pathlib import Path

from fidpos.domain.card import CardToken
from fidpos.domain.ids import MemberId
from fidpos.domain.money import EUR, Money
from tests.helpers.announced import Closed, SignedIn, say
from tests.helpers.counter import token
from tests.helpers.linked_till import LinkedTill

CARDS = tuple(token(f"980000000000{number}") for number in range(3))
AMOUNT = 700
POINTS = 7


def members_of(till: LinkedTill) -> list[MemberId]:
    """Those who have the cards, enrolled now unless they were before."""
    cards = [till.store.card(card) for card in CARDS]
    return [
        known.member_id if known is not None else till.enrol(f"Essai{number}", CARDS[number])
        for number, known in enumerate(cards)
    ]


def serve(till: LinkedTill, card: CardToken, member: MemberId) -> None:
    """One visit, announced when the screen does."""
    if till.view.visit_id is None:
        till.tap(card)
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
            for card, member in zip(CARDS, members, strict=True):
                serve(till, card, member)
                till.work()


if __name__ == "__main__":
    main()
