"""Hello: how far the centre has a till's journal."""

from datetime import datetime

from fidpos.server.ports import TillRecord, Unit
from fidpos.wire.codec import SCHEMA_VERSION
from fidpos.wire.sync.hello import LOCATOR_MAX, Hello, HelloAnswer

OLDEST_SCHEMA = 1


def greet(unit: Unit, till: TillRecord, hello: Hello, *, generation: str, now: datetime) -> HelloAnswer:
    """Answer with the head of the till's lineage, or with the newest row that both know.

    Only the till can tell whether that head is a row of its journal, since a locator leaves rows out.
    """
    unit.saw_till(till.id, hello.health, now, hello.clock)
    known = unit.lineage(till.id, hello.lineage)
    if known is None:
        known = unit.newest_known(till.id, hello.locator[:LOCATOR_MAX])
        assert known is not None
        if known.head in hello.locator[:1]:
            # A clone sent the whole journal under its own lineage: nothing is left to push that would begin
            # this one.
            unit.begin_lineage(till.id, hello.lineage, known)
    return HelloAnswer(
        have=known.head,
        generation=generation,
        server_time=now,
        schema_versions=(OLDEST_SCHEMA, SCHEMA_VERSION),
    )
