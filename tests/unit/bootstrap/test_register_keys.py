"""Who may pair cash registers, and that the running till learns of it."""

import stat
from pathlib import Path

import pytest

from fidpos.bootstrap.authority import NotApproved
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.shop import IDENTITY, MANAGER, TECHNICIAN
from fidpos.bootstrap.register_keys import (
    RegisterKeysFile,
    list_registers,
    pair_register,
    read_keys,
    revoke_register,
)
from fidpos.bootstrap.store import make_store, open_store
from fidpos.link.keys import BadRegisterName, RegistersUnreadable
from fidpos.paths import TillFolder
from fidpos.vault.pins import ArgonPins
from tests.helpers.answers import Answers

CLOCK = SystemClock()


@pytest.fixture
def folder(tmp_path: Path) -> TillFolder:
    made = TillFolder(tmp_path / "till")
    make_store(made, IDENTITY, CLOCK, use_system_keys=False)
    opened = open_store(made, CLOCK)
    pins = ArgonPins(opened.kept.keys.pin_pepper)
    for colleague in (MANAGER, TECHNICIAN):
        opened.store.put_staff(colleague.staff(pins))
    opened.store.close()
    return made


@pytest.fixture
def technician() -> Answers:
    return Answers(typed=TECHNICIAN.pin)


def test_a_technicians_pin_lets_a_register_in(folder: TillFolder, technician: Answers) -> None:
    token = pair_register(folder, "left", technician, CLOCK)

    assert RegisterKeysFile(folder.registers).current().holder(token) == "left"
    assert [each.name for each in list_registers(folder)] == ["left"]
    assert technician.asked_for == [TECHNICIAN.name]


def test_nobody_else_lets_one_in(folder: TillFolder) -> None:
    with pytest.raises(NotApproved):
        pair_register(folder, "left", Answers(typed=MANAGER.pin), CLOCK)

    assert list_registers(folder) == ()


def test_a_name_that_is_none_is_refused_before_anybody_is_asked(
    folder: TillFolder, technician: Answers
) -> None:
    with pytest.raises(BadRegisterName):
        pair_register(folder, "../left", technician, CLOCK)

    assert technician.asked_for == []


def test_a_revoked_register_is_out_while_the_till_runs(folder: TillFolder, technician: Answers) -> None:
    token = pair_register(folder, "left", technician, CLOCK)
    running = RegisterKeysFile(folder.registers)
    assert running.current().holder(token) == "left"

    assert revoke_register(folder, "left", technician, CLOCK)

    assert running.current().holder(token) is None
    assert not revoke_register(folder, "left", technician, CLOCK)


def test_only_the_tills_user_reads_what_is_kept(folder: TillFolder, technician: Answers) -> None:
    token = pair_register(folder, "left", technician, CLOCK)

    assert stat.S_IMODE(folder.registers.stat().st_mode) == 0o600
    assert token not in folder.registers.read_text()


def test_what_cannot_be_read_lets_nobody_in(folder: TillFolder, technician: Answers) -> None:
    token = pair_register(folder, "left", technician, CLOCK)
    running = RegisterKeysFile(folder.registers)
    folder.registers.write_text("{")

    assert running.current().holder(token) is None
    with pytest.raises(RegistersUnreadable):
        read_keys(folder.registers)


def test_before_the_first_one_there_is_none(tmp_path: Path) -> None:
    assert RegisterKeysFile(tmp_path / "registers.json").current().keys == ()
