"""What an older till can still read of an answer from a newer centre."""

import msgspec
import pytest
import zstandard

from fidpos.domain.ids import MemberId
from fidpos.sync.client import Response, answer_in
from fidpos.wire.sync.anchors import START
from fidpos.wire.sync.packing import Malformed, pack
from fidpos.wire.sync.pull import Change, Cursor, Gone, GoneReason, PullAnswer
from fidpos.wire.sync.salvage import NOTHING, salvage
from tests.helpers.centre_states import account, lot, rich

KNOWN = (
    Change(member=rich()),
    Change(account=account(1, lot(1))),
    Change(gone=Gone(id=MemberId(rich(2).id), reason=GoneReason.ERASED)),
)
ANSWER = PullAnswer(cursor=Cursor(3, 4), have=START, changes=KNOWN, more=True)
OURS = {"content-type": "application/json", "content-encoding": "zstd"}


def packed(*changes: object) -> bytes:
    """The answer with these changes, as JSON would say them."""
    said = msgspec.json.decode(msgspec.json.encode(ANSWER))
    return zstandard.ZstdCompressor().compress(msgspec.json.encode({**said, "changes": changes}))


def told(change: Change) -> object:
    return msgspec.json.decode(msgspec.json.encode(change))


@pytest.mark.parametrize(
    "unknown",
    [
        {"hologram": {"id": 1}},
        {"gone": {"id": str(rich().id), "reason": "moved_to_the_moon"}},
        {"member": {"id": str(rich().id), "species": "robot"}},
        7,
    ],
)
def test_a_change_that_is_not_known_yet_holds_up_nothing(unknown: object) -> None:
    first, *rest = map(told, KNOWN)

    answer = salvage(packed(first, unknown, *rest))

    assert answer.changes == (KNOWN[0], NOTHING, *KNOWN[1:])
    assert (answer.cursor, answer.have, answer.more) == (ANSWER.cursor, ANSWER.have, True)


def test_an_answer_that_is_known_whole_is_read_as_ever() -> None:
    assert salvage(pack(ANSWER)) == ANSWER


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"have": 1}', b'{"changes": 7}'])
def test_what_is_no_answer_is_not_believed(body: bytes) -> None:
    with pytest.raises(Malformed):
        salvage(zstandard.ZstdCompressor().compress(body))


def test_a_till_reads_what_it_can() -> None:
    response = Response(status=200, headers=OURS, body=packed(told(KNOWN[0]), {"gone": {}}))

    assert answer_in(response, PullAnswer).changes == (KNOWN[0], NOTHING)
