"""A till at which a gift card pays until the power fails: `python -m tests.helpers.paying_victim DIR NUMBER`.

It first finishes the purchase that it finds in progress, then begins another one, and kills itself before the
N-th statement (`--die-before`) between the card and the announcement. What it announces stands on standard
output (`announced`): a closed visit, or a sale without a member (`--nobody`).
"""

import argparse
from pathlib import Path

from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind, Trust
from fidpos.domain.gift_card import HoldState
from fidpos.paths import TillFolder
from fidpos.till.task.acts import FillIn
from fidpos.till.view import CheckoutView
from tests.helpers.announced import CLOSED, Closed, Started, Survived, draft_of, say
from tests.helpers.headless_till import Countdown, trace_statements
from tests.helpers.real_till import RealTill

AMOUNT = 100
MEMBER = 1


class Payer:
    """One cashier, one card."""

    def __init__(self, folder: Path, number: str) -> None:
        self._number = number
        self._reads = 0
        self.till = RealTill(TillFolder(folder), lambda view: None)

    @property
    def view(self) -> CheckoutView:
        return self.till.view

    def finish(self) -> None:
        """Go on where the power failed."""
        visit_id = self.view.visit_id
        if visit_id is not None:
            held = (hold for hold in self.till.store.gift_holds(visit_id) if hold.state is HoldState.HELD)
            if any(held):
                self.till.session.confirm()
            else:
                self.present()
            self.pay()

    def begin(self, *, nobody: bool) -> None:
        """A purchase, as far as its amount."""
        if not nobody:
            self.till.tap(MEMBER)
        self.till.type_amount(AMOUNT)

    def present(self) -> None:
        """The card lies on the reader."""
        self._reads += 1
        self.till.session.present(
            CardRead(
                driver="test",
                device="two",
                sequence=self._reads,
                monotonic_s=self.till.clock.monotonic_s(),
                medium=Medium.BARCODE,
                form="code128",
                token=CardToken(TokenKind.GIFT_CARD, self._number),
                trust=Trust.COPYABLE,
            )
        )

    def pay(self) -> None:
        """The ticket is typed; what the till announces is said."""
        visit_id = self.view.visit_id
        assert visit_id is not None
        self.till.session.in_task(FillIn("ticket", f"T{visit_id}", 1))
        if self.view.question is not None:
            self.till.session.confirm()
        banner = self.view.banner
        assert banner is not None
        assert banner.message.key in CLOSED | {"payment.paid"}, banner
        say(Closed(visit=visit_id, points=0, balance=0))


def main() -> None:
    """Read the arguments and work."""
    parser = argparse.ArgumentParser(description="A gift card pays until the power fails.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("number")
    parser.add_argument("--die-before", type=int, required=True, metavar="N")
    parser.add_argument("--nobody", action="store_true")
    options = parser.parse_args()
    countdown = Countdown(options.die_before)
    trace_statements(countdown.statement)
    payer = Payer(options.folder, options.number)
    payer.till.sign_in()
    say(Started(draft=draft_of(payer.view)))
    payer.finish()
    payer.begin(nobody=options.nobody)
    countdown.light()
    payer.present()
    payer.pay()
    countdown.put_out()
    say(Survived(statements=countdown.counted))


if __name__ == "__main__":
    main()
