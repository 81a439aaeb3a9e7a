"""Whatever a till sends, well signed: it is answered or refused with a stable code, and the next is served.

Never `busy`: that tells a till to send the same again, which would then be for ever.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.any_message import MESSAGES, any_of
from tests.helpers.any_push import any_push
from tests.helpers.served_database import OURS, ServedDatabase, served_database

REFUSED = {code.value for code in RefusalCode} - {RefusalCode.BUSY}


@pytest.fixture(scope="module")
def served() -> Iterator[ServedDatabase]:
    with served_database() as centre:
        yield centre


@pytest.fixture(autouse=True)
def still_serving(served: ServedDatabase) -> Iterator[None]:
    """No worker was lost, and none still works on what came."""
    yield
    assert served.workers.busy == 0
    for _ in range(4):
        hello = {
            "lineage": str(OURS[0]),
            "locator": [],
            "acked": [0, ""],
            "clock": served.clock.now().isoformat(),
            "health": {"software": "x", "schema_version": 1},
        }
        assert served.ask("/sync/hello", hello).status == 200


def answered_and_counted(served: ServedDatabase, path: str, body: bytes) -> None:
    before = served.counted(path)
    answer = served.send(path, body)
    outcome = answer.code or "ok"

    assert outcome == "ok" or outcome in REFUSED, answer
    assert served.counted(path) == {**before, outcome: before.get(outcome, 0) + 1}


def packed(message: object) -> bytes:
    return zstandard.ZstdCompressor().compress(msgspec.json.encode(message))


def test_every_route_of_tills_is_tried(served: ServedDatabase) -> None:
    assert set(MESSAGES) == served.paths


@pytest.mark.parametrize("bent", [False, True])
@pytest.mark.parametrize("path", sorted(MESSAGES))
def test_any_message_is_answered(served: ServedDatabase, path: str, bent: bool) -> None:
    @settings(max_examples=100)
    @given(any_of(MESSAGES[path], OURS, bent=bent))
    def check(message: Any) -> None:
        if isinstance(message, dict):
            message.pop("wait_s", None)
        answered_and_counted(served, path, packed(message))

    check()


@pytest.mark.parametrize("bent", [False, True])
def test_any_rows_are_answered(served: ServedDatabase, bent: bool) -> None:
    @settings(max_examples=150)
    @given(any_push(OURS, bent=bent))
    def check(message: Any) -> None:
        answered_and_counted(served, "/sync/push", packed(message))

    check()


@pytest.mark.parametrize("path", sorted(MESSAGES))
def test_any_change_of_the_packed_bytes_is_answered(served: ServedDatabase, path: str) -> None:
    whole = any_push(OURS) if path == "/sync/push" else any_of(MESSAGES[path], OURS)

    @settings(max_examples=60)
    @given(whole, st.data())
    def check(message: Any, data: st.DataObject) -> None:
        message.pop("wait_s", None)
        body = bytearray(packed(message))
        place = data.draw(st.integers(0, len(body) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "add", "double"])):
            case "flip":
                body[place] ^= data.draw(st.integers(1, 255))
            case "cut":
                del body[place:]
            case "add":
                body[place:place] = data.draw(st.binary(min_size=1, max_size=9))
            case _:
                body += bytes(body)
        answered_and_counted(served, path, bytes(body))

    check()
