"""Messages and events of other versions: what an older program leaves out, and what a newer one says besides.

Whatever is added to a message has to have a default, and whoever does not know it passes over it.
"""

import typing
from dataclasses import fields, is_dataclass
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings

from fidpos.wire.events import Event
from fidpos.wire.sync.command import ReportAnswer
from fidpos.wire.sync.hello import HelloAnswer
from fidpos.wire.sync.hold import HoldAnswer, ReleaseAnswer
from fidpos.wire.sync.pairing import PairAnswer, PairRequest, Welcome
from fidpos.wire.sync.pull import Change, PullAnswer
from fidpos.wire.sync.push import PushAnswer
from fidpos.wire.sync.refusal import Refusal
from fidpos.wire.sync.snapshot import SnapshotAnswer, SnapshotPart
from tests.helpers.any_message import MESSAGES, any_of

SAID = (*typing.get_args(Event), *MESSAGES.values())
ANSWERED = (
    *(HelloAnswer, PushAnswer, PullAnswer, Change, HoldAnswer, ReleaseAnswer, ReportAnswer, SnapshotAnswer),
    *(SnapshotPart, Refusal, PairRequest, PairAnswer, Welcome),
)
EVERYTHING = sorted({*SAID, *ANSWERED}, key=lambda kind: kind.__name__)
MORE = {"weather": {"rain": [True, 3]}, "mood": "fine"}


def and_more(value: Any) -> Any:
    """The same, as a program says it that knows more of everything."""
    match value:
        case msgspec.Struct():
            return _struct_and_more(value)
        case msgspec.Raw():
            return value
        case tuple() | list() | frozenset():
            return [and_more(each) for each in value]
        case dict():
            return {name: and_more(each) for name, each in value.items()}
        case _ if is_dataclass(value):
            return {**{each.name: and_more(getattr(value, each.name)) for each in fields(value)}, **MORE}
        case _:
            return value


def _struct_and_more(value: msgspec.Struct) -> Any:
    config = value.__struct_config__
    parts = {
        name: and_more(getattr(value, field))
        for field, name in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
    }
    if config.array_like:
        return [*parts.values(), MORE]
    tag = {config.tag_field: config.tag} if config.tag_field else {}
    return {**tag, **parts, **MORE}


@pytest.mark.parametrize("kind", EVERYTHING, ids=lambda kind: kind.__name__)
def test_what_a_newer_program_says_besides_is_passed_over(kind: type[msgspec.Struct]) -> None:
    @settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])
    @given(any_of(kind, ()))
    def check(told: Any) -> None:
        try:
            known = msgspec.json.decode(msgspec.json.encode(told), type=kind)
        except msgspec.ValidationError:
            assume(False)

        assert msgspec.json.decode(msgspec.json.encode(and_more(known)), type=kind) == known

    check()
