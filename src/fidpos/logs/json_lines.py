"""A log record as one line of JSON, with nothing in it that `redaction` does not allow."""

import json
import logging
from datetime import UTC, datetime

from fidpos.logs.correlation import current_visit
from fidpos.logs.faults import fault_of, fields_of
from fidpos.logs.literal import is_literal
from fidpos.logs.redaction import scrubbed, shown


class JsonLines(logging.Formatter):
    """Formats records; runs in the thread that logs, which is how the visit is known."""

    def format(self, record: logging.LogRecord) -> str:
        """One line: when, how grave, who, what, and the visit and the fault if there are any."""
        visit = current_visit()
        error = record.exc_info[1] if record.exc_info else None
        fields = {
            "at": instant_text(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "thread": record.threadName,
            "visit": str(visit) if visit else None,
            "message": message_of(record),
            "fault": fields_of(fault_of(error)) if error else None,
        }
        return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def message_of(record: logging.LogRecord) -> str:
    """The record's text with what of its values may be shown; neither of them if it is no constant."""
    if not is_literal(record):
        return str(shown(record.msg))
    text = scrubbed(record.msg)
    match record.args:
        case None | ():
            return text
        case tuple() as given:
            values: object = tuple(shown(value) for value in given)
        case given:
            values = {name: shown(value) for name, value in given.items()}
    try:
        return text % values
    except (TypeError, ValueError, KeyError):
        # A masked value does not fit `%d`. The line must come out all the same.
        return f"{text} {values}"


def instant_text(timestamp: float) -> str:
    """`2026-11-22T09:30:00.123Z`."""
    return datetime.fromtimestamp(timestamp, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
