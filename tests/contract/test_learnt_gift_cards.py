"""A gift card that a till learns of by holding money of it, on both stores of a till."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.domain.gift_card import GiftCard, GiftCardState, GiftHold, HoldState
from fidpos.domain.gift_card_number import GiftCardNumber, former, make
from fidpos.domain.ids import GiftCardId, GiftHoldId, VisitId
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import ReadOrigin
from fidpos.readers.own_number import NumberLayout
from fidpos.till.gift_card_desk.walk import number_in
from fidpos.till.gift_card_payment import HeldOut, HoldAsked, held_event, post_holds, release_holds
from fidpos.till.gift_cards import GiftCardRefusal, Moved, sell_gift_cards
from fidpos.till.identify import identify
from fidpos.till.reads import Seen
from fidpos.wire.gift_card_events import GiftCardHeld
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.hold import GiftCardClaim, Hold
from tests.helpers import real_store
from tests.helpers.asked_centre import AskedCentre
from tests.helpers.counter import IDENTITY, INES, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.gift_counter import GiftCounter
from tests.helpers.memory_store import MemoryStore

VISIT = VisitId(UUID(int=31))


@pytest.fixture(params=["memory", "disk"])
def at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GiftCounter]:
    clock = FakeClock()
    if request.param == "memory":
        yield GiftCounter(MemoryStore(IDENTITY, programme(), (INES,)), clock)
        return
    disk = real_store.new_store(tmp_path / "till.db", clock)
    yield GiftCounter(disk, clock)
    reader = disk.database.reader()
    assert verify(reader.connection).holds
    reader.close()
    disk.close()


@pytest.fixture
def centre(at: GiftCounter) -> AskedCentre:
    return AskedCentre(at.clock)


def granted(
    at: GiftCounter, centre: AskedCentre, number: GiftCardNumber, minor: int
) -> tuple[GiftCardStanding, GiftCardHeld]:
    """What the centre answers, and what the till makes of it."""
    hold_id = GiftHoldId(at.new_id())
    claim = GiftCardClaim(hold_id=hold_id, number_digest=number.digest, wanted_minor=minor, currency="EUR")
    asked = Hold(
        visit_id=VISIT, staff_id=INES.id, at=at.clock.now(), business_day=at.work.today, claims=(claim,)
    )
    centre.hold(asked, lambda _: None)
    answer = centre.letters.pop().answer
    assert answer is not None
    (held,) = answer.held
    assert held.gift_card is not None
    told = HoldAsked(hold_id=hold_id, visit_id=VISIT, amount_minor=held.granted)
    return held.gift_card, held_event(at.work, held.gift_card.id, told)


def elsewhere(centre: AskedCentre, minor: int = 5_000) -> GiftCardNumber:
    number = make()
    centre.card(number, minor)
    return number


def known(at: GiftCounter, number: GiftCardNumber) -> GiftCard:
    card = at.store.gift_card_by_number(number)
    assert card is not None
    return card


def holds(at: GiftCounter) -> tuple[GiftHold, ...]:
    return at.store.gift_holds(VISIT)


def test_the_card_is_known_from_then_on_with_the_hold_on_it(at: GiftCounter, centre: AskedCentre) -> None:
    number = elsewhere(centre, 5_000)
    standing, held = granted(at, centre, number, 3_000)
    assert at.store.learn_gift_card(standing, held)

    card = known(at, number)
    assert (card.balance_minor, card.held_minor, card.only_at) == (5_000, 3_000, None)
    assert [hold.amount_minor for hold in holds(at)] == [3_000]
    inscription = at.store.inscription(card.id)
    assert inscription is not None
    assert inscription.number == number


def test_the_same_hold_again_changes_nothing(at: GiftCounter, centre: AskedCentre) -> None:
    number = elsewhere(centre, 5_000)
    standing, held = granted(at, centre, number, 3_000)
    at.store.learn_gift_card(standing, held)
    at.store.learn_gift_card(standing, held)

    assert known(at, number).held_minor == 3_000
    assert len(holds(at)) == 1


def test_what_is_posted_leaves_the_card(at: GiftCounter, centre: AskedCentre) -> None:
    number = elsewhere(centre, 5_000)
    at.store.learn_gift_card(*granted(at, centre, number, 3_000))

    assert isinstance(post_holds(at.work, VISIT, "TICKET"), Moved)
    assert (known(at, number).balance_minor, known(at, number).held_minor) == (2_000, 0)


def test_what_is_let_go_stays_on_it(at: GiftCounter, centre: AskedCentre) -> None:
    number = elsewhere(centre, 5_000)
    at.store.learn_gift_card(*granted(at, centre, number, 3_000))
    release_holds(at.work, holds(at))

    assert (known(at, number).balance_minor, known(at, number).held_minor) == (5_000, 0)
    assert [hold.state for hold in holds(at)] == [HoldState.VOIDED]


def test_what_the_centre_has_not_heard_yet_is_laid_on_top(at: GiftCounter, centre: AskedCentre) -> None:
    number = elsewhere(centre, 5_000)
    at.store.learn_gift_card(*granted(at, centre, number, 3_000))
    assert isinstance(post_holds(at.work, VISIT, "TICKET"), Moved)
    standing, held = granted(at, centre, number, 2_000)
    assert at.store.learn_gift_card(standing, held)

    assert (known(at, number).balance_minor, known(at, number).held_minor) == (2_000, 2_000)


def test_what_the_centre_has_heard_is_not_laid_on_twice(at: GiftCounter, centre: AskedCentre) -> None:
    """The journal's row arrived, and its acknowledgement did not."""
    number = elsewhere(centre, 5_000)
    standing, held = granted(at, centre, number, 3_000)
    at.store.learn_gift_card(standing, held)
    release_holds(at.work, holds(at))
    centre.cards[number.digest] = centre.cards[number.digest].but(holds=())
    at.store.learn_gift_card(*granted(at, centre, number, 4_000))

    assert (known(at, number).balance_minor, known(at, number).held_minor) == (5_000, 4_000)


def test_a_hold_of_what_was_spent_here_meanwhile_is_not_kept(at: GiftCounter, centre: AskedCentre) -> None:
    number = elsewhere(centre, 5_000)
    at.store.learn_gift_card(*granted(at, centre, number, 3_000))
    assert isinstance(post_holds(at.work, VISIT, "TICKET"), Moved)
    centre.cards[number.digest] = centre.cards[number.digest].but(holds=())
    standing, held = granted(at, centre, number, 4_000)

    assert not at.store.learn_gift_card(standing, held)
    assert known(at, number).balance_minor == 2_000
    assert at.store.gift_hold(held.hold_id) is None


def sold_elsewhere_too(at: GiftCounter, centre: AskedCentre, card_id: GiftCardId) -> GiftCardNumber:
    """While this till heard of nobody."""
    inscription = at.store.inscription(card_id)
    assert inscription is not None
    centre.card(inscription.number, 5_000)
    return inscription.number


def test_a_number_that_was_sold_elsewhere_too_is_the_card_that_the_centre_knows(
    at: GiftCounter, centre: AskedCentre
) -> None:
    own = at.sold(2_000)
    number = sold_elsewhere_too(at, centre, own)
    at.store.learn_gift_card(*granted(at, centre, number, 3_000))

    assert isinstance(post_holds(at.work, VISIT, "TICKET"), Moved)
    assert (known(at, number).balance_minor, known(at, number).only_at) == (2_000, None)
    assert (at.card(own).state, at.card(own).balance_minor) == (GiftCardState.FROZEN, 2_000)


def test_a_card_not_paid_yet_that_was_sold_elsewhere_is_never_sold(
    at: GiftCounter, centre: AskedCentre
) -> None:
    own = at.draft(2_000)
    number = sold_elsewhere_too(at, centre, own)
    at.store.learn_gift_card(*granted(at, centre, number, 3_000))

    assert at.card(own).state is GiftCardState.VOIDED
    assert isinstance(sell_gift_cards(at.work, [own], "T"), GiftCardRefusal)


def scanned(text: str) -> CardRead | RefusedRead:
    origin = ReadOrigin(driver="scanner", device="usb", sequence=1, monotonic_s=0.0)
    return CardDecoder(NumberLayout(merchant_code="1234")).scan(text.encode(), origin)


@pytest.mark.parametrize(
    "text", ["CAD-000 123", "40001234", "4006381333931"], ids=["letters", "digits", "ean"]
)
def test_a_card_of_another_system_is_scanned_and_pays(
    at: GiftCounter, centre: AskedCentre, text: str
) -> None:
    number, read = former(text), scanned(text)
    assert number is not None
    assert isinstance(at.store, MemoryStore | LocalStore)
    before = identify(at.store, read, attached=None)
    centre.card(number, 5_000)
    at.store.learn_gift_card(*granted(at, centre, number, 3_000))
    found = identify(at.store, read, attached=None)

    assert before.seen is not Seen.GIFT_CARD
    assert (found.seen, found.number) == (Seen.GIFT_CARD, number.canonical)
    assert number_in(read) == number
    looked = at.lookup.look(at.work, found.number, at.clock.monotonic_s())
    assert isinstance(looked, HeldOut)
    assert looked.card == known(at, number)
    assert isinstance(post_holds(at.work, VISIT, "TICKET"), Moved)
    assert known(at, number).balance_minor == 2_000


def test_a_payment_card_is_kept_nowhere() -> None:
    read = scanned("4111111111111111")

    assert isinstance(read, RefusedRead)
    assert (read.reason, read.foreign) == (Refusal.BANK_CARD, "")
    assert "40001234" not in repr(scanned("40001234"))
