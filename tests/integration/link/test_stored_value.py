"""What several tills may spend, with a real centre between them: held once, or drawn on what it allowed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import connect

from fidpos.domain.authority import Authority
from fidpos.domain.gift_card import GiftCardPolicy
from fidpos.domain.gift_card_number import GiftCardNumber, make
from fidpos.domain.ids import GiftCardId, MemberId, VisitId, uuid7
from fidpos.domain.money import EUR, Money
from fidpos.localdb.allowances import allowances_held
from fidpos.localdb.sync_memory import MEMORY, memory_from_row
from fidpos.sync.client import ANSWER_S
from fidpos.till.allowance import AllowanceStanding, AllowanceState, allowance_standing
from fidpos.till.gift_card_paying import GiftCardPaying
from fidpos.till.gift_card_paying_view import PayingStep
from fidpos.till.gift_card_payment import GiftCardLookup
from fidpos.till.gift_cards import GiftCardRefusal, GiftCardWork, Moved, make_gift_card, sell_gift_cards
from fidpos.till.payment.give_back import GivingBack, given_back
from fidpos.till.stored_value import StoredValue
from fidpos.wire.sync.allowance import AllowanceKind
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.fault_proxy import Fault, FaultProxy
from tests.helpers.linked_till import LinkedTill, pair_by_command
from tests.helpers.two_merchants import be

COFFEE = 1
LATEST_S = ANSWER_S
"""For a machine that does ten other things; whoever waits for the line itself waits thirty."""


class GiftDesk:
    """Gift cards at a till that serves; whoever is signed in answers for it."""

    def __init__(self, till: LinkedTill) -> None:
        self.till = till
        self.lookup = GiftCardLookup(30)
        self.tickets = 0

    @property
    def work(self) -> GiftCardWork:
        clock = self.till.backstage.clock
        paul = next(one for one in self.till.store.staff() if one.name == "Paul")
        return GiftCardWork(
            store=self.till.store,
            policy=GiftCardPolicy(),
            authority=Authority(asked_by=paul),
            at=clock.now(),
            new_id=lambda: uuid7(clock.now()),
        )

    def sold(self, minor: int) -> GiftCardNumber:
        work = self.work
        card_id = GiftCardId(work.new_id())
        make_gift_card(work, gift_card_id=card_id, face=Money(minor, EUR))
        self.tickets += 1
        assert isinstance(sell_gift_cards(self.work, [card_id], f"S{self.tickets}"), Moved)
        inscription = self.till.store.inscription(card_id)
        assert inscription is not None
        return inscription.number

    def pay(self, number: GiftCardNumber, due: int) -> GiftCardPaying:
        """Present the card; what became of it is there when the centre has answered, or not."""
        paying = GiftCardPaying(
            visit_id=VisitId(self.work.new_id()),
            due=Money(due, EUR),
            work=lambda: self.work,
            lookup=self.lookup,
            stored_value=stored_value_of(self.till),
            changed=lambda: None,
        )
        paying.present(number.canonical, time.monotonic())
        self.till.until(lambda: paying.step is not PayingStep.ASKING, limit_s=LATEST_S)
        return paying

    def balance(self, number: GiftCardNumber) -> int | None:
        card = self.till.store.gift_card_by_number(number)
        return None if card is None else card.balance_minor


def stored_value_of(till: LinkedTill) -> StoredValue:
    running = till.backstage._running
    assert running is not None
    assert running.spent.value is not None
    return running.spent.value


def held_by(paying: GiftCardPaying) -> list[int]:
    return [hold.amount_minor for hold in paying.view().holds]


def allowance_of(till: LinkedTill, kind: AllowanceKind) -> AllowanceStanding:
    return allowance_standing(stored_value_of(till), till.identity, kind)


def balance_there(network: Network) -> int:
    """Of the merchant's one gift card, as the centre's database says."""
    with connect(network.place.database.app) as connection:
        be(connection, network.merchant_id)
        row = connection.execute("SELECT sum(amount_minor + uncovered_minor) FROM gift_entries").fetchone()
    assert row is not None
    return int(row[0] or 0)


@contextmanager
def two_tills(
    centre: CentreProcess, network: Network, folder: Path, line: list[Fault]
) -> Iterator[tuple[LinkedTill, LinkedTill]]:
    """Two tills of one shop; the second one's line does what the test says.

    It is paired before the other one, and so has all that the shop risks.
    """
    with FaultProxy(centre.port, lambda: line[0]) as proxy:
        bad = f"http://127.0.0.1:{proxy.port}"
        assert pair_by_command(folder / "second", bad, network, name="second") == 0
        assert pair_by_command(folder / "first", centre.url, network, name="first") == 0
        with LinkedTill(folder / "first") as first, LinkedTill(folder / "second") as second:
            first.sign_in()
            second.sign_in()
            yield first, second


@pytest.fixture
def line() -> list[Fault]:
    return [Fault.NONE]


@pytest.fixture
def tills(
    centre: CentreProcess, network: Network, tmp_path: Path, line: list[Fault]
) -> Iterator[tuple[LinkedTill, LinkedTill]]:
    with two_tills(centre, network, tmp_path, line) as pair:
        yield pair


def settle(till: LinkedTill) -> None:
    """The centre has acknowledged everything that stands in the journal by now."""
    head = journal_of(till)[0]
    till.link.try_now()
    till.until(lambda: journal_of(till)[1] >= head)


def journal_of(till: LinkedTill) -> tuple[int, int]:
    """Its newest row, and the newest one that the centre has acknowledged."""
    reader = till.store.database.reader()
    try:
        return allowances_held(reader).head, memory_from_row(reader.one(MEMORY)).acked.seq
    finally:
        reader.close()


def test_a_card_sold_at_one_till_pays_at_another(
    tills: tuple[LinkedTill, LinkedTill], network: Network
) -> None:
    first, second = tills
    number = GiftDesk(first).sold(5_000)
    settle(first)
    paying = GiftDesk(second).pay(number, 3_000)
    assert held_by(paying) == [3_000]
    assert isinstance(paying.post("T1"), Moved)
    settle(second)

    first.until(lambda: GiftDesk(first).balance(number) == 2_000)
    assert balance_there(network) == 2_000


def test_what_one_till_holds_another_one_does_not_get(tills: tuple[LinkedTill, LinkedTill]) -> None:
    first, second = tills
    number = GiftDesk(first).sold(5_000)
    settle(first)
    there = GiftDesk(second).pay(number, 4_000)
    here = GiftDesk(first).pay(number, 4_000)

    assert held_by(there) == [4_000]
    assert held_by(here) == [1_000]


def test_what_is_let_go_can_be_held_again_at_once(tills: tuple[LinkedTill, LinkedTill]) -> None:
    first, second = tills
    number = GiftDesk(first).sold(5_000)
    settle(first)
    GiftDesk(second).pay(number, 5_000).give_up()
    settle(second)

    assert held_by(GiftDesk(first).pay(number, 5_000)) == [5_000]


def test_goods_paid_with_a_card_of_another_till_are_refunded_to_it(
    tills: tuple[LinkedTill, LinkedTill], network: Network
) -> None:
    first, second = tills
    number = GiftDesk(first).sold(5_000)
    settle(first)
    desk = GiftDesk(second)
    posted = desk.pay(number, 3_000).post("T1")
    assert isinstance(posted, Moved)
    (paid,) = posted.entries
    assert paid.hold_id is not None
    hold = desk.work.store.gift_hold(paid.hold_id)
    assert hold is not None
    back = given_back(desk.work, GivingBack(visits=[hold.visit_id], minor=1_000, ticket="T2"))
    assert not isinstance(back, GiftCardRefusal)
    desk.work.store.commit(*back)
    settle(second)

    assert desk.balance(number) == 3_000
    assert balance_there(network) == 3_000


def test_an_unknown_number_is_refused_by_the_centre(tills: tuple[LinkedTill, LinkedTill]) -> None:
    first, _ = tills
    paying = GiftDesk(first).pay(make(), 1_000)

    assert paying.view().refusal is GiftCardRefusal.UNUSABLE


@pytest.mark.parametrize("fault", [Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.PORTAL])
def test_on_a_dead_line_the_cashier_decides_within_two_seconds(
    tills: tuple[LinkedTill, LinkedTill], line: list[Fault], network: Network, fault: Fault
) -> None:
    first, second = tills
    number = GiftDesk(first).sold(5_000)
    settle(first)
    desk = GiftDesk(second)
    assert isinstance(desk.pay(number, 500).post("T1"), Moved)
    settle(second)
    second.until(lambda: allowance_of(second, AllowanceKind.GIFT_CARDS).state is AllowanceState.GOOD)
    line[0] = fault
    begun_s = time.monotonic()
    paying = desk.pay(number, 3_000)
    assert time.monotonic() - begun_s < LATEST_S
    assert paying.step is PayingStep.UNANSWERED
    assert paying.view().drawable.minor == 3_000

    paying.draw()
    assert isinstance(paying.post("T2"), Moved)
    line[0] = Fault.NONE
    settle(second)
    assert balance_there(network) == 1_500


def with_points(till: LinkedTill, points: int) -> MemberId:
    member = till.enrol("Dupont")
    till.buy(member, points * 100)
    settle(till)
    return member


def choose_coffee(till: LinkedTill, member: MemberId) -> None:
    till.attach(member)
    till.session.set_amount(Money(1_000, EUR))
    till.session.choose_reward(COFFEE)


def said(till: LinkedTill) -> str:
    banner = till.view.banner
    return banner.message.key if banner is not None else ""


def test_points_that_one_till_holds_are_not_spent_at_another(tills: tuple[LinkedTill, LinkedTill]) -> None:
    first, second = tills
    member = with_points(first, 200)
    second.until(lambda: second.points(member) == 200)
    choose_coffee(second, member)
    second.session.confirm()
    second.until(lambda: said(second).startswith("banner.visit_closed"))
    first.session.lock()
    first.sign_in()
    choose_coffee(first, member)
    first.until(lambda: said(first) == "spending.elsewhere" or first.points(member) < 150)

    settle(second)
    first.until(lambda: first.points(member) == 60)


def test_on_a_dead_line_a_reward_is_drawn_on_the_allowance_if_the_cashier_says_so(
    tills: tuple[LinkedTill, LinkedTill], line: list[Fault]
) -> None:
    first, second = tills
    member = with_points(first, 200)
    second.until(lambda: second.points(member) == 200)
    second.until(lambda: allowance_of(second, AllowanceKind.REWARDS).state is AllowanceState.GOOD)
    line[0] = Fault.REQUEST_LOST
    choose_coffee(second, member)
    second.session.confirm()
    second.until(lambda: second.view.question is not None, limit_s=LATEST_S)
    second.session.confirm()
    assert said(second).startswith("banner.visit_closed")

    drawn = allowance_of(second, AllowanceKind.REWARDS).drawn
    assert drawn is not None
    assert drawn.minor == 150
    line[0] = Fault.NONE
    settle(second)
    first.until(lambda: first.points(member) == 60)


def allowed_minor(till: LinkedTill, kind: AllowanceKind) -> int:
    standing = allowance_of(till, kind)
    return standing.amount.minor if standing.amount is not None else 0


def test_the_second_till_of_a_shop_has_half_of_what_it_risks_as_soon_as_both_are_in_contact(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    def have(minor: int, *tills: LinkedTill) -> bool:
        return all(allowed_minor(till, AllowanceKind.GIFT_CARDS) == minor for till in tills)

    assert pair_by_command(tmp_path / "first", centre.url, network, name="first") == 0
    with LinkedTill(tmp_path / "first") as first:
        first.until(lambda: have(20_000, first))
        assert pair_by_command(tmp_path / "second", centre.url, network, name="second") == 0
        with LinkedTill(tmp_path / "second") as second:
            second.until(lambda: have(10_000, second))
            first.until(lambda: have(10_000, first))
