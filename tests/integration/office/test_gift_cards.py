"""Gift cards in the office: found, frozen, adjusted by two, settled, replaced, prolonged."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import structs

from fidpos.domain.gift_card import GiftCardState, GiftMove, Inscription, VatKind
from fidpos.domain.ids import GiftCardId
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.proof.prove import prove
from fidpos.wire.gift_card_events import GiftCardIssued
from fidpos.wire.sealed import open_inscription, seal_inscription
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, FAR
from tests.helpers.office_place import PHONE, OfficePlace


@pytest.fixture
def told(place: OfficePlace) -> Happenings:
    return Happenings(place.clock)


def _sold(place: OfficePlace, told: Happenings, minor: int = 5_000) -> GiftCardIssued:
    card = told.gift_card(minor)
    place.office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, minor), keys=told.keys)
    return card


def _overdrawn(place: OfficePlace, told: Happenings) -> GiftCardIssued:
    card = _sold(place, told)
    place.office.tell(told.moved(card.gift_card_id, GiftMove.SPENT, -4_000))
    place.office.tell(told.moved(card.gift_card_id, GiftMove.SPENT, -3_000), till_id=BESIDE)
    return card


def _books(place: OfficePlace, card_id: UUID) -> tuple[str, int, int]:
    ((state, balance, receivable),) = place.rows(
        "SELECT state, balance_minor, receivable_minor FROM gift_cards WHERE id = %s", [card_id]
    )
    return state, balance, receivable


def _number(told: Happenings, card: GiftCardIssued) -> str:
    key = told.keys[card.gift_card_id]
    return open_inscription(key, card.gift_card_id, card.sealed).number.grouped


def _is_proven(place: OfficePlace) -> bool:
    """Journals, entries and balances say the same."""
    findings: list[object] = []
    prove(place.made.superuser, findings.append)
    return not findings


def test_a_card_is_found_by_its_number_its_end_and_its_ticket(place: OfficePlace, told: Happenings) -> None:
    card, other = _sold(place, told), _sold(place, told)
    place.office.tell(structs.replace(told.moved(card.gift_card_id, GiftMove.SPENT, -100), ticket="T-77"))
    masked = place.rows("SELECT masked FROM gift_cards WHERE id = %s", [card.gift_card_id])[0][0]
    with place.client(OfficeRole.OWNER) as owner:
        for sought in (_number(told, card), masked, "T-77"):
            text = owner.get("/gift-cards", q=sought).text
            assert str(card.gift_card_id) in text
            assert str(other.gift_card_id) not in text
        assert "No card matches" in owner.get("/gift-cards", q="nothing").text
        assert str(card.gift_card_id) not in owner.get("/gift-cards", state="frozen").text
        assert _number(told, card) not in owner.get(f"/gift-cards/{card.gift_card_id}").text


def test_the_owner_freezes_a_card_in_the_browser_and_tills_hear_of_it(
    place: OfficePlace, told: Happenings
) -> None:
    card = _sold(place, told)
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/gift-cards"))
    assert_accessible(page)
    page.get_by_role("link", name="••••").click()
    assert_accessible(page)
    page.get_by_role("button", name="Freeze the card").click()
    page.get_by_text("The card is frozen.").wait_for()
    assert place.office.gift_cards()[card.gift_card_id].state is GiftCardState.FROZEN
    page.get_by_role("button", name="Unfreeze the card").click()
    page.get_by_text("The card is unfrozen.").wait_for()
    assert place.office.gift_cards()[card.gift_card_id].state is GiftCardState.ACTIVE
    assert _is_proven(place)


def test_what_the_centre_withheld_only_the_office_gives_back(place: OfficePlace, told: Happenings) -> None:
    card = told.gift_card()
    place.office.tell(card, keys=told.keys)
    place.office.tell(told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), held=True)
    assert _books(place, card.gift_card_id) == ("frozen", 5_000, 0)
    with place.client(OfficeRole.OWNER) as owner:
        assert str(card.gift_card_id) in owner.get("/gift-cards", withheld="1").text
        owner.post(f"/gift-cards/{card.gift_card_id}/thaw", reason="cleared")
    assert _books(place, card.gift_card_id) == ("active", 5_000, 0)
    assert place.rows("SELECT withheld FROM gift_cards") == [(False,)]


def test_an_adjustment_needs_a_second_person(place: OfficePlace, told: Happenings) -> None:
    card = _sold(place, told)
    path = f"/gift-cards/{card.gift_card_id}"
    with place.client(OfficeRole.OWNER) as owner:
        asked = owner.post(f"{path}/adjust", direction="take", amount="12.50", reason="mistake")
        again = owner.post(f"{path}/adjust", direction="give", amount="1", reason="goodwill")
        assert (asked.status_code, again.status_code) == (303, 409)
        assert _books(place, card.gift_card_id) == ("active", 5_000, 0)
        text = owner.get("/approvals").text
        assert "Take €12.50 from gift card" in text
        ((approval_id,),) = place.rows("SELECT id FROM approvals")
        assert owner.post(f"/approvals/{approval_id}/approve").status_code == 303
    assert _books(place, card.gift_card_id) == ("active", 3_750, 0)
    assert place.office.gift_cards()[card.gift_card_id].balance_minor == 3_750
    acts = [act for (act,) in place.rows("SELECT act FROM audit ORDER BY id")]
    assert {"gift_adjust_asked", "gift_card_adjusted"} <= set(acts)
    assert _is_proven(place)


def test_an_adjustment_never_takes_more_than_there_is(place: OfficePlace, told: Happenings) -> None:
    card = _sold(place, told)
    with place.client(OfficeRole.OWNER) as owner:
        owner.post(f"/gift-cards/{card.gift_card_id}/adjust", direction="take", amount="60", reason="mistake")
        ((approval_id,),) = place.rows("SELECT id FROM approvals")
        assert owner.post(f"/approvals/{approval_id}/approve").status_code == 409
    assert place.rows("SELECT decided_at FROM approvals") == [(None,)]
    assert _books(place, card.gift_card_id) == ("active", 5_000, 0)


def test_an_overdraft_is_paid_in_part_then_by_another_card(place: OfficePlace, told: Happenings) -> None:
    card, other = _overdrawn(place, told), _sold(place, told)
    path = f"/gift-cards/{card.gift_card_id}"
    assert _books(place, card.gift_card_id) == ("active", 0, 2_000)
    with place.client(OfficeRole.OWNER) as owner:
        assert str(other.gift_card_id) not in owner.get("/gift-cards", owing="1").text
        assert owner.post(f"{path}/settle", paid="30", ticket="T1").status_code == 422
        assert owner.post(f"{path}/settle", paid="5", ticket="").status_code == 422
        assert owner.post(f"{path}/settle", paid="5", ticket="T1").status_code == 303
        assert _books(place, card.gift_card_id) == ("active", 0, 1_500)
        assert owner.post(f"{path}/settle-from", other="GC-WRONG").status_code == 422
        assert owner.post(f"{path}/settle-from", other=_number(told, card)).status_code == 409
        assert owner.post(f"{path}/settle-from", other=_number(told, other)).status_code == 303
    assert _books(place, card.gift_card_id) == ("active", 0, 0)
    assert _books(place, other.gift_card_id) == ("active", 3_500, 0)
    assert _is_proven(place)


def test_an_overdraft_is_written_off_by_two(place: OfficePlace, told: Happenings) -> None:
    card = _overdrawn(place, told)
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post(f"/gift-cards/{card.gift_card_id}/write-off").status_code == 303
        ((approval_id,),) = place.rows("SELECT id FROM approvals")
        assert owner.post(f"/approvals/{approval_id}/approve").status_code == 303
    assert _books(place, card.gift_card_id) == ("active", 0, 0)
    assert _is_proven(place)


def test_a_lost_card_is_replaced_and_the_new_number_is_shown_once(
    place: OfficePlace, told: Happenings
) -> None:
    card = _sold(place, told)
    with place.client(OfficeRole.OWNER) as owner:
        page = owner.post(f"/gift-cards/{card.gift_card_id}/replace", reason="lost")
        assert page.status_code == 200
        ((heir_id,),) = place.rows("SELECT id FROM gift_cards WHERE id <> %s", [card.gift_card_id])
        number = page.text.split('figure-value">')[1].split("<")[0]
        assert str(heir_id) in owner.get("/gift-cards", q=number).text
        assert number not in owner.get(f"/gift-cards/{heir_id}").text
    assert _books(place, card.gift_card_id) == ("replaced", 0, 0)
    assert _books(place, heir_id) == ("active", 5_000, 0)
    heard = place.office.gift_cards(BESIDE)
    assert heard[GiftCardId(heir_id)].balance_minor == 5_000
    assert heard[GiftCardId(heir_id)].expires_on == heard[card.gift_card_id].expires_on
    assert GiftCardId(heir_id) not in place.office.gift_cards(FAR)
    assert _is_proven(place)


def test_a_card_is_prolonged_and_mailed(place: OfficePlace, told: Happenings) -> None:
    card = _sold(place, told)
    path = f"/gift-cards/{card.gift_card_id}"
    later = (place.clock.now() + timedelta(days=500)).date()
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post(f"{path}/prolong", until=told.today.isoformat()).status_code == 422
        assert owner.post(f"{path}/prolong", until=later.isoformat()).status_code == 303
        assert owner.post(f"{path}/mail", address="nobody", language="fr").status_code == 422
        assert owner.post(f"{path}/mail", address="a@example.org", language="fr").status_code == 303
    assert place.office.gift_cards()[card.gift_card_id].expires_on == later
    assert place.rows("SELECT count(*) FROM mails WHERE subject_id = %s", [card.gift_card_id]) == [(1,)]
    assert _is_proven(place)


def test_the_report_adds_up_by_kind_and_the_limits_are_watched(place: OfficePlace, told: Happenings) -> None:
    _overdrawn(place, told)
    _sold(place, told, 20_000)
    free = structs.replace(told.gift_card(1_000), vat=VatKind.FREE)
    place.office.tell(free, told.moved(free.gift_card_id, GiftMove.SOLD, 1_000), keys=told.keys)
    page = place.browse(OfficeRole.OWNER, language="fr", size=PHONE)
    page.goto(place.url("/gift-cards/report"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)
    with place.client(OfficeRole.OWNER) as owner:
        text = owner.get("/gift-cards/report").text
        assert owner.get("/gift-cards/report", first="soon").status_code == 422
    multi, given = text.split('id="k-multi_purpose"')[1].split('id="k-free"')
    assert "+€250.00" in multi
    assert "-€70.00" in multi.replace("−", "-")
    assert "€200.00" in multi
    assert "+€10.00" in given
    assert text.split('id="limits"')[1].count("••••") == 2


def test_whoever_sees_one_shop_sees_its_cards_and_changes_none(place: OfficePlace, told: Happenings) -> None:
    here = _sold(place, told)
    away = told.gift_card()
    place.office.tell(away, told.moved(away.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys, till_id=FAR)
    with place.client(OfficeRole.SHOP_MANAGER) as manager:
        text = manager.get("/gift-cards").text
        assert str(here.gift_card_id) in text
        assert str(away.gift_card_id) not in text
        assert manager.get(f"/gift-cards/{away.gift_card_id}").status_code == 404
        assert manager.get("/gift-cards/report").status_code == 404
        assert manager.post(f"/gift-cards/{here.gift_card_id}/freeze", reason="lost").status_code == 403
    with place.client(OfficeRole.OWNER) as owner:
        assert owner.post(f"/gift-cards/{UUID(int=9)}/freeze", reason="lost").status_code == 404
        assert owner.post(f"/gift-cards/{here.gift_card_id}/freeze", reason="not_paid").status_code == 422
        assert owner.post(f"/gift-cards/{here.gift_card_id}/thaw", reason="cleared").status_code == 409


def test_a_card_whose_number_is_another_ones_is_only_replaced_and_that_settles_it(
    place: OfficePlace, told: Happenings
) -> None:
    first = _sold(place, told)
    number = open_inscription(told.keys[first.gift_card_id], first.gift_card_id, first.sealed).number
    second = told.gift_card(3_000)
    key = told.keys[second.gift_card_id]
    sealed = seal_inscription(key, second.gift_card_id, Inscription(number=number))
    second = structs.replace(second, sealed=sealed)
    sale = told.moved(second.gift_card_id, GiftMove.SOLD, 3_000)
    doubts = place.office.tell(second, sale, till_id=FAR, keys=told.keys)
    flag = "UPDATE journal_rows SET fate = 'flagged', reason = %s WHERE event_id = %s RETURNING 1"
    place.rows(flag, [doubts[sale.id].value, sale.id])
    path = f"/gift-cards/{second.gift_card_id}"
    with place.client(OfficeRole.OWNER) as owner:
        waiting = owner.get("/reviews").text
        assert path in waiting
        assert "Release the value" not in waiting
        shown = owner.get(path).text
        assert "Two cards of this number were sold" in shown
        assert f"{path}/thaw" not in shown
        assert owner.post(f"{path}/thaw", reason="cleared").status_code == 409
        assert owner.post(f"{path}/replace", reason="mistake").status_code == 200
        assert "Nothing to look at" in owner.get("/reviews").text

    assert _books(place, second.gift_card_id) == ("replaced", 0, 0)
    assert _books(place, first.gift_card_id) == ("active", 5_000, 0)
    assert _is_proven(place)
