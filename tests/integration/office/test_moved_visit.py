"""What the books say of somebody at the instant of a visit that turns out to be theirs."""

from fidpos.domain.ids import VoucherId
from fidpos.domain.member import Profile
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.owner_then import owner_then
from fidpos.wire.events import MemberEnrolled, VisitClosed, VoucherUseBody
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.centre_office import MERCHANT
from tests.helpers.office_place import OfficePlace

PAUL = Profile(given_name="Paul", family_name="Durand", phone="+33699999999")
DAY_S = 86_400


def held_then(place: OfficePlace, member: MemberEnrolled, visit: VisitClosed) -> list[VoucherId]:
    with place.books.store.reading(MERCHANT) as work:
        then = owner_then(work, member.member_id, member.account_id, visit)
    return [each.id for each in then.vouchers]


def give(place: OfficePlace, member: MemberEnrolled) -> VoucherId:
    """The office gives one; its id."""
    before = {each.voucher.id for each in place.office.member(member.member_id).vouchers}
    said = {"what": "amount", "off": "5.00", "title_fr": "Merci", "reason": "complaint"}
    said["valid_until"] = str(place.clock.now().date())
    with place.client(OfficeRole.OWNER) as client:
        answer = client.post(f"/members/{member.member_id}/voucher", None, **said)
        assert answer.status_code == 303
    (given,) = {each.voucher.id for each in place.office.member(member.member_id).vouchers} - before
    return given


def test_the_vouchers_of_then_are_those_given_before_and_not_used_before(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe, paul = told.enrolled(profile=SOMEBODY), told.enrolled(profile=PAUL)
    used, kept, later, undone = (told.voucher() for _ in range(4))
    place.office.tell(zoe, paul, keys=told.keys)
    place.office.tell(told.closed(zoe, vouchers=(used, kept, later)))
    given_and_undone = told.closed(zoe, vouchers=(undone,))
    place.office.tell(given_and_undone)
    from_office = give(place, zoe)
    place.clock.advance(DAY_S)
    place.office.tell(told.closed(zoe, vouchers_used=(VoucherUseBody(id=used.id),)))
    place.clock.advance(DAY_S)
    visit = told.closed(paul)
    place.office.tell(visit)
    place.clock.advance(DAY_S)
    place.office.tell(told.voided(given_and_undone))
    place.office.tell(
        told.closed(zoe, vouchers=(told.voucher(),), vouchers_used=(VoucherUseBody(id=later.id),))
    )
    give(place, zoe)

    assert sorted(held_then(place, zoe, visit)) == sorted([kept.id, later.id, from_office])
