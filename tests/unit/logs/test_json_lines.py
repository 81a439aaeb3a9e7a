"""A log line: one line of JSON with only what may be told."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.errors import StoreFull
from fidpos.logs.correlation import set_visit
from fidpos.logs.json_lines import JsonLines, instant_text

log = logging.getLogger("fidpos.test")
VISIT = UUID("01900000-0000-7000-8000-000000000001")


class Lines(logging.Handler):
    """Keeps each line as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.fields: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        assert "\n" not in text
        self.fields.append(json.loads(text))

    @property
    def messages(self) -> list[str]:
        return [fields["message"] for fields in self.fields]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler
    log.removeHandler(handler)


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except BaseException as caught:  # noqa: BLE001 - whatever it is, it is what we made
        return caught


def test_a_line_says_when_how_grave_who_and_what(lines: Lines) -> None:
    log.info("closed in %d ms", 12)

    (fields,) = lines.fields
    assert datetime.fromisoformat(fields.pop("at")).tzinfo is UTC
    assert fields == {
        "level": "info",
        "logger": "fidpos.test",
        "thread": threading.current_thread().name,
        "message": "closed in 12 ms",
    }


def test_an_instant_is_written_in_utc_to_the_millisecond() -> None:
    assert instant_text(utc(2026, 11, 22, 9, 30).timestamp() + 0.123) == "2026-11-22T09:30:00.123Z"


def test_texts_among_the_values_are_masked(lines: Lines) -> None:
    log.info("hello %s, %s", "Camille", "visit_closed")
    log.info("%(who)s has %(points)d", {"who": "Camille", "points": 3})

    assert lines.messages == ["hello ‹text›, visit_closed", "‹text› has 3"]


def test_a_text_that_is_not_written_in_the_program_is_masked_with_its_values(lines: Lines) -> None:
    name = "Camille"
    log.info(name * 2)
    log.info(f"hello {name}: %d", 3)  # noqa: G004 - the mistake this guards against
    log.info(ValueError(name))

    assert lines.messages == ["‹text›", "‹text›", "‹ValueError›"]


def test_the_text_itself_is_searched_for_numbers(lines: Lines) -> None:
    log.info("card 4970101234567890")

    assert lines.messages == ["card ‹number›"]


def test_a_masked_value_where_a_number_was_expected_still_makes_a_line(lines: Lines) -> None:
    log.info("points %d", 4970101234567890)

    assert lines.messages == ["points %d ('‹number›',)"]


def test_a_percent_sign_without_values_is_text(lines: Lines) -> None:
    log.info("100 % done")

    assert lines.messages == ["100 % done"]


def test_the_visit_of_the_thread_stands_in_the_line(lines: Lines) -> None:
    set_visit(VISIT)
    log.info("closed")
    set_visit(None)
    log.info("closed")

    assert [fields.get("visit") for fields in lines.fields] == [str(VISIT), None]


def test_each_thread_has_its_own_visit(lines: Lines) -> None:
    set_visit(VISIT)
    other = threading.Thread(target=lambda: log.info("elsewhere"))
    other.start()
    other.join()
    set_visit(None)

    assert "visit" not in lines.fields[0]


def test_an_exception_is_told_by_kind_and_place_and_never_by_its_message(lines: Lines) -> None:
    log.error("failed", exc_info=raised(KeyError("Camille")))

    fault = lines.fields[0]["fault"]
    assert fault["kind"] == "builtins.KeyError"
    assert "logs/test_json_lines.py:" in fault["frames"][-1]
    assert fault["frames"][-1].endswith(" raised")
    assert "Camille" not in json.dumps(fault)


def test_an_error_of_ours_is_told_with_its_code_and_what_may_be_shown_of_its_values(lines: Lines) -> None:
    log.error("failed", exc_info=raised(StoreFull("no space for Camille", free_mib=3, name="Camille")))

    assert lines.fields[0]["fault"] | {"frames": []} == {
        "kind": "fidpos.domain.errors.StoreFull",
        "code": "store_full",
        "params": {"free_mib": "3", "name": "‹text›"},
        "frames": [],
    }


def test_an_error_of_the_system_is_told_with_its_name(lines: Lines) -> None:
    log.error("failed", exc_info=raised(OSError(28, "No space left", "/home/camille/till.db")))

    assert lines.fields[0]["fault"]["code"] == "ENOSPC"
    assert "camille" not in json.dumps(lines.fields)


def test_what_caused_an_exception_is_told_too(lines: Lines) -> None:
    log.error("failed", exc_info=raised(StoreFull(), raised(OSError(28, "full"))))

    assert lines.fields[0]["fault"]["cause"]["code"] == "ENOSPC"


def test_exceptions_that_cause_each_other_for_ever_end(lines: Lines) -> None:
    first, second = ValueError(), ValueError()
    first.__cause__, second.__cause__ = second, first

    log.error("failed", exc_info=first)

    assert lines.fields[0]["fault"]["cause"]
