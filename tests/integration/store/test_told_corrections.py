"""A refund or a credited ticket that was taken out of the store, or put into it, is found."""

from pathlib import Path

import pytest
from msgspec import structs

from fidpos.localdb.engine import connect
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from tests.helpers.corrections import refunded
from tests.helpers.counter import BERENICE
from tests.helpers.real_store import KEY
from tests.helpers.store_events import Events


@pytest.mark.parametrize(
    "forgery",
    [
        "DELETE FROM visit_refunds",
        "DELETE FROM visit_voids",
        "DELETE FROM visit_tickets",
        "UPDATE visit_refunds SET event_seq = event_seq - 1",
        "UPDATE visit_tickets SET visit_id = (SELECT min(id) FROM visits)",
        "INSERT INTO visit_refunds SELECT randomblob(16), visit_id, event_seq FROM visit_refunds",
    ],
)
def test_what_the_journal_does_not_tell_is_found(
    store: LocalStore, events: Events, path: Path, forgery: str
) -> None:
    refunded(store, events)
    events.clock.advance(60)
    credited = events.closed(BERENICE.member)
    store.commit(structs.replace(credited, ticket="T1", recorded_at=events.clock.now()))
    connection = connect(path, KEY, writing=True)
    assert verify(connection).holds
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")

    connection.execute(forgery)

    report = verify(connection)
    assert not report.holds
    assert report.untold > 0
    connection.close()
