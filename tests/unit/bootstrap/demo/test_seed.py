"""The demonstration's data folder, on a real disk: whole, provable, the same for the same seed."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from fidpos.bootstrap.demo import seed as seed_module
from fidpos.bootstrap.demo.cast import CAST
from fidpos.bootstrap.demo.seed import SeededShop, seed
from fidpos.bootstrap.demo.shop import CASHIER, COLLEAGUES, IDENTITY
from fidpos.bootstrap.demo.tray import Part
from fidpos.bootstrap.store import open_store
from fidpos.bootstrap.upkeep import verify_journal
from fidpos.domain.card import CardStatus
from fidpos.domain.clock import Clock, utc
from fidpos.domain.errors import InvalidValue, StoreError
from fidpos.domain.ids import uuid7
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder
from fidpos.rules.programme import Programme
from fidpos.till.sign_in import SignedIn, sign_in
from fidpos.vault.pins import ArgonPins
from tests.helpers.fake_clock import FakeClock

CLOCK = FakeClock(utc(2026, 11, 20, 9))
MEMBERS = 300
TABLES = ("members", "relatives", "cards", "consents", "day_aggregates", "lifetimes", "visits", "lots")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> TillFolder:
    return TillFolder(tmp_path_factory.mktemp("seed") / "till")


@pytest.fixture(scope="module")
def told() -> list[tuple[int, int]]:
    return []


@pytest.fixture(scope="module")
def shop(folder: TillFolder, told: list[tuple[int, int]]) -> SeededShop:
    return seed(folder, CLOCK, members=MEMBERS, progress=lambda done, total: told.append((done, total)))


@pytest.fixture
def store(folder: TillFolder, shop: SeededShop) -> Iterator[LocalStore]:
    opened = open_store(folder, CLOCK)
    yield opened.store
    opened.store.close()


def rows(store: LocalStore) -> dict[str, list[tuple[object, ...]]]:
    reader = store.database.reader()
    try:
        return {table: sorted(reader.all(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
    finally:
        reader.close()


def test_it_holds_so_many_members(store: LocalStore, told: list[tuple[int, int]]) -> None:
    assert len(rows(store)["members"]) == MEMBERS
    assert told[-1] == (MEMBERS, MEMBERS)


def test_every_balance_is_the_sum_of_its_entries_and_of_its_lots(
    folder: TillFolder, shop: SeededShop
) -> None:
    state = verify_journal(folder)

    assert state.holds
    assert (state.events, state.epochs) == (1, 1)


def test_the_shop_is_there_with_its_programme_and_staff(store: LocalStore, shop: SeededShop) -> None:
    assert store.identity() == shop.identity == IDENTITY
    assert store.programme() == shop.programme
    assert {staff.name for staff in store.staff()} == {colleague.name for colleague in COLLEAGUES}


def test_the_cashier_signs_in_with_the_pin_that_is_printed(
    store: LocalStore, folder: TillFolder, shop: SeededShop
) -> None:
    pins = ArgonPins(open_pepper(folder))
    badge = next(card.token for card in shop.cards if card.part is Part.BADGE)
    assert badge is not None
    person = store.staff_by_badge(badge.text)
    assert person is not None

    answer = sign_in(store, pins, person, CASHIER.pin, at=CLOCK.now(), new_id=lambda: uuid7(CLOCK.now()))

    assert isinstance(answer, SignedIn)


def open_pepper(folder: TillFolder) -> bytes:
    opened = open_store(folder, CLOCK)
    opened.store.close()
    return opened.kept.keys.pin_pepper


def test_every_card_of_the_tray_is_known_or_unknown_as_its_part_says(
    store: LocalStore, shop: SeededShop
) -> None:
    found = {card.part: store.card(card.token) if card.token else None for card in shop.cards}

    known = {Part.REGULAR, Part.PARENT, Part.SAVER, Part.SPOUSE, Part.BLOCKED, Part.NEWCOMER}
    assert {part for part, card in found.items() if card is not None} == known
    blocked = found[Part.BLOCKED]
    assert blocked is not None
    assert blocked.status is CardStatus.BLOCKED


def test_camille_is_found_with_balance_and_history(store: LocalStore, shop: SeededShop) -> None:
    token = next(card.token for card in shop.cards if card.part is Part.REGULAR)
    assert token is not None
    card = store.card(token)
    assert card is not None
    member = store.member(card.member_id)
    assert member is not None

    (balance,) = store.balances(member.account_id)
    assert balance.amount == CAST[0].balance
    assert len(store.recent_visits(member.id, 5)) == 5
    assert [hit.name for hit in store.find_members("lefevre camille", 5)] == ["Camille Lefèvre"]


def test_the_same_seed_on_the_same_day_gives_the_same_rows(store: LocalStore, tmp_path: Path) -> None:
    again = TillFolder(tmp_path / "again")
    seed(again, CLOCK, members=MEMBERS)
    other = open_store(again, CLOCK)
    try:
        assert rows(other.store) == rows(store)
    finally:
        other.store.close()


def test_another_seed_gives_other_people_and_the_same_cast(store: LocalStore, tmp_path: Path) -> None:
    folder = TillFolder(tmp_path / "other")
    seed(folder, CLOCK, members=MEMBERS, number=2)
    other = open_store(folder, CLOCK)
    try:
        same = {str(row) for row in rows(other.store)["members"]} & {
            str(row) for row in rows(store)["members"]
        }
        assert len(same) == len(CAST)
    finally:
        other.store.close()


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "till").mkdir()

    with pytest.raises(StoreError):
        seed(TillFolder(tmp_path / "till"), CLOCK, members=20)

    assert list((tmp_path / "till").iterdir()) == []


@pytest.mark.parametrize("members", [0, len(CAST) - 1, 1_000_001])
def test_impossible_numbers_of_members_are_refused(tmp_path: Path, members: int) -> None:
    with pytest.raises(InvalidValue):
        seed(TillFolder(tmp_path / "till"), CLOCK, members=members)


def test_a_seed_that_is_stopped_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = seed_module._members

    def breaking(
        programme: Programme, clock: Clock, *, members: int, number: int
    ) -> Iterator[MemberSnapshot]:
        yield from islice(real(programme, clock, members=members, number=number), 7)
        raise KeyboardInterrupt

    monkeypatch.setattr(seed_module, "_members", breaking)
    with pytest.raises(KeyboardInterrupt):
        seed(TillFolder(tmp_path / "till"), CLOCK, members=20)

    assert list(tmp_path.iterdir()) == []
