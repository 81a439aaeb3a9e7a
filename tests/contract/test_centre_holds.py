"""What tills have set aside at the centre, on the store on PostgreSQL and on the one in memory."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.gift_card import GiftCardState, GiftMove
from fidpos.domain.ids import AccountId, GiftHoldId, HoldId, RedemptionId, StaffId, VisitId, VoucherId
from fidpos.server.hold_books import HEARD_LEAST, HEARD_MOST
from fidpos.server.reason import EventRefused, Reason
from fidpos.server.services.hold import HELD_FOR, hold
from fidpos.server.services.office import Office as Merging
from fidpos.wire.events import MemberEnrolled, RedemptionBody, VisitClosed, VoucherUseBody
from fidpos.wire.gift_card_events import GiftCardHeld, GiftCardIssued
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.hold import (
    GiftCardClaim,
    Held,
    Hold,
    HoldRefusal,
    VoucherClaim,
)
from tests.helpers.centre_acts import VISIT, ask, let_go, points
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, CASHIER, LEFT, TILLS, Office

NEXT = VisitId(UUID(int=7_001))
STRANGER = StaffId(UUID(int=7_002))


@pytest.fixture
def earned(office: Office, told: Happenings, zoe: MemberEnrolled) -> VisitClosed:
    """The visit on which the member earned 100 points and a voucher."""
    visit = told.closed(zoe, earned=100, vouchers=(told.voucher(),))
    office.tell(visit)
    return visit


def lapse(office: Office) -> int:
    office.clock.advance(HELD_FOR.total_seconds() + 1)
    return lapse_now(office)


def lapse_now(office: Office) -> int:
    with office.unit() as unit:
        return unit.holdings().lapse(office.clock.now())


def digest(told: Happenings, card: GiftCardIssued) -> bytes:
    key = told.keys[card.gift_card_id]
    number = open_inscription(key, card.gift_card_id, card.sealed).number
    return sha256(number.canonical.encode()).digest()


def money(told: Happenings, card: GiftCardIssued, minor: int) -> GiftCardClaim:
    return GiftCardClaim(
        hold_id=GiftHoldId(told.new_id()),
        number_digest=digest(told, card),
        wanted_minor=minor,
        currency="EUR",
    )


def voucher(told: Happenings, voucher_id: VoucherId) -> VoucherClaim:
    return VoucherClaim(hold_id=HoldId(told.new_id()), voucher_id=voucher_id)


def in_journal(told: Happenings, card: GiftCardIssued, claim: GiftCardClaim, minor: int) -> GiftCardHeld:
    """As the till writes down what it was granted."""
    event = told.held(card.gift_card_id, minor)
    return structs.replace(event, hold_id=claim.hold_id, visit_id=VISIT)


def spending(told: Happenings, zoe: MemberEnrolled, earned: VisitClosed, visit_id: VisitId) -> VisitClosed:
    """A visit with a reward for 60 points."""
    lot = earned.entries[0].lot
    assert lot is not None
    reward = RedemptionBody(id=RedemptionId(told.new_id()), reward="coffee", counter="points", cost=60)
    return told.closed(
        zoe, earned=0, entries=(told.spending(lot.id, 60),), redemptions=(reward,), visit_id=visit_id
    )


# Gift cards.


def test_what_is_held_of_a_gift_card_is_there_for_nobody_else(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    first = ask(office, money(told, card, 3_000))
    second = ask(office, money(told, card, 3_000), visit_id=NEXT)
    third = ask(office, money(told, card, 1), visit_id=NEXT)

    assert [held.granted for held in (*first, *second, *third)] == [3_000, 2_000, 0]
    assert third[0].refused is HoldRefusal.UNUSABLE
    book = office.kept.gift_card(card.gift_card_id)
    assert (book.balance_minor, book.held_minor) == (5_000, 5_000)


def test_who_wants_nothing_hears_only_whether_the_number_is_anybodys(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    theirs = money(told, card, 0)
    nobodys = structs.replace(theirs, hold_id=GiftHoldId(told.new_id()), number_digest=bytes(32))

    first = ask(office, theirs, nobodys)
    spent = ask(office, money(told, card, 5_000), money(told, card, 0), visit_id=NEXT)

    assert [held.refused for held in first] == [HoldRefusal.UNUSABLE, HoldRefusal.UNKNOWN]
    assert [held.refused for held in spent] == [None, HoldRefusal.UNUSABLE]
    assert all(held.gift_card is None for held in first)


def test_who_wants_money_of_a_number_that_is_nobodys_hears_no_more_than_of_any_other(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    guessed = structs.replace(money(told, card, 1), number_digest=bytes(32))

    assert ask(office, guessed)[0].refused is HoldRefusal.UNUSABLE


def test_a_hold_brings_the_card_as_the_till_needs_it(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    claim = money(told, card, 3_000)

    standing = ask(office, claim)[0].gift_card

    assert standing is not None
    assert (standing.id, standing.key) == (card.gift_card_id, told.keys[card.gift_card_id])
    assert (standing.state, standing.balance_minor, standing.held_minor) == (
        GiftCardState.ACTIVE,
        5_000,
        3_000,
    )
    assert [each.id for each in standing.holds] == [claim.hold_id]


def test_asked_again_the_same_is_held_once(office: Office, told: Happenings, card: GiftCardIssued) -> None:
    claim = money(told, card, 3_000)

    answers = [ask(office, claim), ask(office, claim), ask(office, claim, claim)]

    assert [held.granted for answer in answers for held in answer] == [3_000] * 4
    assert office.kept.gift_card(card.gift_card_id).held_minor == 3_000


def test_two_claims_of_one_request_share_what_a_card_holds(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    held = ask(office, money(told, card, 4_000), money(told, card, 4_000))

    assert [each.granted for each in held] == [4_000, 1_000]


def test_whatever_is_wrong_with_a_card_the_answer_is_the_same(office: Office, told: Happenings) -> None:
    unknown, draft, frozen, empty = (told.gift_card() for _ in range(4))
    office.tell(draft, frozen, empty, keys=told.keys)
    office.tell(
        told.moved(frozen.gift_card_id, GiftMove.SOLD, 5_000),
        told.gift_state(frozen.gift_card_id, GiftCardState.FROZEN),
        told.moved(empty.gift_card_id, GiftMove.SOLD, 5_000),
        told.moved(empty.gift_card_id, GiftMove.ADJUSTED, -5_000),
    )
    claims = [money(told, card, 100) for card in (unknown, draft, frozen, empty)]

    held = ask(office, *claims)

    assert held == [Held(hold_id=claim.hold_id, refused=HoldRefusal.UNUSABLE) for claim in claims]


def test_a_card_in_another_currency_or_past_its_last_day_is_not_held(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    abroad = structs.replace(money(told, card, 100), currency="CHF")
    refused = ask(office, abroad)
    office.clock.advance(timedelta(days=367).total_seconds())
    late = ask(office, money(told, card, 100))

    assert [held.refused for held in (*refused, *late)] == [HoldRefusal.UNUSABLE] * 2


def test_the_journal_settles_a_hold_of_the_centre_once(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    claim = money(told, card, 3_000)
    ask(office, claim)
    spent = told.moved(card.gift_card_id, GiftMove.SPENT, -3_000, claim.hold_id)

    said = office.tell(in_journal(told, card, claim, 3_000), spent)

    assert said == {}
    book = office.kept.gift_card(card.gift_card_id)
    assert (book.balance_minor, book.promised_minor) == (2_000, 0)
    assert ask(office, claim)[0].refused is HoldRefusal.ENDED


def test_a_hold_that_the_till_tells_otherwise_is_a_contradiction(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    claim = money(told, card, 3_000)
    ask(office, claim)

    with pytest.raises(EventRefused) as other:
        office.tell(in_journal(told, card, claim, 4_000))
    office.tell(in_journal(told, card, claim, 3_000))
    with pytest.raises(EventRefused) as again:
        office.tell(in_journal(told, card, claim, 3_000))

    assert (other.value.reason, again.value.reason) == (Reason.CONTRADICTORY, Reason.ALREADY_THERE)


def test_a_hold_that_lapsed_is_paid_with_all_the_same(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    claim = money(told, card, 3_000)
    ask(office, claim)

    assert lapse(office) == 1
    assert office.kept.gift_card(card.gift_card_id).held_minor == 0
    said = office.tell(
        in_journal(told, card, claim, 3_000),
        told.moved(card.gift_card_id, GiftMove.SPENT, -3_000, claim.hold_id),
    )

    assert said == {}
    assert office.kept.gift_card(card.gift_card_id).total_minor == 2_000


def test_what_was_spent_meanwhile_is_receivable_and_told_to_the_office(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    late, quick = money(told, card, 5_000), money(told, card, 5_000)
    ask(office, late)
    lapse(office)
    ask(office, quick, visit_id=NEXT)
    office.tell(
        structs.replace(in_journal(told, card, quick, 5_000), visit_id=NEXT),
        told.moved(card.gift_card_id, GiftMove.SPENT, -5_000, quick.hold_id),
    )
    spent = told.moved(card.gift_card_id, GiftMove.SPENT, -5_000, late.hold_id)

    said = office.tell(in_journal(told, card, late, 5_000), spent)

    assert said == {spent.id: Reason.OVERSPENT}
    book = office.kept.gift_card(card.gift_card_id)
    assert (book.balance_minor, book.receivable_minor) == (0, 5_000)


@pytest.mark.parametrize("lapses", [False, True])
def test_a_released_hold_is_there_for_others_and_the_journal_may_say_so_too(
    office: Office, told: Happenings, card: GiftCardIssued, lapses: bool
) -> None:
    claim = money(told, card, 5_000)
    ask(office, claim)
    if lapses:
        lapse(office)

    assert let_go(office, claim.hold_id) == (0 if lapses else 1)
    assert let_go(office, claim.hold_id) == 0
    event = in_journal(told, card, claim, 5_000)
    assert office.tell(event, told.let_go(event)) == {}

    assert office.kept.gift_card(card.gift_card_id).promised_minor == 0
    assert ask(office, money(told, card, 5_000), visit_id=NEXT)[0].granted == 5_000


def test_a_release_that_overtakes_its_hold_leaves_nothing_held(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    claim = money(told, card, 5_000)

    released = let_go(office, claim.hold_id)
    held = ask(office, claim)

    assert released == 0
    assert held == [Held(hold_id=claim.hold_id, refused=HoldRefusal.ENDED)]
    assert office.kept.gift_card(card.gift_card_id).held_minor == 0


def test_a_hold_of_another_visit_is_neither_told_nor_released(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    claim = money(told, card, 5_000)
    ask(office, claim)

    assert ask(office, claim, visit_id=NEXT) == [Held(hold_id=claim.hold_id, refused=HoldRefusal.ENDED)]
    assert let_go(office, claim.hold_id, visit_id=NEXT) == 0
    assert office.kept.gift_card(card.gift_card_id).held_minor == 5_000


def test_a_hold_is_neither_told_to_nor_released_by_another_till(
    office: Office, told: Happenings, card: GiftCardIssued, earned: VisitClosed
) -> None:
    claims = money(told, card, 5_000), points(told, earned.account_id, 100)
    ask(office, *claims)

    held = ask(office, *claims, till=TILLS[1])
    released = let_go(office, *(claim.hold_id for claim in claims), till=TILLS[1])

    assert held == [Held(hold_id=claim.hold_id, refused=HoldRefusal.ENDED) for claim in claims]
    assert released == 0
    assert [each.granted for each in ask(office, *claims)] == [5_000, 100]


@pytest.mark.parametrize("is_told_before", [False, True])
def test_what_another_till_found_past_its_time_may_have_been_paid_with(
    office: Office, told: Happenings, card: GiftCardIssued, is_told_before: bool
) -> None:
    claim = money(told, card, 3_000)
    ask(office, claim)
    event = in_journal(told, card, claim, 3_000)
    if is_told_before:
        office.tell(event)
    office.tell(told.let_go(event), till_id=BESIDE)
    promised = office.kept.gift_card(card.gift_card_id).promised_minor

    spent = told.moved(card.gift_card_id, GiftMove.SPENT, -3_000, claim.hold_id)
    said = office.tell(*(() if is_told_before else (event,)), spent)

    assert (promised, said) == (0, {})
    assert office.kept.gift_card(card.gift_card_id).total_minor == 2_000


def test_what_a_journal_has_told_is_not_released_but_lapses(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    claim = money(told, card, 5_000)
    ask(office, claim)
    office.tell(in_journal(told, card, claim, 5_000))

    assert let_go(office, claim.hold_id) == 0
    assert lapse(office) == 1


@pytest.mark.parametrize("days_wrong", [-300, 0, 3_650])
@pytest.mark.parametrize("lasts_s", [-300 * 86_400, 0, 900, 3_650 * 86_400])
def test_when_a_hold_lapses_is_by_the_clock_of_the_centre_that_heard_it(
    office: Office, told: Happenings, card: GiftCardIssued, days_wrong: int, lasts_s: int
) -> None:
    by_till = office.clock.now() + timedelta(days=days_wrong)
    held = structs.replace(
        told.held(card.gift_card_id, 5_000), at=by_till, expires_at=by_till + timedelta(seconds=lasts_s)
    )
    office.tell(held)

    office.clock.advance(HEARD_LEAST.total_seconds())
    early = lapse_now(office)
    office.clock.advance((HEARD_MOST - HEARD_LEAST).total_seconds() + 1)
    late = lapse_now(office)

    assert (early, late) == (0, 1)
    assert office.kept.gift_card(card.gift_card_id).promised_minor == 0


# Points.


def test_points_are_held_whole_or_not_at_all(office: Office, told: Happenings, earned: VisitClosed) -> None:
    account = earned.account_id
    held = ask(office, points(told, account, 60), points(told, account, 60), points(told, account, 40))

    assert [each.granted for each in held] == [60, 0, 40]
    assert held[1].refused is HoldRefusal.NOT_ENOUGH
    assert ask(office, points(told, account, 1), visit_id=NEXT)[0].refused is HoldRefusal.NOT_ENOUGH


def test_points_of_nobody_or_of_no_amount_are_not_held(
    office: Office, told: Happenings, earned: VisitClosed
) -> None:
    strangers = points(told, AccountId(UUID(int=9)), 1)
    nothing = [points(told, earned.account_id, amount) for amount in (0, -5)]

    held = ask(office, strangers, *nothing)

    assert [each.refused for each in held] == [HoldRefusal.NOT_ENOUGH] * 3


def test_a_till_that_has_not_heard_of_a_merge_holds_of_the_account_that_remains(
    office: Office, told: Happenings, zoe: MemberEnrolled, earned: VisitClosed
) -> None:
    kept = told.enrolled()
    office.tell(kept, keys=told.keys)
    with office.unit() as unit:
        merging = Merging(book=unit.office(), now=office.clock.now())
        merging.merge(kept.member_id, zoe.member_id, told.today)

    by_both = ask(office, points(told, zoe.account_id, 60), points(told, kept.account_id, 60))
    rest = ask(office, points(told, kept.account_id, 40), visit_id=NEXT)

    assert [held.granted for held in (*by_both, *rest)] == [60, 0, 40]
    assert ask(office, points(told, zoe.account_id, 1), visit_id=NEXT)[0].refused is HoldRefusal.NOT_ENOUGH


def test_points_that_the_office_withholds_are_not_held(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    office.tell(told.closed(zoe, earned=100), minor=100, held=True)

    assert ask(office, points(told, zoe.account_id, 1))[0].refused is HoldRefusal.NOT_ENOUGH


def test_the_visit_settles_the_points_that_were_held_for_it(
    office: Office, told: Happenings, zoe: MemberEnrolled, earned: VisitClosed
) -> None:
    ask(office, points(told, zoe.account_id, 60))

    office.tell(spending(told, zoe, earned, VISIT))

    assert ask(office, points(told, zoe.account_id, 41), visit_id=NEXT)[0].granted == 0
    assert ask(office, points(told, zoe.account_id, 40), visit_id=NEXT)[0].granted == 40
    assert ask(office, points(told, zoe.account_id, 1))[0].refused is HoldRefusal.ENDED


@pytest.mark.parametrize("ends", ["released", "lapsed"])
def test_points_that_were_let_go_are_there_again(
    office: Office, told: Happenings, earned: VisitClosed, ends: str
) -> None:
    claim = points(told, earned.account_id, 100)
    ask(office, claim)

    assert (let_go(office, claim.hold_id) if ends == "released" else lapse(office)) == 1

    assert ask(office, claim)[0].refused is HoldRefusal.ENDED
    assert ask(office, points(told, earned.account_id, 100), visit_id=NEXT)[0].granted == 100


# Vouchers.


def test_a_voucher_is_held_once_and_for_its_visit(
    office: Office, told: Happenings, zoe: MemberEnrolled, earned: VisitClosed
) -> None:
    given = earned.vouchers[0]
    first = ask(office, voucher(told, given.id), voucher(told, given.id))
    second = ask(office, voucher(told, given.id), visit_id=NEXT)
    office.tell(told.closed(zoe, earned=0, vouchers_used=(VoucherUseBody(id=given.id),), visit_id=VISIT))
    third = ask(office, voucher(told, given.id), visit_id=NEXT)

    assert [held.granted for held in (*first, *second, *third)] == [1, 0, 0, 0]
    assert first[0].voucher == given
    assert {held.refused for held in (first[1], *second, *third)} == {HoldRefusal.UNUSABLE}


def test_a_voucher_for_the_bearer_is_had_by_its_number_alone(
    office: Office, told: Happenings, zoe: MemberEnrolled
) -> None:
    given = told.voucher(number_digest=b"n" * 32)
    office.tell(told.closed(zoe, vouchers=(given,)))
    by_number = VoucherClaim(hold_id=HoldId(told.new_id()), number_digest=given.number_digest)
    guessed = VoucherClaim(hold_id=HoldId(told.new_id()), number_digest=b"g" * 32)

    held = ask(office, voucher(told, given.id), guessed, by_number)

    assert [each.granted for each in held] == [0, 0, 1]
    assert held[2].voucher == given


def test_a_voucher_is_held_on_the_days_on_which_it_is_valid(
    office: Office, told: Happenings, zoe: MemberEnrolled, earned: VisitClosed
) -> None:
    later = structs.replace(told.voucher(), valid_from=told.today + timedelta(days=10), valid_until=None)
    office.tell(told.closed(zoe, vouchers=(later,)))

    early = ask(office, voucher(told, later.id))
    office.clock.advance(timedelta(days=61).total_seconds())
    late = ask(office, voucher(told, earned.vouchers[0].id), voucher(told, later.id))

    assert [held.granted for held in (*early, *late)] == [0, 0, 1]


def test_a_till_with_a_day_of_its_own_does_not_change_what_is_valid(
    office: Office, told: Happenings, earned: VisitClosed
) -> None:
    office.clock.advance(timedelta(days=90).total_seconds())
    now = office.clock.now()
    asked = Hold(
        visit_id=VISIT,
        staff_id=CASHIER,
        at=now,
        business_day=earned.business_day,
        claims=(voucher(told, earned.vouchers[0].id),),
    )

    with office.unit() as unit:
        answer = hold(unit, TILLS[0], asked, now)

    assert answer.held[0].refused is HoldRefusal.UNUSABLE


def test_tills_hear_of_a_card_whose_hold_was_let_go(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    ask(office, money(told, card, 5_000))
    before = office.pull_all()[-1]
    lapse(office)

    after = office.pull(after=before.cursor)

    standings = [change.gift_card for change in after.changes if change.gift_card is not None]
    assert [(each.id, each.holds) for each in standings] == [(card.gift_card_id, ())]


@pytest.mark.parametrize("staff_id", [LEFT, STRANGER], ids=["left", "unknown"])
def test_for_who_does_not_serve_there_nothing_is_held_and_the_answer_says_no_more(
    office: Office, told: Happenings, card: GiftCardIssued, earned: VisitClosed, staff_id: StaffId
) -> None:
    claims = (
        money(told, card, 3_000),
        points(told, earned.account_id, 50),
        voucher(told, earned.vouchers[0].id),
    )
    held = ask(office, *claims, staff_id=staff_id)

    assert held == [Held(hold_id=claim.hold_id, refused=HoldRefusal.UNUSABLE) for claim in claims]
    assert all(each.granted for each in ask(office, *claims))
