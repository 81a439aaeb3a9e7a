"""Cuts the power at each step of what is done to whole stores: `python -m tests.helpers.cut_upkeep ACT DIR`.

Prints the steps, one a line. What must hold after each cut is asserted here, since each life is a fork.
"""

import argparse
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.store import make_store, open_store
from fidpos.domain.card import Card
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.ids import AccountId, CardId, ConsentId, MemberId, uuid7
from fidpos.domain.member import Channel, Consent, MemberStatus
from fidpos.localdb.backup import backups_in, make_backup, verify_backup
from fidpos.localdb.restore import RestorePlan, restore
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from fidpos.paths import TillFolder, migrations_dir
from tests.helpers.counter import IDENTITY, token
from tests.helpers.each_step import cut_before_each_step
from tests.helpers.real_shop import found_shop, keys_of, member
from tests.helpers.real_till import RealTill

CLOCK = SystemClock()
LONG_AGO = CLOCK.now() - timedelta(days=300)
NEWCOMER = 99
CARD_NUMBERS = ("NEWCOMERONE", "NEWCOMERTWO")
CONSENTED = (Channel.SMS, Channel.EMAIL)


def visits_in(folder: TillFolder) -> int:
    """How many the store has, which must hold together."""
    store = LocalStore.open(folder.store, keys_of(folder).store_key, CLOCK)
    try:
        reader = store.database.reader()
        assert verify(reader.connection).holds
        row = reader.one("SELECT count(*) FROM visits")
        reader.close()
        assert row is not None
        return int(row[0])
    finally:
        store.close()


def serve(folder: TillFolder, number: int) -> None:
    """One visit of this member."""
    till = RealTill(folder, lambda _view: None)
    till.sign_in()
    till.tap(number)
    till.type_amount(1_000)
    till.session.confirm()
    till.close()


def making(root: Path) -> list[str]:
    """A new till: there is no store, and making it again works, or there is a whole one."""
    template = root / "empty"
    template.mkdir()

    def make(folder: Path) -> None:
        make_store(TillFolder(folder), IDENTITY, CLOCK, use_system_keys=False)

    def check(folder: Path) -> None:
        if not TillFolder(folder).store.exists():
            make(folder)
        opened = open_store(TillFolder(folder), CLOCK)
        assert opened.store.identity() == IDENTITY
        opened.store.close()
        assert visits_in(TillFolder(folder)) == 0

    return cut_before_each_step(make, template, check=check)


def backing_up(root: Path) -> list[str]:
    """A backup: every copy that has a name is whole, the store is untouched, and the next one succeeds."""
    template = found_shop(root / "shop").folder
    serve(template, 4)
    first = make_backup(template.store, keys_of(template).store_key, template.backups, now=LONG_AGO)

    def back_up(folder: Path) -> None:
        till = TillFolder(folder)
        make_backup(till.store, keys_of(till).store_key, till.backups, now=CLOCK.now())

    def check(folder: Path) -> None:
        till = TillFolder(folder)
        named = backups_in(till.backups, keys_of(till).store_key)
        assert named[0].path.name == first.path.name
        for backup in named:
            assert verify_backup(backup.path, keys_of(till).store_key).holds
        assert visits_in(till) == 1
        for path in till.backups.iterdir():
            os.utime(path, (0, 0))
        make_backup(till.store, keys_of(till).store_key, till.backups, now=CLOCK.now() + timedelta(days=1))
        assert len(list(till.backups.iterdir())) == len(named) + 1

    return cut_before_each_step(back_up, template.root, check=check)


def restoring(root: Path) -> list[str]:
    """A restore: the store is the old one, the restored one, or missing; the replaced one is never lost."""
    template = found_shop(root / "shop").folder
    serve(template, 4)
    backup = make_backup(template.store, keys_of(template).store_key, template.backups, now=LONG_AGO)
    serve(template, 8)

    def bring_back(folder: Path) -> None:
        till = TillFolder(folder)
        key = keys_of(till).store_key
        plan = RestorePlan(
            backup=till.backups / backup.path.name,
            backup_key=key,
            store=till.store,
            store_key=key,
            migrations=migrations_dir(),
        )
        restore(plan, CLOCK)

    def check(folder: Path) -> None:
        till = TillFolder(folder)
        kept = [path for path in folder.glob("*.replaced-*") if not path.name.endswith(("-wal", "-shm"))]
        if not till.store.exists():
            assert len(kept) == 1
            bring_back(folder)
        assert visits_in(till) == (1 if kept else 2)

    return cut_before_each_step(bring_back, template.root, check=check)


def enrolling(root: Path) -> list[str]:
    """An enrolment: the member with both cards and both consents, or nobody; and who is none can be again."""
    template = found_shop(root / "shop").folder
    one = replace(
        member(NEWCOMER).member,
        id=MemberId(UUID(int=NEWCOMER)),
        account_id=AccountId(UUID(int=9_999)),
        status=MemberStatus.ACTIVE,
    )
    cards = tuple(
        Card(
            id=CardId(UUID(int=8_000 + place)),
            token=token(number),
            medium=member(NEWCOMER).cards[0].medium,
            member_id=one.id,
            linked_at=CLOCK.now(),
        )
        for place, number in enumerate(CARD_NUMBERS)
    )

    consents = tuple(
        Consent(
            id=ConsentId(UUID(int=8_100 + place)),
            member_id=one.id,
            channel=channel,
            granted=True,
            wording="2026-1",
            at=CLOCK.now(),
        )
        for place, channel in enumerate(CONSENTED)
    )

    def enrol(folder: Path) -> None:
        opened = open_store(TillFolder(folder), CLOCK)
        opened.store.enrol(
            Enrolment(member=one, cards=cards, consents=consents),
            at=CLOCK.now(),
            new_id=lambda: uuid7(CLOCK.now()),
        )
        opened.store.close()

    def check(folder: Path) -> None:
        till = TillFolder(folder)
        opened = open_store(till, CLOCK)
        found = opened.store.member(one.id)
        linked = [number for number in CARD_NUMBERS if opened.store.card(token(number)) is not None]
        agreed = opened.store.consents(one.id)
        opened.store.close()
        assert len(linked) == (len(CARD_NUMBERS) if found else 0)
        assert agreed == (set(CONSENTED) if found else set())
        assert visits_in(till) == 0
        if found is None:
            enrol(folder)

    return cut_before_each_step(enrol, template.root, check=check)


ACTS: dict[str, Callable[[Path], list[str]]] = {
    "making": making,
    "backing-up": backing_up,
    "restoring": restoring,
    "enrolling": enrolling,
}


def main() -> None:
    """Cut one act at each of its steps."""
    parser = argparse.ArgumentParser(description="Cuts the power at each step of an act.")
    parser.add_argument("act", choices=ACTS)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print("\n".join(ACTS[options.act](options.folder)))


if __name__ == "__main__":
    main()
