"""A till without a screen: the real session on the real store of a `real_shop`, and what a cashier does."""

from collections.abc import Callable, Iterator

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.card import CardRead, CardToken, Medium, Trust
from fidpos.domain.money import EUR, Money
from fidpos.domain.staff import Staff
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder
from fidpos.till.checkout import CheckoutSession
from fidpos.till.ports import PinChecker
from fidpos.till.view import CheckoutView
from fidpos.till.workplace import Workplace
from tests.helpers.counter import INES, PIN, token
from tests.helpers.real_shop import card_number, cheap_pins, keys_of


class RealTill:
    """Opens the store of `folder` as a fresh process does."""

    def __init__(
        self,
        folder: TillFolder,
        on_view: Callable[[CheckoutView], None],
        wrap_pins: Callable[[PinChecker], PinChecker] = lambda pins: pins,
        workplace: Workplace | None = None,
    ) -> None:
        keys = keys_of(folder)
        self.clock = SystemClock()
        self.store = LocalStore.open(folder.store, keys.store_key, self.clock)
        self.session = CheckoutSession(
            self.store, wrap_pins(cheap_pins(keys)), self.clock, on_view, workplace=workplace
        )
        self._reads = 0

    @property
    def view(self) -> CheckoutView:
        return self.session.view()

    def sign_in(self, staff: Staff = INES, pin: str = PIN) -> None:
        self.session.choose_staff(staff.id)
        self.session.enter_pin(pin)

    def tap(self, number: int) -> None:
        """The card of member `number`."""
        self.tap_token(token(card_number(number)))

    def tap_token(self, seen: CardToken) -> None:
        """A card that says this."""
        self._reads += 1
        self.session.present(
            CardRead(
                driver="test",
                device="one",
                sequence=self._reads,
                monotonic_s=self.clock.monotonic_s(),
                medium=Medium.CHIP,
                form="iso7816/fidpos",
                token=seen,
                trust=Trust.COPYABLE,
            )
        )

    def type_amount(self, minor: int) -> None:
        self.session.set_amount(Money(minor, EUR))

    def close(self) -> None:
        self.store.close()


def keystrokes(minor: int) -> Iterator[int]:
    """The amounts shown while `minor` is typed digit by digit: 1250 is 1, 12, 125, 1250."""
    digits = str(minor)
    return (int(digits[: length + 1]) for length in range(len(digits)))
