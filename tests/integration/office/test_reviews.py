"""What tills told that is odd: shown in words, freed, settled."""

import re
from uuid import UUID

from markupsafe import escape
from msgspec import structs
from playwright.sync_api import expect

from fidpos.domain.member import Channel
from fidpos.paths import resources_dir
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.suspicions import suspect
from fidpos.server.reason import WAITING, Reason
from fidpos.server.services.losses.assessing import Suspicion
from fidpos.server.services.remedy import Remedy, remedy_of
from fidpos.texts.texts import Texts
from tests.helpers.axe import assert_accessible
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import CASHIER, MERCHANT, SHOP, TILL
from tests.helpers.office_place import OfficePlace

KEPT = WAITING | {
    Reason.CHAIN_BROKEN,
    Reason.TOO_LARGE,
    Reason.UNREADABLE,
    Reason.NEWER_SCHEMA,
    Reason.ID_REUSED,
    Reason.OTHER_TILL,
    Reason.ALREADY_THERE,
    Reason.CONTRADICTORY,
}
"""Reasons for which an event is not applied."""
ON_CARDS = {Reason.OVER_REFUNDED, Reason.NUMBER_TAKEN}


def test_what_was_noticed_is_read_and_settled(place: OfficePlace) -> None:
    with place.books.register.pages(MERCHANT) as pages:
        pages.review("till_paired_again", TILL, {})
    page = place.browse(OfficeRole.OWNER)
    page.goto(place.url("/reviews"))
    assert_accessible(page)
    page.get_by_label("What you did").fill("It was our technician")
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_role("status")).to_contain_text("Settled")
    expect(page.locator("main")).to_contain_text("Nothing to look at")

    assert place.rows("SELECT outcome FROM reviews") == [("It was our technician",)]


def test_value_that_was_held_back_is_released(place: OfficePlace) -> None:
    event = doubted(place, "flagged", held=True)
    with place.client(OfficeRole.OWNER) as owner:
        assert "Applied, to be checked" in owner.get("/reviews").text
        freed = owner.post(f"/reviews/{event}/free")
        assert "The value is released" in owner.follow(freed).text
        assert owner.post(f"/reviews/{event}/free").status_code == 404


def test_value_that_was_held_back_is_put_aside_by_the_merchants_people_alone(place: OfficePlace) -> None:
    event = doubted(place, "flagged", held=True)
    with place.client(OfficeRole.SUPPORT) as support, place.client(OfficeRole.OWNER) as owner:
        seen = support.get("/reviews").text
        refused = support.post(f"/reviews/{event}/settle", outcome="all is well")
        still = owner.get("/reviews").text

        assert refused.status_code == 403
        assert f"/reviews/{event}/settle" not in seen
        assert "This is for the merchant’s own people to settle" in seen
        assert f"/reviews/{event}/settle" in still
        assert owner.post(f"/reviews/{event}/settle", outcome="all is well").status_code == 303


def test_the_house_is_told_what_only_the_merchants_people_can_settle(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe = told.enrolled()
    place.office.tell(zoe, keys=told.keys)
    flag = (
        "UPDATE journal_rows SET fate = 'flagged', reason = 'file_contested' WHERE event_id = %s RETURNING 1"
    )
    place.rows(flag, [zoe.id])
    with place.client(OfficeRole.SUPPORT) as support, place.client(OfficeRole.OWNER) as owner:
        theirs, ours = support.get("/reviews").text, owner.get("/reviews").text

    assert "This is for the merchant’s own people to settle" in theirs
    assert "This is for the merchant’s own people to settle" not in ours
    assert f"/members/waiting/events/{zoe.id}/file" in ours


def test_what_waits_is_tried_again_or_put_aside_with_a_word(place: OfficePlace) -> None:
    event = doubted(place, "quarantined")
    with place.client(OfficeRole.SUPPORT) as support:
        assert "Try again what waits" in support.get("/reviews").text
        assert support.post(f"/reviews/{event}/settle").status_code == 409
        aside = support.post(f"/reviews/{event}/settle", outcome="its till was stolen")
        assert "Nothing to look at" in support.follow(aside).text
        assert support.post(f"/reviews/{event}/settle", outcome="again").status_code == 404
        tried = support.post("/reviews/retry")

        assert support.follow(tried).status_code == 200
    assert ("quarantine_replayed",) in place.rows("SELECT act FROM audit")


def test_whatever_the_reason_the_page_says_it_and_leads_on(place: OfficePlace) -> None:
    """One event for each reason, as it is flagged or kept; what the owner reads and can do about it."""
    told = Happenings(place.clock)
    zoe = told.enrolled()
    place.office.tell(zoe, keys=told.keys)
    of_card = told.gift_card()
    place.office.tell(of_card, keys=told.keys)
    bodies = {
        reason: of_card if reason in ON_CARDS else told.stated(zoe, Channel.SMS, granted=True)
        for reason in Reason
    }
    bodies = {reason: structs.replace(body, id=told.new_id()) for reason, body in bodies.items()}
    journal = place.office.journal(TILL)
    with place.office.unit() as unit:
        rows = [
            journal.add(body, fate="quarantined" if reason in KEPT else "flagged", reason=reason)
            for reason, body in bodies.items()
        ]
        unit.append(TILL, journal.lineage, rows)
    with place.client(OfficeRole.OWNER, language="fr") as owner:
        cards = owner.get("/reviews").text.split('<article class="card">')[1:]
        assert {
            reason for reason in Reason if not any(str(bodies[reason].id) in each for each in cards)
        } == set()
        texts = Texts.load(resources_dir() / "translations", "fr")
        for reason in Reason:
            (card,) = [each for each in cards if str(bodies[reason].id) in each]
            assert str(escape(texts.say(f"review.reason.{reason}"))) in card
            links = re.findall(r'href="/office(/[^"]*)"', card)
            assert links or remedy_of(reason) in {Remedy.RETRY, Remedy.FREE}, reason
            opened = {link: owner.get(link).status_code for link in links if "/events/" not in link}
            assert set(opened.values()) <= {200}, (reason, opened)


def test_what_a_cashier_does_is_none_of_the_support(place: OfficePlace) -> None:
    suspicion = Suspicion(staff_id=CASHIER, shop_id=SHOP, visits=70, unusual=[])
    with place.books.store.work(MERCHANT) as work:
        suspect(work, suspicion, place.clock.now().date())
    ((case_id,),) = place.rows("SELECT id FROM reviews")
    with place.client(OfficeRole.SUPPORT) as support, place.client(OfficeRole.OWNER) as owner:
        assert "Nothing to look at" in support.get("/reviews").text
        assert support.post(f"/reviews/{case_id}/settle", outcome="all is well").status_code == 404
        assert "Cashiers to look at" in owner.get("/").text
        assert str(case_id) in owner.get("/losses").text


def doubted(place: OfficePlace, fate: str, *, held: bool = False) -> UUID:
    """A visit that the centre had doubts about."""
    told = Happenings(place.clock)
    zoe = told.enrolled()
    visit = told.closed(zoe)
    place.office.tell(zoe, keys=told.keys)
    place.office.tell(visit, minor=500, held=held)
    place.rows(
        "UPDATE journal_rows SET fate = %s, reason = 'over_limit' WHERE event_id = %s RETURNING 1",
        [fate, visit.id],
    )
    return visit.id
