"""The shop to practise in: what it has of the real one, and that the real one has nothing of it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.instance import FolderInUse, holding
from fidpos.bootstrap.store import OpenStore, open_store
from fidpos.bootstrap.training import MEMBERS, Lesson, Place, Premises, prepare
from fidpos.domain.errors import StoreReadOnly
from fidpos.domain.money import Currency
from fidpos.domain.plug_in import Approval
from fidpos.domain.staff import Staff
from fidpos.localdb.plug_ins import PlugInApprovals
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.paths import TillFolder, resources_dir
from fidpos.rules.codec import programme_from_json
from fidpos.settings.till_settings import TillSettings
from fidpos.till.practice import PracticeStanding
from fidpos.vault.pins import ArgonPins
from tests.helpers.counter import IDENTITY, INES, PAUL, PIN, PlainPins
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_shop import bakery, found_shop, keys_of

PROGRAMMES = sorted((resources_dir() / "programmes").glob("*.json"))
SETTINGS = TillSettings(backup_folder=Path("/elsewhere"), register_link=True, register_folder=Path("/handed"))


@pytest.fixture
def real(tmp_path: Path) -> TillFolder:
    """A shop that serves customers."""
    return found_shop(tmp_path / "till", members=2).folder


@contextmanager
def opened(place: Place) -> Iterator[OpenStore]:
    found = open_store(place.folder, SystemClock())
    with closing(found.store):
        yield found


def lesson(**changes: object) -> Lesson:
    given = Lesson(
        identity=IDENTITY, programme=bakery(), staff=(INES, PAUL), pins=PlainPins(), settings=TillSettings()
    )
    return replace(given, **changes)  # type: ignore[arg-type]  # fields of the lesson


def practising(real: TillFolder) -> Premises:
    """Premises whose shop was changed over once."""
    premises = Premises(real, SETTINGS, SystemClock(), lambda: None)
    with premises.opening() as place, opened(place) as shop:
        premises.practice(shop, place.settings).change_over()
    return premises


def fingerprints(folder: TillFolder) -> dict[str, str]:
    """Of everything in the real folder but the shop to practise in."""
    return {
        str(file.relative_to(folder.root)): sha256(file.read_bytes()).hexdigest()
        for file in folder.root.rglob("*")
        if file.is_file() and not file.is_relative_to(folder.training.root)
    }


def test_it_has_the_shops_programme_and_staff_and_invented_members(real: TillFolder) -> None:
    with practising(real).opening() as place, opened(place) as shop:
        identity = shop.store.identity()

        assert not identity.production
        assert identity.merchant_name == IDENTITY.merchant_name
        assert identity.till_id != IDENTITY.till_id
        assert shop.store.programme() == bakery()
        assert [person.name for person in shop.store.staff()] == ["Inès", "Paul"]
        with closing(shop.store.database.reader()) as reader:
            assert reader.connection.execute("SELECT count(*) FROM members").fetchone() == (MEMBERS,)
            assert verify(reader.connection).holds


def test_pins_are_checked_by_the_real_shops_secret(real: TillFolder) -> None:
    hashed = ArgonPins(keys_of(real).pin_pepper).hash(PIN)

    with practising(real).opening() as place:
        assert place.elsewhere is not None
        assert place.elsewhere.folder == real
        assert place.elsewhere.pins.matches(hashed, PIN)


def test_register_and_backup_folder_stay_with_the_real_shop(real: TillFolder) -> None:
    with practising(real).opening() as place:
        settings = place.settings

    assert (settings.register_link, settings.register_folder, settings.backup_folder) == (False, None, None)


def test_nothing_of_the_real_shop_is_touched_by_practising(real: TillFolder) -> None:
    premises = practising(real)
    before = fingerprints(real)
    with premises.opening() as place, opened(place) as shop:
        shop.store.put_staff(replace(INES, name="Somebody else"))
        premises.practice(shop, place.settings).change_over()

    assert fingerprints(real) == before
    with premises.opening() as place:
        assert place.folder == real
        assert place.settings is SETTINGS


def test_from_the_real_shop_it_is_offered_and_from_there_the_way_back(real: TillFolder) -> None:
    asked: list[bool] = []
    premises = Premises(real, SETTINGS, SystemClock(), lambda: asked.append(premises.is_practising))
    with premises.opening() as place, opened(place) as shop:
        first = premises.practice(shop, place.settings)
        first.change_over()
    with premises.opening() as place, opened(place) as shop:
        second = premises.practice(shop, place.settings)
        second.change_over()

    assert (first.standing, second.standing) == (PracticeStanding.OFFERED, PracticeStanding.ON)
    assert asked == [True, False]


def test_a_demonstration_has_nowhere_to_practise(tmp_path: Path) -> None:
    folder = found_shop(tmp_path / "till", members=0, whole_program=True).folder
    premises = Premises(folder, SETTINGS, SystemClock(), lambda: None)
    with premises.opening() as place, opened(place) as shop:
        assert premises.practice(shop, place.settings).standing is PracticeStanding.NONE


def test_who_was_locked_out_is_not_let_in_to_practise(real: TillFolder) -> None:
    with closing(open_store(real, SystemClock()).store) as store:
        for _ in range(10):
            store.count_pin_failure(INES.id)
    with practising(real).opening() as place, opened(place) as shop:
        assert [person.name for person in shop.store.staff()] == ["Paul"]


def test_what_was_practised_is_there_until_the_end_of_the_day(tmp_path: Path) -> None:
    folder, clock = TillFolder(tmp_path / "training"), FakeClock()
    prepare(folder, lesson(), clock)
    first = till_of(folder)
    prepare(folder, lesson(staff=(replace(INES, name="Inès B."),)), clock)
    same_day = till_of(folder)
    clock.advance(86_400)
    prepare(folder, lesson(), clock)

    assert same_day == first
    assert till_of(folder) != first


def test_a_new_pin_of_the_real_shop_holds_there_too(tmp_path: Path) -> None:
    folder, clock = TillFolder(tmp_path / "training"), FakeClock()
    prepare(folder, lesson(), clock)
    prepare(folder, lesson(staff=(replace(INES, pin_hash="hash:777777"),)), clock)

    with opened(Place(folder=folder, settings=SETTINGS)) as shop:
        assert "hash:777777" in {person.pin_hash for person in shop.store.staff()}


def test_readers_find_the_plug_ins_that_are_allowed_in_the_shop_and_no_other(tmp_path: Path) -> None:
    folder, clock = TillFolder(tmp_path / "training"), FakeClock()
    first, second = (
        Approval(distribution=name, version="1.0", fingerprint="0" * 64) for name in ("abacus", "scale")
    )
    prepare(folder, lesson(approvals=frozenset({first})), clock)
    prepare(folder, lesson(approvals=frozenset({second})), clock)

    with opened(Place(folder=folder, settings=SETTINGS)) as shop:
        approvals = PlugInApprovals(shop.store.database, shop.store.origin)
        assert approvals.plugin_approvals() == {second}


def test_one_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    folder, clock = TillFolder(tmp_path / "training"), FakeClock()
    prepare(folder, lesson(), clock)
    folder.store.write_bytes(b"nothing of a database" * 400)
    prepare(folder, lesson(), clock)

    with opened(Place(folder=folder, settings=SETTINGS)) as shop:
        assert shop.store.programme() == bakery()


@pytest.mark.parametrize("file", PROGRAMMES, ids=lambda file: file.stem)
def test_there_are_members_for_any_programme(file: Path, tmp_path: Path) -> None:
    folder = TillFolder(tmp_path / "training")
    prepare(folder, lesson(programme=programme_from_json(file.read_bytes())), FakeClock())

    with opened(Place(folder=folder, settings=SETTINGS)) as shop:
        assert len(shop.store.find_members("a", 9)) > 0


def test_what_members_bought_is_of_the_shops_own_currency(tmp_path: Path) -> None:
    folder, francs = TillFolder(tmp_path / "training"), Currency("CHF", 2)
    prepare(folder, lesson(identity=replace(IDENTITY, currency=francs)), FakeClock())

    with opened(Place(folder=folder, settings=SETTINGS)) as shop:
        hits = shop.store.find_members("m", 9)
        amounts = [visit.amount for hit in hits for visit in shop.store.recent_visits(hit.member_id, 9)]
        assert {amount.currency for amount in amounts} == {francs}


def test_where_it_cannot_be_made_the_real_shop_is_opened_next(real: TillFolder) -> None:
    premises = practising(real)
    real.training.root.with_name("training.making").write_text("in the way")
    real.training.root.write_text("in the way")

    with pytest.raises(StoreReadOnly), premises.opening():
        pass
    with premises.opening() as place:
        assert place.folder == real


def test_while_it_is_open_no_other_program_has_the_real_shop(real: TillFolder) -> None:
    with practising(real).opening() as place:
        assert place.elsewhere is not None
        with holding(place.elsewhere.folder), pytest.raises(FolderInUse), holding(real):
            pass


def till_of(folder: TillFolder) -> object:
    """Each one made has an id of its own."""
    with opened(Place(folder=folder, settings=SETTINGS)) as shop:
        return shop.store.identity().till_id


# Wrong PINs


def tries(store: LocalStore, person: Staff) -> int:
    return next(one.failures for one in store.staff() if one.id == person.id)


def test_wrong_pins_are_not_forgotten_with_the_day(tmp_path: Path) -> None:
    folder, clock = TillFolder(tmp_path / "training"), FakeClock()
    for _ in range(3):
        prepare(folder, lesson(), clock)
        with closing(open_store(folder, clock).store) as store:
            for _ in range(2):
                store.count_pin_failure(PAUL.id)
        clock.advance(24 * 3600)
    prepare(folder, lesson(), clock)

    with closing(open_store(folder, clock).store) as store:
        assert (tries(store, PAUL), tries(store, INES)) == (6, 0)


def test_wrong_pins_of_the_shop_count_where_one_practises(tmp_path: Path) -> None:
    folder, clock = TillFolder(tmp_path / "training"), FakeClock()
    prepare(folder, lesson(), clock)
    prepare(folder, lesson(staff=(INES, replace(PAUL, failures=4))), clock)

    with closing(open_store(folder, clock).store) as store:
        assert tries(store, PAUL) == 4


def test_wrong_pins_go_back_to_the_shop_and_are_counted_once(real: TillFolder) -> None:
    premises = practising(real)
    with premises.opening() as place, opened(place) as shop:
        for _ in range(10):
            shop.store.count_pin_failure(PAUL.id)
        premises.practice(shop, place.settings).change_over()
    with premises.opening() as place, opened(place) as shop:
        premises.practice(shop, place.settings)
        counted = tries(shop.store, PAUL)
        is_locked_out = next(one.disabled for one in shop.store.staff() if one.id == PAUL.id)
        shop.store.clear_pin_failures(PAUL.id)
        premises.practice(shop, place.settings)
        again = tries(shop.store, PAUL)

    assert (counted, is_locked_out, again) == (10, True, 0)
