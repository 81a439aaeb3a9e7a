"""A thief with a copy of the store searches PINs: no weak ones, dear tries, and the pepper is missing."""

import shutil
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import argon2
import pytest

from fidpos.bootstrap.demo.shop import COLLEAGUES, IDENTITY
from fidpos.bootstrap.store import make_store, open_store
from fidpos.domain.errors import InvalidValue, StoreKeyRefused
from fidpos.domain.ids import StaffId
from fidpos.domain.staff import Role
from fidpos.localdb.engine import connect
from fidpos.paths import TillFolder
from fidpos.server.configuration import Person
from fidpos.till.ports import PinChecker
from fidpos.vault.keys import TillKeys
from fidpos.vault.pins import ArgonPins
from tests.helpers.centre_office import AWAY, BESIDE, FAR, SHOP, memory_office
from tests.helpers.fake_clock import FakeClock

GUESSED_FIRST = """
    123456 111111 000000 123123 654321 121212 112233 666666 159753 123321 222222 777777 987654 555555 101010
    696969 131313 010203 520131 999999 147258 789456 456789 246810 888888 333333 202020 252525 010190 311299
"""
"""What heads the lists of leaked six-digit PINs."""


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> TillFolder:
    """A till whose whole folder was copied, its key file included."""
    folder, clock = TillFolder(tmp_path_factory.mktemp("stolen") / "till"), FakeClock()
    kept = make_store(folder, IDENTITY, clock, use_system_keys=False)
    store = open_store(folder, clock).store
    store.put_staff(COLLEAGUES[0].staff(ArgonPins(kept.keys.pin_pepper)))
    store.close()
    return folder


@pytest.mark.parametrize("pin", GUESSED_FIRST.split())
def test_no_pin_that_is_guessed_first_can_be_chosen(pin: str) -> None:
    with pytest.raises(InvalidValue):
        ArgonPins(bytes(32), memory_kib=64, passes=1, lanes=1).hash(pin)


def test_a_store_alone_opens_nothing(stolen: TillFolder, tmp_path: Path) -> None:
    shutil.copy(stolen.store, tmp_path / "till.db")

    assert b"argon2" not in stolen.store.read_bytes()
    with pytest.raises(StoreKeyRefused):
        connect(tmp_path / "till.db", TillKeys.generate().store_key)


def test_each_try_on_a_stored_pin_costs_64_mib_and_three_passes(stolen: TillFolder) -> None:
    store = open_store(stolen, FakeClock()).store
    (person,) = store.staff()
    store.close()

    cost = argon2.extract_parameters(person.pin_hash)

    assert cost.type is argon2.Type.ID
    assert cost.memory_cost >= 64 * 1024
    assert cost.time_cost >= 3
    assert COLLEAGUES[0].pin not in person.pin_hash


def test_without_the_pepper_even_the_right_pin_is_not_recognised() -> None:
    cheap = {"memory_kib": 64, "passes": 1, "lanes": 1}
    stored = ArgonPins(bytes(32), **cheap).hash("482915")

    assert not ArgonPins(bytes(31) + b"\1", **cheap).matches(stored, "482915")
    with pytest.raises(argon2.exceptions.VerifyMismatchError):
        argon2.PasswordHasher().verify(stored, "482915")


def test_a_thief_who_can_write_the_store_cannot_make_tries_cheap() -> None:
    production: PinChecker = ArgonPins(bytes(32))
    cheap = ArgonPins(bytes(32), memory_kib=64, passes=1, lanes=1).hash("482915")

    assert not production.matches(cheap, "482915")


def test_no_till_is_sent_what_people_of_other_shops_sign_in_with() -> None:
    """Not even of those who have left its shop: who steals that till has nothing to search."""
    shops = {BESIDE: frozenset({SHOP}), FAR: frozenset({AWAY})}
    person = Person(
        id=StaffId(UUID(int=50)),
        name="Inès",
        role=Role.MANAGER,
        pin_hash="$argon2id$",
        badge="num:7",
        shops=shops[BESIDE],
    )
    with memory_office(FakeClock()) as office:
        sent = []
        for version, place in enumerate((BESIDE, FAR), start=1):
            with office.kept.configuration() as configuration:
                configuration.put_staff(
                    replace(person, version=version, shops=shops[place]), office.clock.now()
                )
            told = {till: office.pull(till).changes for till in (BESIDE, FAR)}
            sent.append({till: [each.staff for each in told[till] if each.staff] for till in told})

    assert [(each.pin_hash, each.badge) for each in sent[0][BESIDE]] == [("$argon2id$", "num:7")]
    assert sent[0][FAR] == []
    assert [(each.pin_hash, each.badge, each.employed) for each in sent[1][BESIDE]] == [("", None, False)]
    assert [(each.pin_hash, each.badge) for each in sent[1][FAR]] == [("$argon2id$", "num:7")]
