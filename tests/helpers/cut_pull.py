"""Cuts the power before each statement of a pull, then repeats it: `python -m tests.helpers.cut_pull DIR`.

Prints the steps, one a line. What must hold after each cut is asserted here, since each life is a fork.
"""

import argparse
from pathlib import Path
from random import Random
from uuid import UUID

from fidpos.domain.ids import TillId, uuid7
from fidpos.domain.member import MemberStatus
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.pull import Change, Cursor, Gone, GoneReason
from tests.helpers.centre_states import account, lot, rich
from tests.helpers.each_step import cut_before_each_step
from tests.helpers.fake_clock import FakeClock
from tests.helpers.store_states import lots_held, tidy_member
from tests.helpers.store_till import Disks, StoreTill
from tests.simulation.shop import Counter

TILL = TillId(UUID(int=100))
BEFORE, AFTER = Cursor(1, 1), Cursor(2, 2)
STATEMENTS = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "PRAGMA wal_checkpoint")

KNOWN = (
    *(Change(member=rich(number)) for number in (1, 2, 3)),
    *(Change(account=account(number, lot(number), lot(number + 10))) for number in (1, 2, 3)),
)
HEARD = (
    Change(member=rich(1).but(labels=("new",), vouchers=(), uses=(), visits=rich(1).visits[:1])),
    Change(account=account(1, lot(1, remaining=4))),
    Change(account=account(2, lot(2), lot(12, remaining=3), lot(22))),
    Change(gone=Gone(id=rich(3).id, reason=GoneReason.ERASED)),
    Change(member=rich(4)),
    Change(account=account(4, lot(4, remaining=6))),
    Change(member=rich(2).but(status=MemberStatus.MERGED, merged_into=rich(5).id)),
)
"""Somebody known, somebody new, somebody erased, and one merged into somebody of whom nothing was heard."""


def opened(folder: Path) -> StoreTill:
    """The till whose store lies in the folder."""
    return Disks(folder).opened(folder / "till.db", TILL, FakeClock())


def pull(folder: Path, have: Anchor) -> None:
    """Hear what is to be heard."""
    till = opened(folder)
    till.apply(HEARD, have=have, cursor=AFTER, echo=False)
    till.close()


def found(folder: Path) -> tuple[object, ...]:
    """Everything that is known, and how far the feed was read; the store must hold together."""
    till = opened(folder)
    try:
        assert till.verified().holds
        assert not till.sync.set_aside
        return (
            [tidy_member(state) for state in till.members.values()],
            {state.id: lots_held(state) for state in till.accounts.values()},
            till.memory().feed,
        )
    finally:
        till.close()


def pulling(root: Path) -> list[str]:
    """A pull: either it happened as a whole or it is asked for again, and the end is the same."""
    template = root / "till"
    template.mkdir()
    random, clock = Random(3), FakeClock()
    made = Disks(template).till(TILL, clock, lambda: uuid7(clock.now(), random.randbytes))
    made.apply(KNOWN, have=made.head().anchor, cursor=BEFORE, echo=False)
    have = made.head().anchor
    Counter(random=random, clock=clock).buy(made, rich(1).id)
    made.close()
    made.path.rename(template / "till.db")
    wanted: list[tuple[object, ...]] = []

    def check(folder: Path) -> None:
        was_whole = found(folder)[-1] == AFTER
        if not was_whole:
            pull(folder, have)
        wanted.append(found(folder))
        assert wanted[-1] == wanted[0]
        assert wanted[-1][-1] == AFTER

    return cut_before_each_step(
        lambda folder: pull(folder, have), template, check=check, statements=STATEMENTS
    )


def main() -> None:
    """Cut a pull at each of its statements."""
    parser = argparse.ArgumentParser(description="Cuts the power at each statement of a pull.")
    parser.add_argument("folder", type=Path)
    print("\n".join(pulling(parser.parse_args().folder)))


if __name__ == "__main__":
    main()
