"""The register's scene of the demonstration: its basket comes in, and it closes the visit itself."""

from collections.abc import Iterator

from fidpos.bootstrap.demo.counter import Counter, step
from fidpos.bootstrap.demo.tray import StoryCard
from fidpos.till.view import TillState
from fidpos.ui.player import Step

TICKET = "1042"


def register_rings(at: Counter, card: StoryCard) -> Iterator[Step]:
    """Two articles, a member, and the close, without a key of the till."""

    def basket() -> None:
        at.hands.take_away()
        at.ring(f"open {TICKET}", "add 4.50 PAIN pain", "add 7.90 CONFITURE epicerie Verger")

    def has_both() -> bool:
        view = at.view()
        is_linked = view is not None and view.ticket is not None and view.ticket.number == TICKET
        return is_linked and view is not None and view.amount is not None and view.amount.minor == 1_240

    yield step(at, "register_basket", basket, has_both, shot="register-basket")
    yield step(
        at,
        "register_member",
        lambda: at.hands.present(card),
        at.is_at(TillState.READY),
        shot="register-member",
    )
    yield step(
        at,
        "register_closes",
        lambda: at.ring("close"),
        at.says("banner.visit_closed"),
        shot="register-closed",
    )
