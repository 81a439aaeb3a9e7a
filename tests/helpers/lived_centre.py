"""A centre at which something of everything has happened."""

from dataclasses import dataclass
from datetime import timedelta

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.member import Channel, TierStanding
from fidpos.server.services.office import Office as Act
from fidpos.wire.events import CountBody, MemberEnrolled, RuleUseBody, VisitClosed, VoucherUseBody
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """Who and what a test may come back to."""

    told: Happenings
    zoe: MemberEnrolled
    visit: VisitClosed


def live(office: Office) -> Lived:
    """Members enrol, earn, spend, use vouchers, come back with goods; gift cards are sold and spent."""
    told = Happenings(office.clock)
    zoe, malo = told.enrolled(), told.enrolled()
    office.tell(
        zoe,
        malo,
        told.linked(zoe),
        told.stated(zoe, Channel.SMS, granted=True, parent="Anna"),
        keys=told.keys,
    )
    visit = _visits(office, told, zoe)
    _bearers(office, told, zoe, malo)
    _gift_cards(office, told)
    _office(office, told, malo)
    _household(office, told, zoe)
    return Lived(told=told, zoe=zoe, visit=visit)


def _visits(office: Office, told: Happenings, zoe: MemberEnrolled) -> VisitClosed:
    voucher = told.voucher()
    visit = told.closed(
        zoe,
        earned=50,
        vouchers=(voucher,),
        tier=TierStanding(code="gold", since=told.today),
        rule_uses=(RuleUseBody(rule="welcome"),),
        counts=(CountBody(scope="bread", visits=1, revenue_minor=500, quantity=2_000),),
    )
    office.tell(visit)
    office.clock.advance(3_600)
    lot = visit.entries[0].lot
    assert lot is not None
    spent = told.closed(
        zoe, entries=[told.spending(lot.id, 30)], vouchers_used=(VoucherUseBody(id=voucher.id),)
    )
    office.tell(spent, till_id=BESIDE)
    office.tell(told.refunded(visit, 1_000, 10))
    undone = told.closed(zoe, rule_uses=(RuleUseBody(rule="birthday", subject="x"),))
    office.tell(undone, told.voided(undone), till_id=BESIDE)
    office.clock.advance(timedelta(days=1).total_seconds())
    office.tell(told.closed(zoe))
    return visit


def _bearers(office: Office, told: Happenings, giver: MemberEnrolled, taker: MemberEnrolled) -> None:
    voucher = told.voucher(number_digest=bytes(32))
    office.tell(told.closed(giver, vouchers=(voucher,)))
    office.tell(told.closed(taker, vouchers_used=(VoucherUseBody(id=voucher.id),)), till_id=BESIDE)


def _office(office: Office, told: Happenings, malo: MemberEnrolled) -> None:
    """Somebody enrolled twice, points that ended and were undone, somebody who wants to be forgotten."""
    twin, leaving = told.enrolled(), told.enrolled()
    office.tell(twin, leaving, told.linked(twin), keys=told.keys)
    standing = TierStanding(code="silver", since=told.today)
    ending = told.closed(
        twin, earned=0, entries=[told.earning(15, expires_on=told.today), told.earning(40)], tier=standing
    )
    office.tell(ending, told.closed(leaving), told.closed(malo))
    office.clock.advance(timedelta(days=1).total_seconds())
    with office.unit() as unit:
        Act(book=unit.office(), now=office.clock.now()).expire(told.today, at_most=10)
    with office.unit() as unit:
        act = Act(book=unit.office(), now=office.clock.now())
        act.merge(malo.member_id, twin.member_id, told.today)
        act.erase(leaving.member_id)
    undone = told.voided(ending)
    office.tell(undone, told.closed(twin), told.closed(leaving), till_id=BESIDE)
    with office.unit() as unit:
        Act(book=unit.office(), now=office.clock.now()).owed_after(undone)


def _household(office: Office, told: Happenings, zoe: MemberEnrolled) -> None:
    """A couple that collects together, whose visits go on being told by the account that is no more."""
    spouse = told.enrolled()
    before = told.closed(spouse, earned=25)
    office.tell(spouse, before, keys=told.keys)
    with office.unit() as unit:
        act = Act(book=unit.office(), now=office.clock.now())
        act.pool(spouse.member_id, zoe.member_id, told.today)
    office.tell(told.closed(spouse), told.voided(before), till_id=BESIDE)


def _gift_cards(office: Office, told: Happenings) -> None:
    card = told.gift_card()
    office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    held = told.held(card.gift_card_id, 1_500)
    office.tell(held, told.moved(card.gift_card_id, GiftMove.SPENT, -2_000))
    office.tell(told.moved(card.gift_card_id, GiftMove.SPENT, -4_000), till_id=BESIDE)
