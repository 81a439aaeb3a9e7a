"""A store that is made with its members holds just what one holds that was given them later."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import Raw

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import VoucherId
from fidpos.domain.member import MemberStatus
from fidpos.localdb.create import create_store
from fidpos.localdb.engine import Row, connect
from fidpos.localdb.snapshot import MemberSnapshot, PriorUse, changes_of
from fidpos.localdb.store import LocalStore
from fidpos.localdb.tables import metadata
from fidpos.localdb.verify import verify
from fidpos.paths import migrations_dir
from fidpos.rules.codec import effect_to_json
from fidpos.rules.effects.amount_off import AmountOff
from fidpos.rules.past import DayAggregate
from fidpos.rules.titles import Titles
from fidpos.wire.events import VoucherBody
from tests.helpers.counter import BERENICE, IDENTITY, MALO, NOUR, ZOE, snapshot
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import KEY, new_store
from tests.helpers.store_events import Events

HISTORY = replace(
    BERENICE,
    days=(DayAggregate(day=date(2026, 10, 3), visits=1, revenue_minor=1_200, points_earned=12),),
    uses=(PriorUse(rule="birthday", subject="someone", count=1, last_on=date(2026, 4, 5)),),
    vouchers=(
        VoucherBody(
            id=VoucherId(UUID(int=77)),
            source="thanks",
            title=Titles(fr="5 € de remise", en="€5 off"),
            effect=Raw(effect_to_json(AmountOff(amount_minor=500))),
            valid_from=date(2026, 10, 4),
            valid_until=date(2027, 10, 4),
        ),
    ),
)
MERGED = MemberSnapshot(
    member=replace(
        snapshot(110, "Bere", card="2047110003333").member,
        status=MemberStatus.MERGED,
        merged_into=BERENICE.member.id,
    )
)
MEMBERS = (HISTORY, MALO, NOUR, ZOE, MERGED)


def create(path: Path, *members: MemberSnapshot) -> None:
    create_store(
        path,
        KEY,
        identity=IDENTITY,
        clock=FakeClock(),
        migrations=migrations_dir(),
        changes=changes_of(members),
    )


def rows(path: Path, table: str) -> list[Row]:
    connection = connect(path, KEY)
    try:
        return sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
    finally:
        connection.close()


def test_both_ways_write_the_same_rows(tmp_path: Path) -> None:
    filled, loaded = tmp_path / "filled.db", tmp_path / "loaded.db"
    create(filled, *MEMBERS)
    new_store(loaded, FakeClock(), *MEMBERS).close()

    for table in metadata.tables.keys() - {"journal", "settings", "programmes", "staff_versions"}:
        assert rows(filled, table) == rows(loaded, table), table
    assert rows(filled, "members")
    assert rows(filled, "vouchers")


def test_the_indexes_are_all_there_afterwards(tmp_path: Path) -> None:
    filled, empty = tmp_path / "filled.db", tmp_path / "empty.db"
    create(filled, *MEMBERS)
    create(empty)

    schemas = [
        sorted(row[1:5:3] for row in rows(path, "sqlite_schema") if row[0] == "index")
        for path in (filled, empty)
    ]
    assert schemas[0] == schemas[1]
    assert len(schemas[0]) > 10


def test_a_filled_store_works_at_once(path: Path, clock: FakeClock, events: Events) -> None:
    create(path, *MEMBERS)

    store = LocalStore.open(path, KEY, clock)
    store.commit(events.closed(BERENICE.member))

    reader = store.database.reader()
    assert verify(reader.connection).holds
    reader.close()
    assert [hit.name for hit in store.find_members("mal", 5)] == ["Malo Durand"]
    assert store.member(MERGED.member.id) == BERENICE.member
    store.close()


def test_two_members_with_one_card_make_no_store(path: Path) -> None:
    twin = replace(
        snapshot(211, "Malou", card="2047110004444"),
        cards=(replace(MALO.cards[0], member_id=snapshot(211, "Malou", card="1").member.id),),
    )

    with pytest.raises(StoreCorrupt):
        create(path, MALO, twin)

    assert list(path.parent.iterdir()) == []
