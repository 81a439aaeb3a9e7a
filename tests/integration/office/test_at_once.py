"""Two people of the office at once, or the office and a till: one after the other, and the books hold."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from fidpos.domain.gift_card import GiftMove
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.db.proof.prove import prove
from fidpos.wire.events import MemberEnrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import BESIDE
from tests.helpers.office_place import Client, OfficePlace

OWNER, MANAGER = OfficeRole.OWNER, OfficeRole.SHOP_MANAGER
TAKE = {"direction": "take", "counter": "points", "reason": "other"}


@pytest.fixture
def told(place: OfficePlace) -> Happenings:
    return Happenings(place.clock)


def _enrolled(place: OfficePlace, told: Happenings, earned: int = 10) -> MemberEnrolled:
    member = told.enrolled()
    place.office.tell(member, told.closed(member, earned=earned), keys=told.keys)
    return member


def _at_once(*acts: Callable[[], int]) -> list[int]:
    """All of them begin together; what each of them came to."""
    ready = Barrier(len(acts))

    def do(act: Callable[[], int]) -> int:
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def _post(client: Client, path: str, **fields: str) -> Callable[[], int]:
    return lambda: client.post(path, None, **fields).status_code


def _flaws(place: OfficePlace) -> list[object]:
    found: list[object] = []
    prove(place.made.backup, found.append)
    return found


def test_of_two_who_take_all_points_at_once_one_is_told_that_nothing_is_left(
    place: OfficePlace, told: Happenings
) -> None:
    zoe = _enrolled(place, told)
    path = f"/members/{zoe.member_id}/points"
    with place.client(OWNER) as owner, place.client(MANAGER) as manager:
        came = _at_once(*(_post(each, path, **TAKE, amount="10") for each in (owner, manager)))

    assert sorted(came) == [303, 409]
    assert place.rows("SELECT amount FROM balances") == [(0,)]
    assert _flaws(place) == []


def test_the_office_takes_while_a_till_spends_and_each_entry_names_its_lot(
    place: OfficePlace, told: Happenings
) -> None:
    zoe = _enrolled(place, told, earned=0)
    visit = told.closed(zoe, earned=10)
    place.office.tell(visit)
    lot = visit.entries[0].lot
    assert lot is not None
    spent = told.closed(zoe, earned=0, entries=[told.spending(lot.id, 8)])

    def spend() -> int:
        place.office.tell(spent, till_id=BESIDE)
        return 0

    with place.client(OWNER) as owner:
        _, took = _at_once(spend, _post(owner, f"/members/{zoe.member_id}/points", **TAKE, amount="8"))

    assert took in (303, 409)
    left = 10 - 8 - (8 if took == 303 else 0)
    assert place.rows("SELECT amount FROM balances") == [(left,)]
    assert _flaws(place) == []


def test_two_who_merge_the_same_files_crosswise_make_one_of_them(
    place: OfficePlace, told: Happenings
) -> None:
    zoe, twin = (_enrolled(place, told) for _ in range(2))
    with place.client(OWNER) as owner, place.client(MANAGER) as manager:
        came = _at_once(
            *(
                _post(
                    client,
                    f"/members/{kept.member_id}/merge",
                    other=str(gone.member_id),
                    keep=str(kept.member_id),
                )
                for client, kept, gone in ((owner, zoe, twin), (manager, twin, zoe))
            )
        )

    assert came.count(303) == 1, came
    assert max(came) < 500, came
    assert place.rows("SELECT count(*) FROM members WHERE merged_into IS NULL") == [(1,)]
    assert _flaws(place) == []


def test_a_visit_is_undone_once_whoever_presses_first(place: OfficePlace, told: Happenings) -> None:
    zoe = told.enrolled()
    visit = told.closed(zoe, earned=10)
    place.office.tell(zoe, visit, keys=told.keys)
    path = f"/members/{zoe.member_id}/visits/{visit.visit_id}/cancel"
    with place.client(OWNER) as owner, place.client(MANAGER) as manager:
        came = _at_once(*(_post(each, path, reason="mistake") for each in (owner, manager)))

    assert sorted(came) == [303, 409]
    assert place.rows("SELECT amount FROM balances") == [(0,)]
    assert _flaws(place) == []


def test_many_acts_at_once_stand_in_one_chain(place: OfficePlace, told: Happenings) -> None:
    members = [_enrolled(place, told) for _ in range(6)]
    with place.client(OWNER) as owner, place.client(MANAGER) as manager:
        came = _at_once(
            *(
                _post(client, f"/members/{member.member_id}/points", **TAKE, amount=str(number + 1))
                for number, member in enumerate(members)
                for client in (owner, manager)
            )
        )

    assert set(came) <= {303, 409}
    assert came.count(303) >= len(members)
    assert _flaws(place) == []


def test_an_overdraft_is_settled_once_by_two_who_take_the_money(place: OfficePlace, told: Happenings) -> None:
    card = told.gift_card()
    place.office.tell(card, told.moved(card.gift_card_id, GiftMove.SOLD, 5_000), keys=told.keys)
    place.office.tell(told.moved(card.gift_card_id, GiftMove.SPENT, -5_000))
    place.office.tell(told.moved(card.gift_card_id, GiftMove.SPENT, -2_000), till_id=BESIDE)
    path = f"/gift-cards/{card.gift_card_id}/settle"
    with place.client(OWNER) as owner, place.client(OWNER) as again:
        came = _at_once(*(_post(each, path, paid="20", ticket="T1") for each in (owner, again)))

    assert came.count(303) == 1, came
    assert place.rows("SELECT balance_minor, receivable_minor FROM gift_cards") == [(0, 0)]
    assert _flaws(place) == []
