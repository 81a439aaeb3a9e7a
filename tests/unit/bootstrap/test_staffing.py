"""Bringing back a person whom wrong PINs have disabled."""

from pathlib import Path

import pytest

from fidpos.bootstrap.authority import NotApproved
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.shop import CASHIER, IDENTITY, MANAGER
from fidpos.bootstrap.staffing import enable_staff, list_staff
from fidpos.bootstrap.store import make_store, open_store
from fidpos.domain.staff import PIN_TRIES_MAX
from fidpos.paths import TillFolder
from fidpos.vault.pins import ArgonPins
from tests.helpers.answers import Answers


@pytest.fixture
def folder(tmp_path: Path) -> TillFolder:
    """A shop whose cashier has been disabled by ten wrong PINs."""
    made = TillFolder(tmp_path / "till")
    make_store(made, IDENTITY, SystemClock(), use_system_keys=False)
    opened = open_store(made, SystemClock())
    pins = ArgonPins(opened.kept.keys.pin_pepper)
    for colleague in (CASHIER, MANAGER):
        opened.store.put_staff(colleague.staff(pins))
    for _ in range(PIN_TRIES_MAX):
        opened.store.count_pin_failure(CASHIER.id)
    opened.store.close()
    return made


def is_disabled(folder: TillFolder) -> bool:
    return next(person.disabled for person in list_staff(folder, SystemClock()) if person.id == CASHIER.id)


def test_a_managers_pin_brings_the_person_back(folder: TillFolder) -> None:
    enabled = enable_staff(folder, Answers(typed=MANAGER.pin), SystemClock())

    assert enabled is not None
    assert enabled.id == CASHIER.id
    assert not is_disabled(folder)


def test_a_wrong_pin_brings_nobody_back(folder: TillFolder) -> None:
    with pytest.raises(NotApproved):
        enable_staff(folder, Answers(typed="739204"), SystemClock())

    assert is_disabled(folder)


def test_when_nobody_is_disabled_nobody_is_asked(folder: TillFolder) -> None:
    enable_staff(folder, Answers(typed=MANAGER.pin), SystemClock())
    answers = Answers(typed=MANAGER.pin)

    assert enable_staff(folder, answers, SystemClock()) is None
    assert answers.asked_for == []
