"""Vouchers bound to the bearer, on every store: found by number, used once, on whosever visit it is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import RefundId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.domain.visit import VisitDraft
from fidpos.domain.voucher_number import VoucherNumber, make
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.rules.effect import Phase
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.effects.voucher import Voucher
from fidpos.rules.engine import compile_programme
from fidpos.rules.expiry import ExpiryKind, LotExpiry
from fidpos.rules.facts import VoucherHeld
from fidpos.rules.policy import Policies, VoucherBound
from fidpos.rules.programme import Limits
from fidpos.till.close_visit import Closing, close_visit
from fidpos.till.correct import Corrected
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.identify import recognise_without_card
from fidpos.till.member_file import read_member_file
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.till.void_visit import Voiding, void_event
from fidpos.till.vouchers import HeldOut, VoucherLookup, VoucherRefusal, number_of, with_bearer
from fidpos.till.work import Surroundings, Work
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, programme
from tests.unit.rules.build import TITLE, rule

DAYS = 60
THANKS = rule(
    "thanks",
    Voucher(
        title=TITLE, effect=AmountOff(amount_minor=300), expiry=LotExpiry(kind=ExpiryKind.DAYS, count=DAYS)
    ),
    phase=Phase.AFTER,
    limits=Limits(in_total=1),
)


@dataclass
class Shop:
    """A till whose vouchers are the bearer's; Bérénice has just been given one."""

    till: CorrectingTill
    given_on: VisitId
    lookups: VoucherLookup

    @property
    def number(self) -> VoucherNumber:
        """What is printed for the voucher of that visit."""
        told = recorded(self.till.store, self.given_on).told
        number = number_of(self.till.store, told, told.vouchers[0].id)
        assert number is not None
        return number

    def held_out(self, text: str) -> HeldOut:
        clock = self.till.clock
        return HeldOut(text=text, today=self.till.events.today, now_s=clock.monotonic_s())

    def find(self, number: VoucherNumber) -> VoucherHeld | VoucherRefusal:
        return self.lookups.find(self.till.store, self.held_out(number.grouped))

    def work(self, member: MemberSnapshot, minor: int = 2_000) -> Work:
        store = self.till.store
        recognised = recognise_without_card(store, member.member.id)
        assert recognised is not None
        compiled = compile_programme(store.programme())
        file = read_member_file(store, compiled, recognised, self.till.events.today)
        draft = VisitDraft(
            id=VisitId(self.till.events.new_id()),
            opened_at=self.till.clock.now(),
            opened_by=INES.id,
            presented=recognised.presented,
        )
        return Work(draft=draft, file=file).with_amount(Money(minor, EUR))

    def use(self, member: MemberSnapshot, number: VoucherNumber) -> VisitId:
        """A visit of the member, on which the voucher is used."""
        work = self.lookups.use(self.till.store, self.work(member), self.held_out(number.canonical))
        assert isinstance(work, Work), work
        return self.close(work)

    def close(self, work: Work) -> VisitId:
        self.till.clock.advance(60)
        store, now = self.till.store, self.till.clock.now()
        around = Surroundings(
            compiled=compile_programme(store.programme()), identity=IDENTITY, at=now, own_member_id=None
        )
        ready = work.evaluated(around).ready
        assert ready is not None
        closing = Closing(closed_by=INES.id, at=now, new_id=self.till.events.new_id)
        return close_visit(store, ready, closing).visit_id

    def void(self, visit_id: VisitId) -> None:
        store, events = self.till.store, self.till.events
        voiding = Voiding(
            staff_id=INES.id,
            reason="test",
            at=self.till.clock.now(),
            business_day=events.today,
            new_id=events.new_id,
        )
        store.commit(void_event(recorded(store, visit_id), voiding))


@pytest.fixture(params=["memory", "disk"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    till = correcting_till(request.param, tmp_path)
    made = programme()
    till.store.put_programme(
        replace(
            made,
            version=made.version + 1,
            rules=(*made.rules, THANKS),
            policies=Policies(voucher_bound=VoucherBound.BEARER),
        )
    )
    till.restart()
    yield Shop(till, till.buy(BERENICE, 1_000), VoucherLookup(a_minute=10))
    if isinstance(till.store, LocalStore):
        reader = till.store.database.reader()
        assert verify(reader.connection).holds
        reader.close()
        till.store.close()


def test_it_waits_on_nobody_s_screen_and_is_found_by_its_number(shop: Shop) -> None:
    store = shop.till.store

    assert store.vouchers(BERENICE.member.id, shop.till.events.today) == ()
    assert shop.find(shop.number) == store.bearer_voucher(recorded(store, shop.given_on).told.vouchers[0].id)


def test_anybody_uses_it_once(shop: Shop) -> None:
    number = shop.number

    used_on = shop.use(MALO, number)

    assert recorded(shop.till.store, used_on).told.discount_minor == 300
    assert shop.find(number) is VoucherRefusal.UNUSABLE


def test_on_two_visits_at_once_the_second_is_refused(shop: Shop) -> None:
    first = shop.lookups.use(shop.till.store, shop.work(MALO), shop.held_out(shop.number.canonical))
    second = shop.lookups.use(shop.till.store, shop.work(BERENICE), shop.held_out(shop.number.canonical))
    assert isinstance(first, Work)
    assert isinstance(second, Work)
    shop.close(first)

    with pytest.raises(StoreCorrupt):
        shop.close(second)


def test_undoing_the_visit_that_used_it_holds_it_again(shop: Shop) -> None:
    number = shop.number
    used_on = shop.use(MALO, number)

    shop.void(used_on)

    assert not isinstance(shop.find(number), VoucherRefusal)
    shop.use(BERENICE, number)


def test_refunding_the_whole_visit_that_used_it_holds_it_again(shop: Shop) -> None:
    number = shop.number
    store, events = shop.till.store, shop.till.events
    used_on = shop.use(MALO, number)

    request = RefundRequest(id=RefundId(events.new_id()), reason="broken")
    refunded = refund_visit(correction(store, events), recorded(store, used_on), request)

    assert isinstance(refunded, Refunded)
    assert not isinstance(shop.find(number), VoucherRefusal)


def test_undoing_the_visit_that_gave_it_makes_the_number_worthless(shop: Shop) -> None:
    number = shop.number

    shop.void(shop.given_on)

    assert shop.find(number) is VoucherRefusal.UNUSABLE


def test_a_corrected_visit_gives_it_again_under_the_number_that_is_printed(shop: Shop) -> None:
    number = shop.number

    corrected = shop.till.amount(shop.given_on, 500)

    assert isinstance(corrected, Corrected)
    shop.given_on = corrected.after.id
    assert shop.number == number
    found = shop.find(number)
    assert not isinstance(found, VoucherRefusal)
    assert corrected.after.vouchers == (found.id,)


def test_a_visit_whose_voucher_was_used_by_somebody_else_is_not_corrected(shop: Shop) -> None:
    shop.use(MALO, shop.number)

    assert shop.till.amount(shop.given_on, 500) is CorrectionRefusal.VOUCHER_USED


def test_every_number_that_cannot_be_used_gets_the_same_answer(shop: Shop) -> None:
    used = shop.number
    shop.use(MALO, used)
    texts = [used.canonical, make().canonical, make(is_training=True).canonical, "VC", "", "nonsense"]

    answers = {shop.lookups.find(shop.till.store, shop.held_out(text)) for text in texts}

    assert answers == {VoucherRefusal.UNUSABLE}


def test_it_is_over_after_its_last_day(shop: Shop) -> None:
    number = shop.number
    shop.till.clock.advance((DAYS + 1) * 86_400)

    assert shop.find(number) is VoucherRefusal.UNUSABLE


def test_it_outlives_the_member_to_whom_it_was_given_but_is_not_printed_again(shop: Shop) -> None:
    number, told = shop.number, recorded(shop.till.store, shop.given_on).told

    shop.till.store.erase(BERENICE.member.id)

    assert number_of(shop.till.store, told, told.vouchers[0].id) is None
    assert not isinstance(shop.find(number), VoucherRefusal)


def test_without_a_member_or_twice_on_one_visit_it_is_not_taken(shop: Shop) -> None:
    store, held_out = shop.till.store, shop.held_out(shop.number.canonical)
    once = shop.lookups.use(store, shop.work(MALO), held_out)
    assert isinstance(once, Work)

    assert shop.lookups.use(store, None, held_out) is VoucherRefusal.NEEDS_MEMBER
    assert shop.lookups.use(store, once, held_out) is VoucherRefusal.AGAIN


def test_a_visit_that_is_read_again_still_has_it(shop: Shop) -> None:
    store = shop.till.store
    found = shop.find(shop.number)
    assert not isinstance(found, VoucherRefusal)
    work = with_bearer(shop.work(MALO), found)
    assert work.file is not None

    again = read_member_file(
        store,
        compile_programme(store.programme()),
        work.file.recognised,
        shop.till.events.today,
        work.draft.vouchers,
    )

    assert again.vouchers == work.file.vouchers
