"""A pop-up shop for some days: two tills on real stores, their centre in memory, and a line that fails.

Sessions, sync and the centre's services are the real ones; clock and line are made up.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TypeVar
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind, Trust
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId, TillId, uuid7
from fidpos.domain.money import EUR, Money
from fidpos.domain.staff import Role
from fidpos.server.ports import StaffRecord, TillRecord
from fidpos.server.services.allow import allow
from fidpos.server.services.hello import greet
from fidpos.server.services.hold import hold, release
from fidpos.server.services.push import take
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.ports import CentreAway, CentreRefused
from fidpos.sync.session import SyncSession
from fidpos.till.checkout import CheckoutSession
from fidpos.till.gift_card_trade import GiftCardTrade
from fidpos.till.gift_cards import Moved, make_gift_card, sell_gift_cards
from fidpos.till.stored_value import Answered, StoredValue
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn
from fidpos.till.task.view import ListBody
from fidpos.till.view import CheckoutView
from fidpos.till.workplace import Workplace
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, SignedAllowance, sign_allowance
from fidpos.wire.sync.hello import Hello, TillHealth
from fidpos.wire.sync.hold import Hold, Release
from fidpos.wire.sync.pull import Pull
from fidpos.wire.sync.push import Push
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.snapshot import SnapshotAnswer, SnapshotAsk
from tests.helpers.counter import INES, PIN, PlainPins, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.store_till import Disks, StoreTill
from tests.simulation.centres import InMemory
from tests.simulation.shop import SHOP

Answer = TypeVar("Answer", bound=msgspec.Struct)

_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class PopUp:
    """Two tills that share what the merchant risks in this shop.

    Attributes:
        is_cut_off: the line to the centre is down.
    """

    def __init__(self, disks: Disks, *, risks_minor: int) -> None:
        self.clock = FakeClock()
        self.is_cut_off = False
        random = Random(7)
        self.new_id: Callable[[], UUID] = lambda: uuid7(self.clock.now(), random.randbytes)
        records = [_record(number) for number in range(2)]
        people = [StaffRecord(id=INES.id, role=Role.CASHIER, shops=frozenset({SHOP}))]
        self.centre = InMemory(self.clock, records, people)
        self.centre.look().allowed.caps_minor = {
            AllowanceKind.GIFT_CARDS: risks_minor,
            AllowanceKind.REWARDS: 0,
        }
        self.tills = [PopUpTill(self, disks.till(each.id, self.clock, self.new_id), each) for each in records]
        self.settle()
        self.settle()

    def settle(self) -> None:
        """Every till tells and hears everything, if there is a line."""
        for till in self.tills:
            till.settle()

    def wait(self, time: timedelta) -> None:
        self.clock.advance(time.total_seconds())

    @property
    def doubts(self) -> set[str]:
        """Why the office is to look at what was told."""
        lineages = self.centre.look().lineages.values()
        return {row.reason for lineage in lineages for row in lineage.rows.values() if row.reason}

    def owed_minor(self, gift_card_id: GiftCardId) -> int:
        """What was spent beyond what the card held, by the centre's books."""
        return self.centre.look().gift_cards[gift_card_id].receivable_minor


class PopUpTill:
    """One of them; Inès serves. An `Asker`, and the `Centre` of its own sync."""

    def __init__(self, shop: PopUp, disk: StoreTill, record: TillRecord) -> None:
        self._shop, self._disk, self._record = shop, disk, record
        self.on_view: Callable[[CheckoutView], None] = lambda view: None
        self._reads = 0
        self._tickets = 0
        store = disk.store
        store.put_programme(programme())
        store.put_staff(INES)
        centre_key = _KEY.public_key().public_bytes_raw()
        self.trade = GiftCardTrade()
        self.session = CheckoutSession(
            store,
            PlainPins(),
            shop.clock,
            self._publish,
            workplace=Workplace(
                stored_value=StoredValue(asker=self, store=store.stored_value, centre_key=centre_key),
                gift_cards=self.trade,
            ),
        )
        self.session.choose_staff(INES.id)
        self.session.enter_pin(PIN)
        self._sync = SyncSession(
            disk,
            self,
            outgoing=Outgoing(seal_box=lambda _, key: key),
            clock=shop.clock,
            health=lambda: TillHealth(software="test", schema_version=1),
        )

    @property
    def view(self) -> CheckoutView:
        return self.session.view()

    def _publish(self, view: CheckoutView) -> None:
        self.on_view(view)

    def settle(self) -> None:
        if not self._shop.is_cut_off:
            while self._sync.push() or self._sync.pull():
                """More."""

    def sell(self, minor: int) -> tuple[GiftCardId, GiftCardNumber]:
        """A gift card that is paid."""
        work = self.trade.work(self.session._station, Authority(asked_by=INES))
        card_id = GiftCardId(self._shop.new_id())
        make_gift_card(work, gift_card_id=card_id, face=Money(minor, EUR))
        assert isinstance(sell_gift_cards(work, [card_id], f"S{card_id}"), Moved)
        inscription = self._disk.store.inscription(card_id)
        assert inscription is not None
        return card_id, inscription.number

    def pay(self, number: GiftCardNumber, minor: int) -> int:
        """A sale, and what the card paid of it; asked, the cashier takes what the till may let go."""
        if not self.view.staff:
            self.session.choose_staff(INES.id)
            self.session.enter_pin(PIN)
        self.session.set_amount(Money(minor, EUR))
        self.present(number)
        task = self.view.task
        assert task is not None
        if isinstance(task.body, ListBody):
            self.session.in_task(ChooseLine(1 if task.body.lines[0].is_open else 3))
        visit_id = self.view.visit_id
        assert visit_id is not None
        held_minor = sum(hold.amount_minor for hold in self._disk.store.gift_holds(visit_id))
        if not held_minor:
            self.session.back()
            self.session.back()
            self.session.back()
            return 0
        self.session.in_task(GoOn())
        self._tickets += 1
        self.session.in_task(FillIn("ticket", f"T{self._record.id.int}-{self._tickets}", 1))
        assert self.view.banner is not None
        assert self.view.banner.message.key == "payment.paid", self.view.banner
        return held_minor

    def balance(self, gift_card_id: GiftCardId) -> int:
        card = self._disk.store.gift_card(gift_card_id)
        assert card is not None
        return card.balance_minor

    # As an `Asker`

    def hold(self, request: Hold, answered: Answered) -> None:
        if self._shop.is_cut_off:
            answered(None)
            return
        with self._shop.centre.unit() as unit:
            answer = hold(unit, self._record, request, self._shop.clock.now())
        answered(answer)

    def release(self, request: Release) -> None:
        if not self._shop.is_cut_off:
            with self._shop.centre.unit() as unit:
                release(unit, self._record, request)

    # As a `Centre`

    def ask(self, path: str, request: msgspec.Struct, answer: type[Answer], *, wait_s: float = 0.0) -> Answer:
        assert path
        assert wait_s >= 0.0
        if self._shop.is_cut_off:
            raise CentreAway("the line is down")
        given = self._served(request)
        assert isinstance(given, answer)
        return given

    def _served(self, request: msgspec.Struct) -> msgspec.Struct:
        centre, now = self._shop.centre, self._shop.clock.now()
        with centre.unit() as unit:
            till = unit.till(self._record.id)
            assert till is not None
            match request:
                case Push():
                    return take(unit, till, request, now=now, open_box=lambda _, box: box)
                case Hello():
                    return greet(unit, till, request, generation=centre.generation(), now=now)
                case Pull():
                    answer = unit.changes(till, request)
                    if answer is None:
                        raise CentreRefused(Refusal(code=RefusalCode.SAY_HELLO))
                    allowed = allow(unit, till, request, answer.have, now=now, sign=_sign)
                    return msgspec.structs.replace(answer, changes=answer.changes + allowed.changes)
                case _:
                    assert isinstance(request, SnapshotAsk)
                    return SnapshotAnswer()

    def present(self, number: GiftCardNumber) -> None:
        self.session.present(self.read(number))

    def read(self, number: GiftCardNumber) -> CardRead:
        """What a scanner sees of the card."""
        self._reads += 1
        return CardRead(
            driver="test",
            device="one",
            sequence=self._reads,
            monotonic_s=self._shop.clock.monotonic_s(),
            medium=Medium.BARCODE,
            form="code128",
            token=CardToken(TokenKind.GIFT_CARD, number.canonical),
            trust=Trust.COPYABLE,
        )


@contextmanager
def pop_up(folder: Path, *, risks_minor: int) -> Iterator[PopUp]:
    """Open for as long as the `with` lasts."""
    disks = Disks(folder)
    try:
        yield PopUp(disks, risks_minor=risks_minor)
    finally:
        disks.close()


def _record(number: int) -> TillRecord:
    return TillRecord(
        id=TillId(UUID(int=1_000 + number)), shop_id=SHOP, public_key=b"", daily_limit_minor=10**9
    )


def _sign(allowance: Allowance) -> SignedAllowance:
    return sign_allowance(allowance, _KEY.private_bytes_raw())
