"""The plug is pulled between the register's close and its answer: the ticket is recorded exactly once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fidpos.link.client import NoTill, RegisterClient
from fidpos.link.messages import BasketAsked, Line, TicketTold
from fidpos.localdb.store import LocalStore
from fidpos.paths import TillFolder
from tests.helpers.counter import IDENTITY
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_shop import found_shop, keys_of, member_id

ROOT = Path(__file__).parents[3]
BASKET = BasketAsked(
    currency="EUR",
    amount_minor=1_240,
    lines=(Line(amount_minor=450, article="BREAD"), Line(amount_minor=790, article="JAM")),
)


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[RegisterClient]:
    """A till in a process of its own, and its register."""
    command = [sys.executable, "-m", "tests.helpers.register_victim", str(folder), *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            said = json.loads(process.stdout.readline())
            yield RegisterClient(url=f"http://127.0.0.1:{said['port']}", token=said["token"])
        finally:
            process.kill()


def close(register: RegisterClient, day: date) -> TicketTold:
    """The whole ticket once more, as a register does that was switched off and on."""
    put = register.put(day, "17", BASKET)
    assert isinstance(put, TicketTold), put
    closed = register.close(day, "17", put.due_minor)
    assert isinstance(closed, TicketTold), closed
    return closed


def visits(folder: Path) -> list[str]:
    """Ids of those that stand under the ticket, which are all that the member has."""
    till = TillFolder(folder)
    store = LocalStore.open(till.store, keys_of(till).store_key, FakeClock())
    try:
        named = [str(each.visit_id) for each in store.visits_of_ticket("17")]
        past = store.recent_visits(member_id(1), 99)
        assert [str(each.id) for each in past if not each.voided] == named
        return named
    finally:
        store.close()


@pytest.mark.parametrize("dies", ["--die-after", *(f"--die-before={number}" for number in range(1, 50, 8))])
def test_a_ticket_is_recorded_once_wherever_its_close_was_cut_off(tmp_path: Path, dies: str) -> None:
    folder = tmp_path / "shop"
    found_shop(folder, members=2)
    day = IDENTITY.calendar.business_day(datetime.now(UTC))
    with served(folder, dies) as register:
        try:
            first = close(register, day)
        except NoTill:
            first = None
        survived = first is not None

    with served(folder) as register:
        closed = close(register, day)
        again = close(register, day)

    assert closed == again
    assert closed.status.value == "closed"
    assert first in {None, closed}
    assert visits(folder) == [closed.visit_id]
    assert not survived or dies not in {"--die-after", "--die-before=1"}
