"""Approvals: one person asks, another one decides, and only then is it done."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from fidpos.domain.ids import ShopId
from fidpos.server.backoffice.approval_kind import ApprovalKind
from fidpos.server.backoffice.approval_kinds import APPROVAL_KINDS
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.approvals import Asking, ask
from fidpos.server.db.audit import Act, write_down
from tests.helpers.office_place import AWAY, MERCHANT, SHOP, OfficePlace, person_of

DONE: list[UUID] = []
KIND = ApprovalKind(
    name="tested",
    describe=lambda _asked, _work, _approval: Message(key="office.approvals.lead"),
    carry_out=lambda _asked, _work, approval: DONE.append(approval.id),
)


@pytest.fixture(autouse=True)
def _one_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(APPROVAL_KINDS, KIND.name, KIND)
    DONE.clear()
    yield
    DONE.clear()


def asked_for(
    place: OfficePlace, by: OfficeRole, shop_id: ShopId | None = None, gains: OfficeRole | None = None
) -> UUID:
    beneficiary = person_of(gains) if gains is not None else None
    with place.books.store.work(MERCHANT) as work:
        return ask(
            work, Asking(kind=KIND.name, by=person_of(by), shop_id=shop_id, beneficiary_id=beneficiary)
        )


def outcome_of(place: OfficePlace, approval_id: UUID) -> object:
    return place.rows("SELECT outcome FROM approvals WHERE id = %s", [approval_id])[0][0]


def acts(place: OfficePlace) -> list[str]:
    return [act for (act,) in place.rows("SELECT act FROM audit ORDER BY id")]


def test_it_is_done_once_a_second_person_approves(place: OfficePlace) -> None:
    approval_id = asked_for(place, OfficeRole.MARKETER)
    with place.client(OfficeRole.OWNER) as owner:
        assert str(approval_id) in owner.get("/approvals").text
        page = owner.follow(owner.post(f"/approvals/{approval_id}/approve"))
        again = owner.post(f"/approvals/{approval_id}/approve")

    assert "Approved and done" in page.text
    assert approval_id in DONE
    assert again.status_code == 409
    assert acts(place) == ["approval_approved"]


def let_in(place: OfficePlace, by: OfficeRole, taker: OfficeRole) -> None:
    now = place.clock.now()
    with place.books.store.work(MERCHANT) as work:
        done = Act(name="person_invited", actor=person_of(by), at=now, subject=person_of(taker), detail={})
        write_down(work.connection, MERCHANT, done)


def test_a_second_account_that_who_asked_has_made_is_seen_and_written_down(place: OfficePlace) -> None:
    let_in(place, OfficeRole.FRANCHISEE, OfficeRole.OWNER)
    place.clock.advance(2 * 86_400)
    approval_id = asked_for(place, OfficeRole.FRANCHISEE, SHOP)
    with place.client(OfficeRole.OWNER) as second, place.client(OfficeRole.FRANCHISEE) as asking:
        before, own = second.get("/approvals").text, asking.get("/approvals").text
        after = second.follow(second.post(f"/approvals/{approval_id}/approve")).text
        log = second.get("/audit").text

    assert "gave you your access to the office less than 3 days ago" in before
    assert "gave you your access" not in own
    assert "Invited by who asked, less than 3 days before" in after
    assert "whom the person who asked had invited less than 3 days before" in log
    assert approval_id in DONE


def test_a_colleague_of_long_standing_is_no_second_account(place: OfficePlace) -> None:
    let_in(place, OfficeRole.FRANCHISEE, OfficeRole.OWNER)
    place.clock.advance(91 * 86_400)
    asked_for(place, OfficeRole.FRANCHISEE, SHOP)
    with place.client(OfficeRole.OWNER) as second:
        assert "gave you your access" not in second.get("/approvals").text


def test_who_asked_does_not_decide_while_somebody_else_could(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.FRANCHISEE):
        approval_id = asked_for(place, OfficeRole.OWNER, SHOP)
        answer = owner.post(f"/approvals/{approval_id}/approve")

    assert answer.status_code == 409
    assert "Somebody else has to decide" in answer.text
    assert outcome_of(place, approval_id) is None
    assert not DONE


def test_who_gains_by_it_does_not_decide_either(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.FRANCHISEE):
        approval_id = asked_for(place, OfficeRole.MARKETER, SHOP, gains=OfficeRole.OWNER)

        assert owner.post(f"/approvals/{approval_id}/approve").status_code == 409
    assert not DONE


def test_where_there_is_nobody_else_it_is_allowed_and_written_down(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        approval_id = asked_for(place, OfficeRole.OWNER)
        assert "Nobody else can decide here" in owner.get("/approvals").text
        owner.follow(owner.post(f"/approvals/{approval_id}/approve"))

    assert outcome_of(place, approval_id) == "approved_alone"
    assert acts(place) == ["approval_approved_alone"]


def test_a_refusal_says_why_and_nothing_is_done(place: OfficePlace) -> None:
    approval_id = asked_for(place, OfficeRole.MARKETER)
    with place.client(OfficeRole.OWNER) as owner:
        mute = owner.post(f"/approvals/{approval_id}/refuse", reason="  ")
        page = owner.follow(owner.post(f"/approvals/{approval_id}/refuse", reason="Too dear in December"))

    assert mute.status_code == 422
    assert f'href="#f-reason-{approval_id}"' in mute.text
    assert f'action="/office/approvals/{approval_id}/approve"' in mute.text
    assert "Too dear in December" in page.text
    assert outcome_of(place, approval_id) == "refused"
    assert not DONE


def test_whoever_asked_takes_it_back(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner:
        approval_id = asked_for(place, OfficeRole.OWNER)
        owner.follow(owner.post(f"/approvals/{approval_id}/refuse"))

    assert outcome_of(place, approval_id) == "withdrawn"


@pytest.mark.parametrize("shop_id", [AWAY, None])
def test_what_is_about_other_shops_is_not_there_for_who_sees_some(
    place: OfficePlace, shop_id: ShopId | None
) -> None:
    approval_id = asked_for(place, OfficeRole.OWNER, shop_id)
    with place.client(OfficeRole.FRANCHISEE) as franchisee:
        assert str(approval_id) not in franchisee.get("/approvals").text
        assert franchisee.post(f"/approvals/{approval_id}/approve").status_code == 404
        assert franchisee.post(f"/approvals/{approval_id}/refuse", reason="x").status_code == 404
