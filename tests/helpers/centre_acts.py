"""What a test does at a centre's store: enrol, buy, merge, ask for holds and let them go."""

from uuid import UUID

from fidpos.domain.ids import AccountId, GiftHoldId, HoldId, StaffId, VisitId
from fidpos.server.office_port import OfficeBook
from fidpos.server.ports import TillRecord
from fidpos.server.services.hold import hold, release
from fidpos.server.services.office import Office as Act
from fidpos.wire.events import MemberEnrolled, VisitClosed
from fidpos.wire.office_events import MembersMerged
from fidpos.wire.sync.hold import Claim, Held, Hold, PointsClaim, Release
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import CASHIER, TILLS, Office

ACTOR = UUID(int=77)
VISIT = VisitId(UUID(int=7_000))
"""The one that is asked for unless another one is named."""


def enrolled(office: Office, told: Happenings, **more: object) -> MemberEnrolled:
    event = told.enrolled(**more)  # type: ignore[arg-type]  # a test's own
    office.tell(event, keys=told.keys)
    return event


def merge(office: Office, kept: MemberEnrolled, gone: MemberEnrolled) -> MembersMerged:
    with office.unit() as unit:
        return act(unit.office(), office).merge(kept.member_id, gone.member_id, office.clock.now().date())


def act(book: OfficeBook, office: Office) -> Act:
    return Act(book=book, now=office.clock.now(), done_by=ACTOR)


def bought(office: Office, told: Happenings, member: MemberEnrolled, **more: object) -> VisitClosed:
    event = told.closed(member, **more)  # type: ignore[arg-type]  # a test's own
    office.tell(event)
    return event


def ask(
    office: Office,
    *claims: Claim,
    visit_id: VisitId = VISIT,
    staff_id: StaffId = CASHIER,
    till: TillRecord = TILLS[0],
) -> list[Held]:
    now = office.clock.now()
    asked = Hold(visit_id=visit_id, staff_id=staff_id, at=now, business_day=now.date(), claims=claims)
    with office.unit() as unit:
        return list(hold(unit, till, asked, now).held)


def let_go(
    office: Office, *ids: GiftHoldId | HoldId, visit_id: VisitId = VISIT, till: TillRecord = TILLS[0]
) -> int:
    with office.unit() as unit:
        return release(unit, till, Release(visit_id=visit_id, hold_ids=ids)).released


def points(told: Happenings, account_id: AccountId, amount: int) -> PointsClaim:
    return PointsClaim(hold_id=HoldId(told.new_id()), account_id=account_id, counter="points", wanted=amount)
