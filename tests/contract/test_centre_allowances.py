"""What tills may let go on their own word, on the store on PostgreSQL and on the one in memory."""

from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import AllowanceId, TillId
from fidpos.server.allowance_books import exposed_minor
from fidpos.server.ports import LineageHead
from fidpos.server.services.allow import GIVEN_FOR, LATE, RENEWED_AFTER, Allowed, allow, overdrawn
from fidpos.wire.events import DrawnBody
from fidpos.wire.gift_card_events import GiftCardIssued
from fidpos.wire.sync.allowance import (
    Allowance,
    AllowanceKind,
    AllowancesHeld,
    SignedAllowance,
    open_allowance,
    sign_allowance,
)
from fidpos.wire.sync.anchors import START
from fidpos.wire.sync.pull import Pull
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import (
    BESIDE,
    FAR,
    SHOP,
    TILL,
    TILLS,
    Journal,
    Office,
    till_record,
)

KEY = Ed25519PrivateKey.generate()
CENTRE = KEY.public_key().public_bytes_raw()
GIFT_CARDS, REWARDS = AllowanceKind.GIFT_CARDS, AllowanceKind.REWARDS
NOTHING: tuple[AllowanceId, ...] = ()
NEWCOMER = till_record(TillId(UUID(int=103)), SHOP)


def sign(allowance: Allowance) -> SignedAllowance:
    return sign_allowance(allowance, KEY.private_bytes_raw())


def asked(
    office: Office,
    till_id: TillId = TILL,
    *,
    has: tuple[AllowanceId, ...] = NOTHING,
    journal: Journal | None = None,
    unheard: int = 0,
) -> Allowed:
    """What comes of a pull of a till that holds these already, and has so many rows yet to push."""
    journal = journal or office.journal(till_id)
    held = AllowancesHeld(ids=has, head=journal.head.seq + unheard)
    till = next(each for each in (*TILLS, NEWCOMER) if each.id == till_id)
    with office.unit() as unit:
        pull = Pull(lineage=journal.lineage, allowances=held)
        return allow(unit, till, pull, journal.head, now=office.clock.now(), sign=sign)


def opened(allowed: Allowed) -> dict[AllowanceKind, Allowance]:
    given = [open_allowance(each.allowance, CENTRE) for each in allowed.changes if each.allowance is not None]
    return {each.kind: each for each in given}


def pulled(
    office: Office,
    till_id: TillId = TILL,
    *,
    has: tuple[AllowanceId, ...] = NOTHING,
    journal: Journal | None = None,
    unheard: int = 0,
) -> dict[AllowanceKind, Allowance]:
    """What the pull brings."""
    return opened(asked(office, till_id, has=has, journal=journal, unheard=unheard))


def ids_of(given: dict[AllowanceKind, Allowance]) -> tuple[AllowanceId, ...]:
    return tuple(each.id for each in given.values())


def exposed(office: Office) -> int:
    """What may be lost in the shop on gift cards."""
    with office.unit() as unit:
        return exposed_minor(unit.allowances().of_shop(SHOP), GIFT_CARDS)


def restored(office: Office, number: int) -> Journal:
    """The first till goes on in another lineage."""
    journal = Journal(till_id=TILL, lineage=UUID(int=number), base=LineageHead(head=START, epoch=UUID(int=0)))
    with office.unit() as unit:
        unit.begin_lineage(TILL, journal.lineage, journal.base)
    return journal


def wait(office: Office, time: timedelta) -> None:
    office.clock.advance(time.total_seconds())


def test_each_till_of_a_shop_is_given_its_part_of_the_cap(office: Office) -> None:
    here, beside, far = (pulled(office, till_id) for till_id in (TILL, BESIDE, FAR))

    assert [given[GIFT_CARDS].amount_minor for given in (here, beside, far)] == [10_000, 10_000, 20_000]
    assert [given[REWARDS].amount_minor for given in (here, beside, far)] == [5_000, 5_000, 10_000]


def test_an_allowance_says_for_whom_and_for_how_long_it_is(office: Office, told: Happenings) -> None:
    office.tell(told.enrolled(), keys=told.keys)

    given = pulled(office)[GIFT_CARDS]

    journal, now = office.journal(TILL), office.clock.now()
    assert (given.till_id, given.shop_id, given.lineage) == (TILL, SHOP, journal.lineage)
    assert (given.heard, given.currency) == (journal.head.seq, "EUR")
    assert (given.issued_at, given.expires_at) == (now, now + GIVEN_FOR)


def test_one_that_did_not_arrive_comes_again_and_one_that_did_does_not(office: Office) -> None:
    first = pulled(office)
    again = pulled(office)
    third = pulled(office, has=tuple(each.id for each in again.values()))

    assert first == again
    assert third == {}


def test_a_till_that_does_not_ask_for_them_is_given_none(office: Office) -> None:
    journal = office.journal(TILL)
    with office.unit() as unit:
        given = allow(unit, TILLS[0], Pull(lineage=journal.lineage), START, now=office.clock.now(), sign=sign)

    assert given == Allowed()


def test_nothing_is_given_before_the_journal_was_heard(office: Office) -> None:
    assert pulled(office, unheard=1) == {}
    assert pulled(office).keys() == {GIFT_CARDS, REWARDS}


def test_one_in_use_is_renewed_before_it_expires(office: Office) -> None:
    first = pulled(office)
    has = tuple(each.id for each in first.values())
    wait(office, RENEWED_AFTER - timedelta(minutes=1))
    early = pulled(office, has=has)
    wait(office, timedelta(minutes=1))
    later = pulled(office, has=has)

    assert early == {}
    assert later[GIFT_CARDS].expires_at == first[GIFT_CARDS].expires_at + RENEWED_AFTER
    assert later[GIFT_CARDS].amount_minor == first[GIFT_CARDS].amount_minor


@pytest.mark.parametrize("lets_go", [False, True])
def test_what_was_drawn_and_heard_is_given_back_by_the_next(
    office: Office, told: Happenings, card: GiftCardIssued, lets_go: bool
) -> None:
    first = pulled(office)
    held = structs.replace(told.held(card.gift_card_id, 3_000), allowance_id=first[GIFT_CARDS].id)
    if lets_go:
        after = told.let_go(held)
        office.tell(held, after)
    else:
        office.tell(held, told.moved(card.gift_card_id, GiftMove.SPENT, -3_000, held.hold_id))
    has = tuple(each.id for each in first.values())

    second = pulled(office, has=has)

    assert second.keys() == {GIFT_CARDS}
    assert second[GIFT_CARDS].heard == office.journal(TILL).head.seq
    assert pulled(office, has=(second[GIFT_CARDS].id, first[REWARDS].id)) == {}


def test_what_a_visit_drew_renews_the_allowance_of_rewards(office: Office, told: Happenings) -> None:
    zoe = told.enrolled()
    office.tell(zoe, keys=told.keys)
    first = pulled(office)
    drawn = DrawnBody(allowance_id=first[REWARDS].id, amount_minor=250)
    office.tell(told.closed(zoe, drawn=(drawn,)))

    second = pulled(office, has=tuple(each.id for each in first.values()))

    assert second.keys() == {REWARDS}


def test_what_names_no_allowance_of_ours_is_booked_all_the_same(office: Office, told: Happenings) -> None:
    zoe = told.enrolled()
    office.tell(zoe, keys=told.keys)
    stranger = DrawnBody(allowance_id=AllowanceId(UUID(int=5)), amount_minor=250)

    assert office.tell(told.closed(zoe, drawn=(stranger,))) == {}


@pytest.mark.parametrize(("minor", "is_beyond"), [(10_000, False), (10_001, True)])
def test_what_is_drawn_beyond_an_allowance_is_told(
    office: Office, told: Happenings, card: GiftCardIssued, minor: int, is_beyond: bool
) -> None:
    mine = pulled(office)[GIFT_CARDS]
    event = structs.replace(told.held(card.gift_card_id, minor), allowance_id=mine.id)
    office.tell(event)

    with office.unit() as unit:
        assert overdrawn(unit, TILLS[0], [event]) == (frozenset({event.id}) if is_beyond else frozenset())


def test_what_is_drawn_on_another_tills_allowance_is_told(
    office: Office, told: Happenings, card: GiftCardIssued
) -> None:
    theirs = pulled(office, BESIDE)[GIFT_CARDS]
    event = structs.replace(told.held(card.gift_card_id, 1), allowance_id=theirs.id)
    office.tell(event)

    with office.unit() as unit:
        assert overdrawn(unit, TILLS[0], [event, told.held(card.gift_card_id, 1)]) == {event.id}


def test_a_restored_till_has_nothing_of_what_it_had_until_that_has_expired(office: Office) -> None:
    before = pulled(office, FAR)[GIFT_CARDS]
    lost = pulled(office, TILL)[GIFT_CARDS]
    kept = pulled(office, BESIDE)[GIFT_CARDS]
    journal = restored(office, 77)

    after = pulled(office, journal=journal)
    wait(office, GIVEN_FOR + LATE)
    early = pulled(office, journal=journal)
    wait(office, timedelta(seconds=1))
    late = pulled(office, journal=journal)

    assert (before.amount_minor, lost.amount_minor, kept.amount_minor) == (20_000, 10_000, 10_000)
    assert (after, early) == ({}, {})
    assert late[GIFT_CARDS].lineage == journal.lineage
    assert late[GIFT_CARDS].amount_minor == 10_000


def test_a_till_that_comes_late_is_given_what_the_others_leave(office: Office) -> None:
    with office.unit() as unit:
        alone = unit.allowances()
        risk = alone.risk(SHOP)

    given = [pulled(office, till_id)[GIFT_CARDS] for till_id in (TILL, BESIDE)]

    assert risk.tills == {TILL, BESIDE}
    assert sum(each.amount_minor for each in given) == risk.caps_minor[GIFT_CARDS]
    with office.unit() as unit:
        opened = unit.allowances().of_shop(SHOP)
    assert {each.allowance.till_id for each in opened} == {TILL, BESIDE}


def test_an_allowance_that_was_followed_by_another_is_over_once_the_till_has_that(
    office: Office,
) -> None:
    first = pulled(office)
    wait(office, RENEWED_AFTER)
    second = pulled(office, has=tuple(each.id for each in first.values()))
    with office.unit() as unit:
        both = len(unit.allowances().of_till(SHOP, TILL))

    pulled(office, has=tuple(each.id for each in second.values()))

    with office.unit() as unit:
        opened = {each.allowance.id for each in unit.allowances().of_till(SHOP, TILL)}
    assert both == 4
    assert opened == {each.id for each in second.values()}


class Shop:
    """The tills of a shop, each with what it has; at no step is more open than the shop risks."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.has: dict[TillId, dict[AllowanceKind, Allowance]] = {}

    def pull(self, till_id: TillId) -> bool:
        """The till takes what it is given; whether it, or others, pull again at once."""
        has = self.has.setdefault(till_id, {})
        got = asked(self.office, till_id, has=ids_of(has))
        has.update(opened(got))
        with self.office.unit() as unit:
            of_shop, risk = unit.allowances().of_shop(SHOP), unit.allowances().risk(SHOP)
        assert all(exposed_minor(of_shop, kind) <= risk.caps_minor[kind] for kind in AllowanceKind)
        return bool(got.changes) or got.concerns_others

    def live(self, *till_ids: TillId) -> int:
        """They pull until there is nothing more to hear; how many rounds that took."""
        for rounds in range(1, 20):
            more = [self.pull(till_id) for till_id in till_ids]
            if not any(more):
                return rounds
        raise AssertionError("the tills never come to rest")

    def parts(self, kind: AllowanceKind) -> list[int]:
        """What each may let go, in the order of their first pulls."""
        return [has[kind].amount_minor if kind in has else 0 for has in self.has.values()]


@pytest.fixture
def joined(office: Office) -> Shop:
    """Two tills have all that the shop risks, and a third one is paired."""
    shop = Shop(office)
    shop.live(TILL, BESIDE)
    office.kept.join(NEWCOMER)
    return shop


def test_a_till_that_joins_is_given_its_part_as_soon_as_the_others_have_less(joined: Shop) -> None:
    waits = joined.pull(NEWCOMER.id)
    before = joined.parts(GIFT_CARDS)

    rounds = joined.live(TILL, BESIDE, NEWCOMER.id)

    assert waits
    assert before == [10_000, 10_000, 0]
    assert joined.parts(GIFT_CARDS) == [6_666, 6_666, 6_666]
    assert joined.parts(REWARDS) == [3_333, 3_333, 3_333]
    assert rounds <= 5


def test_until_a_till_has_the_smaller_one_the_larger_one_counts(office: Office, joined: Shop) -> None:
    joined.pull(NEWCOMER.id)
    smaller = pulled(office, has=ids_of(joined.has[TILL]))

    meanwhile = pulled(office, NEWCOMER.id)

    assert smaller[GIFT_CARDS].amount_minor == 6_666
    assert meanwhile == {}


def test_a_till_that_is_away_keeps_what_it_has_and_the_newcomer_gets_the_rest(joined: Shop) -> None:
    joined.pull(NEWCOMER.id)

    joined.live(TILL, NEWCOMER.id)

    assert joined.parts(GIFT_CARDS) == [6_666, 10_000, 3_334]


def test_a_till_that_has_something_to_push_makes_room_once_that_was_heard(
    office: Office, joined: Shop
) -> None:
    joined.pull(NEWCOMER.id)

    assert pulled(office, has=ids_of(joined.has[TILL]), unheard=1) == {}
    assert pulled(office, has=ids_of(joined.has[TILL]))[GIFT_CARDS].amount_minor == 6_666


def test_a_shop_that_shares_evenly_comes_to_rest(office: Office, joined: Shop) -> None:
    joined.live(NEWCOMER.id, TILL, BESIDE)
    tills = (TILL, BESIDE, NEWCOMER.id)

    again = [asked(office, till_id, has=ids_of(joined.has[till_id])) for till_id in tills]

    assert again == [Allowed(), Allowed(), Allowed()]


def test_only_who_lacks_something_concerns_the_others(office: Office) -> None:
    first = asked(office)
    wait(office, RENEWED_AFTER)
    renewed = asked(office, has=ids_of(opened(first)))

    assert not first.concerns_others
    assert not renewed.concerns_others


def test_a_renewal_is_the_newer_one_though_the_clock_stands_still(office: Office, joined: Shop) -> None:
    joined.pull(NEWCOMER.id)

    first, second = (pulled(office, has=ids_of(joined.has[TILL])) for _ in range(2))

    assert first == second
    assert first[GIFT_CARDS].issued_at > joined.has[TILL][GIFT_CARDS].issued_at
