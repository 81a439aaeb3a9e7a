"""Events and messages as they were recorded: released bytes are read for ever, by every later program.

Of each event that a lived centre was told, and of each message and each of the office's events with nothing
in it but what it must have, one line is kept, by the version of the formats. `./dev golden` writes them anew,
which is allowed until the first release; from then on lines are only added.
"""

import json
import os
import typing
from pathlib import Path

import msgspec
from hypothesis import Phase, find, settings

from fidpos.wire.codec import SCHEMA_VERSION, decode, encode
from fidpos.wire.events import Event
from fidpos.wire.office_events import OfficeEvent
from tests.helpers.any_message import MESSAGES, any_of
from tests.helpers.centre_office import TILLS, memory_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_centre import live

HERE = Path(__file__).parent / "wire"
_TOLD = {*typing.get_args(Event), *typing.get_args(OfficeEvent)}
KINDS = {kind.__name__: kind for kind in (*_TOLD, *MESSAGES.values())}
LIVED = f"lived-{SCHEMA_VERSION}.jsonl"
LEAST = f"least-{SCHEMA_VERSION}.jsonl"


def lived() -> list[str]:
    """One body of each kind of event, as tills wrote them."""
    with memory_office(FakeClock()) as office:
        live(office)
        rows = [row for till in TILLS for row in office.journal(till.id).rows]
    bodies = [row.row.body.decode() for row in rows]
    return list({json.loads(body)["type"]: body for body in bodies}.values())


def least() -> list[str]:
    """Each kind with the fields that it cannot do without."""
    quick = settings(database=None, derandomize=True, phases=[Phase.generate, Phase.shrink])
    return [
        json.dumps({name: find(any_of(kind, ()), lambda _: True, settings=quick)}, ensure_ascii=True)
        for name, kind in sorted(KINDS.items())
    ]


def recorded(name: str) -> list[str]:
    if os.environ.get("FIDPOS_GOLDEN") == "rewrite":
        HERE.mkdir(exist_ok=True)
        lines = lived() if name == LIVED else least()
        (HERE / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def test_events_are_read_and_written_as_they_were_recorded() -> None:
    bodies = [line.encode() for line in recorded(LIVED)]

    assert [encode(decode(body)) for body in bodies] == bodies
    assert len(bodies) >= len(lived())


def test_what_says_the_least_is_read() -> None:
    told = {name: body for line in recorded(LEAST) for name, body in json.loads(line).items()}

    assert KINDS.keys() <= told.keys(), "./dev golden records what is new"
    for name, body in told.items():
        assert msgspec.json.decode(msgspec.json.encode(body), type=KINDS[name])
