"""After everything that the office can do to members, their events still make what the tables say."""

from collections import Counter
from datetime import timedelta
from typing import Any

from fidpos.rules.codec import facts_to_json, programme_to_json
from fidpos.rules.conditions.every_n_visits import EveryNVisits
from fidpos.rules.effects.earn_fixed import EarnFixed
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.past_visits import open_past_visits
from fidpos.server.db.proof.prove import prove
from fidpos.wire.codec import embed
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import MERCHANT
from tests.helpers.office_place import OfficePlace
from tests.unit.rules.build import facts, programme, rule


def test_the_books_hold_after_every_act_of_the_office(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe, paul, twin = (told.enrolled() for _ in range(3))
    place.office.tell(zoe, paul, twin, keys=told.keys)
    visit = told.closed(zoe, earned=20, facts=embed(facts_to_json(facts(2_000))))
    undone, of_twin = told.closed(zoe, earned=30), told.closed(twin, earned=5)
    place.office.tell(visit, undone, of_twin)
    path = f"/members/{zoe.member_id}"
    with place.client(OfficeRole.OWNER) as client:
        posts: list[tuple[str, dict[str, Any]]] = [
            (f"{path}/points", {"direction": "give", "counter": "points", "amount": "9", "reason": "other"}),
            (f"{path}/points", {"direction": "take", "counter": "points", "amount": "4", "reason": "other"}),
            (
                f"{path}/voucher",
                {
                    "what": "gift",
                    "title_fr": "Thé",
                    "valid_until": str(place.clock.now().date()),
                    "reason": "other",
                },
            ),
            (f"{path}/visits/{undone.visit_id}/cancel", {"reason": "mistake"}),
            (
                f"{path}/visits/{visit.visit_id}/correct",
                {"new_amount": "35.00", "reason": "mistake"},
            ),
            (f"{path}/merge", {"other": str(twin.member_id), "keep": str(zoe.member_id)}),
            (f"{path}/pool", {"other": str(paul.member_id)}),
            (f"{path}/part", {}),
            (f"{path}/points", {"direction": "give", "counter": "points", "amount": "3", "reason": "other"}),
        ]
        answers = [(where, client.post(where, **fields).status_code) for where, fields in posts]
        place.office.tell(told.closed(paul, earned=8))
        (voucher,) = place.office.member(zoe.member_id).vouchers
        taken = client.post(f"{path}/take-voucher", voucher=str(voucher.voucher.id), reason="mistake")
    found: list[object] = []
    prove(place.made.backup, found.append)

    assert [status for _, status in answers] == [303] * len(posts), answers
    assert taken.status_code == 303
    assert found == []
    assert place.office.held(place.office.member(zoe.member_id).account_id) == [3]


def test_a_visit_that_was_somebody_elses_counts_as_their_second(place: OfficePlace) -> None:
    told = Happenings(place.clock)
    zoe, paul = told.enrolled("700000001"), told.enrolled("700000002")
    place.office.tell(zoe, paul, keys=told.keys)
    every_second = rule("second", EarnFixed(counter="points", points=100), when=EveryNVisits(n=2))
    with place.books.store.work(MERCHANT) as work:
        body = programme_to_json(programme(every_second, version=2))
        work.run("INSERT INTO programmes (merchant_id, version, body) VALUES (%s, 2, %s)", [MERCHANT, body])
    bought = embed(facts_to_json(facts(2_000, day=place.clock.now().date() + timedelta(days=1))))
    place.office.tell(told.closed(paul, earned=1, facts=bought))
    place.clock.advance(86_400)
    visit = told.closed(zoe, earned=20, facts=bought, programme_version=2)
    place.office.tell(visit)
    place.clock.advance(86_400)
    place.office.tell(told.closed(paul, earned=2, facts=bought))
    with place.client(OfficeRole.OWNER) as client:
        path = f"/members/{zoe.member_id}/visits/{visit.visit_id}/correct"
        answer = client.post(path, new_amount="20.00", member="700000002", reason="mistake")
    found: list[object] = []
    prove(place.made.backup, found.append)

    assert answer.status_code == 303, answer.text
    assert sorted(place.office.held(paul.account_id)) == [1, 2, 100]
    assert sum(place.office.held(zoe.account_id)) == 0
    assert found == []
    with open_past_visits(place.made.app, MERCHANT, place.clock.now()) as past:
        visits = [each for account in past.accounts() for each in account.visits]
    assert Counter(each.member for each in visits if not each.undone) == {paul.member_id: 3}
