"""What a gift card had paid that has ended: the office gives it back once, above a sum only by two."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec import structs
from playwright.sync_api import expect

from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import GiftCardId
from fidpos.server.backoffice.gift_approvals import DEBT
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.approvals import Asking, ask
from fidpos.server.db.proof.prove import prove
from fidpos.wire.events import VisitVoided
from fidpos.wire.office_events import DebtWay
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_acts import bought, enrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.office_place import MERCHANT, OfficePlace, person_of


@pytest.fixture
def told(place: OfficePlace) -> Happenings:
    return Happenings(place.clock)


def owing(place: OfficePlace, told: Happenings, minor: int) -> VisitVoided:
    """A card pays, ends, and the purchase comes back."""
    card = told.gift_card(minor)
    visit = bought(place.office, told, enrolled(place.office, told), amount_minor=minor)
    paid = structs.replace(told.moved(card.gift_card_id, GiftMove.SPENT, -minor), visit_id=visit.visit_id)
    place.office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, minor), paid, keys=told.keys)
    place.office.tell(told.moved(card.gift_card_id, GiftMove.EXPIRED, 0))
    void = told.voided(visit).owing(minor)
    place.office.tell(void)
    return void


def new_cards(place: OfficePlace) -> list[tuple[GiftCardId, str, int]]:
    return place.rows(
        """
        SELECT g.id, g.state, g.balance_minor FROM gift_cards g JOIN gift_entries e ON e.gift_card_id = g.id
        WHERE e.move = 'repaid'
        """
    )


def is_proven(place: OfficePlace) -> bool:
    findings: list[object] = []
    prove(place.made.superuser, findings.append)
    return not findings


def test_the_owner_gives_it_back_on_a_new_card(place: OfficePlace, told: Happenings) -> None:
    owing(place, told, 1_200)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/reviews"))
    page.get_by_role("link", name="Settle what is owed").click()
    assert_accessible(page)
    page.get_by_role("button", name="Give a new gift card").click()
    expect(page.locator("main")).to_contain_text("€12.00")
    page.goto(place.url("/gift-cards/owed"))
    expect(page.locator("main")).to_contain_text("Nothing is owed to anybody")
    expect(page.locator("main")).to_contain_text("A new gift card")

    ((card_id, state, balance),) = new_cards(place)
    assert (state, balance) == ("active", 1_200)
    assert card_id in place.office.gift_cards()
    assert is_proven(place)


def test_the_report_tells_what_is_owed_until_it_is_paid(place: OfficePlace, told: Happenings) -> None:
    void = owing(place, told, 1_200)
    path = f"/gift-cards/owed/{void.id}"
    with place.client(OfficeRole.OWNER) as owner:
        assert "€12.00" in owner.get("/gift-cards/report").text.split("Owed to customers")[1][:200]
        assert owner.post(f"{path}/paid").status_code == 422
        assert owner.post(f"{path}/paid", how="by transfer").status_code == 303
        assert owner.post(f"{path}/card").status_code == 404
        assert "€0.00" in owner.get("/gift-cards/report").text.split("Owed to customers")[1][:200]
        assert "by transfer" in owner.get("/audit").text
        assert "Nothing to look at" in owner.get("/reviews").text

    assert new_cards(place) == []
    assert is_proven(place)


def test_above_what_one_person_gives_a_second_one_agrees(place: OfficePlace, told: Happenings) -> None:
    void = owing(place, told, 6_000)
    path = f"/gift-cards/owed/{void.id}"
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post(f"{path}/card").status_code == 303
        assert new_cards(place) == []
        assert owner.post(f"{path}/paid", how="cash").status_code == 409
        assert "Waits for a second person" in owner.get("/gift-cards/owed").text
        assert "€60.00 back on a new gift card" in owner.get("/approvals").text
        ((approval_id,),) = place.rows("SELECT id FROM approvals WHERE kind = 'gift_debt'")
        assert owner.post(f"/approvals/{approval_id}/approve").status_code == 303

    assert [balance for _, _, balance in new_cards(place)] == [6_000]
    assert is_proven(place)


@pytest.mark.parametrize("way", ["card", "paid"])
def test_what_is_paid_by_who_may_alone_leaves_nobody_anything_to_approve(
    place: OfficePlace, told: Happenings, way: str
) -> None:
    void = owing(place, told, 1_200)
    theirs = person_of(OfficeRole.MARKETER)
    body = {"way": DebtWay.ELSEWHERE.value, "minor": 1_200, "how": "in cash"}
    with place.books.store.work(MERCHANT) as work:
        waiting = ask(
            work, Asking(kind=DEBT, by=theirs, subject_id=void.id, body=body, beneficiary_id=theirs)
        )
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post(f"/gift-cards/owed/{void.id}/{way}", how="in cash").status_code in {200, 303}
        page, log = owner.get("/approvals").text, owner.get("/audit").text
        again = owner.post(f"/approvals/{waiting}/approve")

    assert place.rows("SELECT outcome FROM approvals") == [("moot",)]
    assert "Nothing left to decide" in page
    assert f"/approvals/{waiting}/approve" not in page
    assert "Did what somebody had asked leave for" in log
    assert again.status_code == 409
    assert is_proven(place)


def test_two_who_give_it_back_at_once_give_it_once(place: OfficePlace, told: Happenings) -> None:
    void = owing(place, told, 1_200)
    path = f"/gift-cards/owed/{void.id}"
    with place.client(OfficeRole.OWNER) as owner, ThreadPoolExecutor(3) as pool:
        codes = list(
            pool.map(lambda way: owner.post(f"{path}/{way}", how="x").status_code, ("card", "paid", "card"))
        )

    assert (
        len(new_cards(place)) + place.rows("SELECT count(*) FROM audit WHERE act = 'gift_debt_paid'")[0][0]
        == 1
    )
    assert sorted(codes)[1:] == [404, 404]
    assert is_proven(place)


def test_who_sees_some_shops_or_none_of_the_money_is_not_let_in(place: OfficePlace, told: Happenings) -> None:
    void = owing(place, told, 1_200)
    for role in (OfficeRole.SHOP_MANAGER, OfficeRole.FRANCHISEE, OfficeRole.MARKETER, OfficeRole.SUPPORT):
        with place.client(role) as client:
            assert client.get("/gift-cards/owed").status_code in {403, 404}
            assert client.post(f"/gift-cards/owed/{void.id}/card").status_code in {403, 404}
