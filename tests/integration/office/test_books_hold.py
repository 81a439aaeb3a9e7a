"""Owner and tills together, in whatever order: the books hold after all of it."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from psycopg import connect

from fidpos.domain.member import Channel
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.figures.remaking import remake
from fidpos.server.db.proof.prove import prove
from fidpos.wire.events import TermBody
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE, MERCHANT, SHOP
from tests.helpers.office_place import OfficePlace
from tests.helpers.office_walk import OfficeWalk

_SUMS = {
    "member_months": "SELECT * FROM member_months ORDER BY month, member_id, shop_id",
    "shop_days": """
        SELECT * FROM shop_days WHERE visits <> 0 OR closed_at IS NOT NULL ORDER BY day, shop_id, till_id
    """,
    "rule_days": "SELECT * FROM rule_days WHERE visits <> 0 ORDER BY day, shop_id, till_id, source, counter",
}


def _flaws(place: OfficePlace) -> list[object]:
    found: list[object] = []
    prove(place.made.backup, found.append)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_whatever_the_office_and_its_tills_do_the_books_hold(place: OfficePlace, seed: int) -> None:
    walk = OfficeWalk(place, seed)
    for number in range(25):
        walk.till()
        walk.office()
        walk.office()
        if number % 8 == 7:
            walk.night()
    kept = {name: place.rows(query) for name, query in _SUMS.items()}
    store = place.books.store
    remake(partial(store.work, MERCHANT), partial(store.reading, MERCHANT))

    assert _flaws(place) == []
    assert {name: place.rows(query) for name, query in _SUMS.items()} == kept
    assert [each for each in walk.answered if each.status >= 500] == []
    assert not place.rows("SELECT 1 FROM office_jobs WHERE state = 'failed'")


def test_a_consent_that_a_till_tells_of_somebody_merged_since_is_proven(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe, twin = told.enrolled(), told.enrolled()
    place.office.tell(zoe, twin, told.stated(twin, Channel.EMAIL, granted=True), keys=told.keys)
    with place.client(OfficeRole.OWNER) as client:
        client.post(f"/members/{zoe.member_id}/merge", other=str(twin.member_id), keep=str(zoe.member_id))
    place.office.tell(told.stated(twin, Channel.SMS, granted=False), till_id=BESIDE)

    assert place.rows("SELECT member_id, channel FROM consents WHERE channel = 'sms'") == [
        (zoe.member_id, "sms")
    ]
    assert _flaws(place) == []


def test_a_visit_undone_at_the_office_before_a_later_one_is_proven_in_that_order(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe = told.enrolled()
    first = told.closed(zoe)
    lot = first.entries[0].lot
    assert lot is not None
    assert lot.expires_on is not None
    longer = TermBody(lot_id=lot.id, was=lot.expires_on, until=lot.expires_on + timedelta(days=9))
    undone = told.closed(zoe, earned=0, terms=(longer,))
    place.office.tell(zoe, first, undone, keys=told.keys)
    place.clock.advance(60)
    with place.client(OfficeRole.OWNER) as client:
        client.post(f"/members/{zoe.member_id}/visits/{undone.visit_id}/cancel", reason="mistake")
    assert place.rows("SELECT expires_on FROM lots") == [(lot.expires_on,)]
    place.clock.advance(60)
    again = told.closed(zoe, earned=0, terms=(longer,))
    place.office.tell(again)

    assert place.rows("SELECT expires_on FROM lots") == [(longer.until,)]
    assert _flaws(place) == []


def test_a_voucher_that_was_taken_back_before_its_visit_was_undone_is_proven(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe = told.enrolled()
    visit = told.closed(zoe, vouchers=(told.voucher(),))
    place.office.tell(zoe, visit, keys=told.keys)
    place.clock.advance(60)
    with place.client(OfficeRole.OWNER) as client:
        taken = {"voucher": str(visit.vouchers[0].id), "reason": "mistake"}
        client.post(f"/members/{zoe.member_id}/take-voucher", None, **taken)
    place.clock.advance(60)
    place.office.tell(told.voided(visit))

    assert place.rows("SELECT state FROM vouchers") == [("withdrawn",)]
    assert _flaws(place) == []


def test_a_shop_far_in_the_west_gives_for_its_own_day(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe, other = told.enrolled(), told.enrolled()
    place.office.tell(zoe, other, keys=told.keys)
    with connect(place.made.superuser) as connection:
        connection.execute("UPDATE shops SET zone = 'America/Martinique'")
    evening_there = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    place.clock.advance((evening_there - place.clock.now()).total_seconds())
    path, evening = f"/members/{zoe.member_id}", date(2026, 11, 21)
    with place.client(OfficeRole.OWNER) as client:
        tea = {"what": "gift", "title_fr": "Thé", "valid_until": evening.isoformat(), "reason": "other"}
        answers = [
            client.post(f"{path}/voucher", None, **tea),
            client.post(f"{path}/points", direction="give", counter="points", amount="5", reason="other"),
            client.post(f"{path}/merge", other=str(other.member_id), keep=str(zoe.member_id)),
            client.post("/members/new", family_name="Césaire", shop_id=str(SHOP), language="fr"),
        ]

    assert [each.status_code for each in answers] == [303] * 4
    (voucher,) = place.office.member(zoe.member_id).vouchers
    assert voucher.voucher.valid_from == evening
    assert place.rows("SELECT DISTINCT business_day FROM ledger_entries") == [(evening,)]
    assert place.rows("SELECT enrolled_on FROM members ORDER BY id DESC LIMIT 1") == [(evening,)]
