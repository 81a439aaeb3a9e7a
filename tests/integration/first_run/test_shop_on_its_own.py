"""A shop on its own is made with a real PostgreSQL and a real centre, whatever happens in the middle."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.first_run import is_first_run, open_assistant
from fidpos.bootstrap.instance import FolderInUse
from fidpos.bootstrap.operator import Operator, operator_at
from fidpos.bootstrap.registrar import Registrar
from fidpos.bootstrap.store import open_store
from fidpos.paths import TillFolder
from fidpos.server.ports import TillStatus
from fidpos.till.first_run.assistant import Assistant
from fidpos.till.first_run.ports import MakingStep
from tests.helpers.first_run_pc import ANSWERS, Pc, answer, shown
from tests.helpers.fresh_pc import fresh_pc

ROOT = Path(__file__).parents[3]
LIMIT_S = 300.0


@pytest.fixture
def folder() -> Iterator[TillFolder]:
    with fresh_pc() as found:
        yield found


def began(folder: TillFolder) -> "subprocess.Popen[str]":
    """The assistant in a process of its own; it says each page as it is shown."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.first_run_pc", str(folder.root)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_at(folder: TillFolder, step: MakingStep) -> None:
    """Begun, and killed as soon as it says that it is at that step."""
    with began(folder) as process:
        assert process.stdout is not None
        assert any(f"first_run.making.{step.value}'" in line for line in process.stdout)
        process.send_signal(signal.SIGKILL)


def ended(folder: TillFolder) -> str:
    """Begun, and come to its end; the last page."""
    with began(folder) as process:
        said, _ = process.communicate(timeout=LIMIT_S)
    return said.strip().splitlines()[-1]


def tills_in_use(operator: Operator) -> list[str]:
    return [each.name for each in Registrar(operator).tills(1) if each.status is TillStatus.ACTIVE]


@pytest.mark.parametrize("step", [MakingStep.PEOPLE, MakingStep.TILL])
def test_after_a_kill_the_next_start_goes_on_until_there_is_one_of_everything(
    folder: TillFolder, step: MakingStep
) -> None:
    killed_at(folder, step)
    is_to_go_on = is_first_run(folder)

    last = ended(folder)

    with operator_at(folder.centre, {}) as operator:
        registrar = Registrar(operator)
        merchants = [each.name for each in registrar.merchants() if each.closed_at is None]
        shops = [each.name for each in registrar.shops(1)]
        staff = [each.name for each in registrar.staff(1) if each.employed]
        tills = tills_in_use(operator)
    opened = open_store(folder, SystemClock())
    opened.store.close()
    assert is_to_go_on
    assert "first_run.done" in last
    assert (merchants, shops, staff, tills) == (
        ["Maison Lenoir"],
        ["Boutique du port"],
        ["Hélène Lenoir"],
        ["Caisse 1"],
    )
    assert opened.paired.pairing is not None
    assert not is_first_run(folder)


def test_a_making_that_is_stopped_goes_on_with_the_next_enter(folder: TillFolder) -> None:
    pc = Pc(folder)
    opened = open_assistant(folder, SystemClock(), pc, pc.seen)
    assistant = opened.assistant
    assert isinstance(assistant, Assistant)
    try:
        answer(assistant, *ANSWERS)
        assistant.back()
        pc.work_until(lambda: shown(assistant).place != "making")
        stopped = shown(assistant)

        answer(assistant, ANSWERS[-1])
        pc.work_until(lambda: shown(assistant).place != "making")
        answer(assistant, ANSWERS[-1])
    finally:
        opened.close()
        assert pc.centre_here is not None
        assert pc.centre_here.stop(LIMIT_S)
    assert (stopped.place, stopped.problem is not None) == ("check", True)
    assert shown(assistant).place == "done"
    assert pc.has_started_anew


def test_a_centre_that_somebody_else_made_is_left_alone(folder: TillFolder) -> None:
    folder.centre.root.mkdir(parents=True)
    theirs = folder.centre.root / "centre.keys"
    theirs.write_text("theirs")
    pc = Pc(folder)
    opened = open_assistant(folder, SystemClock(), pc, pc.seen)
    assistant = opened.assistant
    assert isinstance(assistant, Assistant)
    answer(assistant, *ANSWERS)
    pc.work_until(lambda: shown(assistant).place != "making")
    opened.close()

    problem = shown(assistant).problem

    assert problem is not None
    assert problem.key == "error.centre_not_ours"
    assert [each.name for each in folder.centre.root.iterdir()] == [theirs.name]
    assert theirs.read_text() == "theirs"


def test_two_assistants_do_not_share_a_folder(folder: TillFolder) -> None:
    pc = Pc(folder)
    opened = open_assistant(folder, SystemClock(), pc, pc.seen)

    with pytest.raises(FolderInUse):
        open_assistant(folder, SystemClock(), Pc(folder), pc.seen)

    opened.close()
