"""Support asks for the logs: canaries pushed through everything that writes them are found nowhere."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind, Trust
from fidpos.domain.clock import DayMonth
from fidpos.domain.errors import FidposError, StoreCorrupt
from fidpos.domain.ids import AccountId, MemberId, RelativeId
from fidpos.domain.member import Member, Profile, Relation, Relative
from fidpos.logs.crash import CrashReporter, reporting
from fidpos.logs.log_file import logging_to
from fidpos.logs.qt_messages import log_qt_message
from fidpos.logs.redaction import Code
from fidpos.vault.keys import TillKeys

NAMES = ("Zoraïde", "Quéménéur", "Xanthippe")
PHONE, PHONE_SPOKEN = "+33639980987", "06 39 98 09 87"
EMAIL = "zoraide.quemeneur@example.org"
PAN, PAN_SPOKEN = "4970109876543210", "4970 1098 7654 3210"
OWN_NUMBER, CARD_UID = "2047110009876", "04DEADBEEF9876"
TRACK = f"%B{PAN}^QUEMENEUR/ZORAIDE^2912101?"
PIN = "739284"
KEYS = TillKeys.generate()
CANARIES = (
    *NAMES,
    *(name.lower() for name in NAMES),
    *(PHONE, PHONE[1:], PHONE_SPOKEN, EMAIL, PAN, PAN_SPOKEN, OWN_NUMBER, CARD_UID, PIN),
    *(KEYS.store_key.hex(), KEYS.pin_pepper.hex(), KEYS.card_seal.hex(), repr(KEYS.store_key)),
)

PROFILE = Profile(
    given_name=NAMES[0],
    family_name=NAMES[1],
    phone=PHONE,
    birthday=DayMonth(day=3, month=4),
    household=(Relative(id=RelativeId(UUID(int=5)), relation=Relation.CHILD, given_name=NAMES[2]),),
)
MEMBER = Member(
    id=MemberId(UUID(int=1)),
    account_id=AccountId(UUID(int=2)),
    number=OWN_NUMBER,
    profile=PROFILE,
    enrolled_on=date(2025, 1, 1),
)
READ = CardRead(
    driver="wedge",
    device="scanner",
    sequence=1,
    monotonic_s=1.0,
    medium=Medium.BARCODE,
    form="barcode/ean13",
    token=CardToken(TokenKind.NUMBER, OWN_NUMBER),
    trust=Trust.COPYABLE,
)
VALUES: tuple[object, ...] = (
    *(NAMES[0], f"{NAMES[0]} {NAMES[1]}", NAMES[0].lower(), PHONE, PHONE_SPOKEN, EMAIL, PAN, PAN_SPOKEN),
    *(OWN_NUMBER, f"num:{OWN_NUMBER}", CARD_UID, f"uid:{CARD_UID}", TRACK, PIN, KEYS.text),
    *(int(PAN), int(OWN_NUMBER), int(PHONE), PIN.encode(), PAN.encode(), TRACK.encode()),
    *(PROFILE, MEMBER, READ, READ.token, KEYS, [MEMBER], {"name": NAMES[0]}, (NAMES[1], PAN)),
    *(ValueError(NAMES[0]), FidposError(NAMES[0], name=NAMES[0], number=PAN)),
)
log = logging.getLogger("fidpos.canary")
library = logging.getLogger("some.library")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Everything is written below it while the test runs; afterwards no file holds a canary."""
    yield tmp_path
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_text(encoding="utf-8")
        assert content
        assert [canary for canary in CANARIES if canary in content] == []


@contextmanager
def everything_written(folder: Path) -> Iterator[CrashReporter]:
    with logging_to(folder / "till.log") as recent:
        yield CrashReporter(folder=folder, program="till", recent=lambda: recent.lines)


def lines(folder: Path) -> int:
    return (folder / "till.log").read_text(encoding="utf-8").count("\n")


def test_values_of_a_log_call_are_not_found(folder: Path) -> None:
    with everything_written(folder):
        for value in VALUES:
            log.info("a value: %s", value)
            log.info("its form: %r", value)
            log.info("among others: %s %d %s", "visit_closed", 3, value)
            log.info("named: %(value)s", {"value": value})
            log.info(value)
            library.warning("a library says %s of %r", value, value)

    assert lines(folder) == 6 * len(VALUES)


def test_values_written_into_the_text_itself_are_not_found(folder: Path) -> None:
    with everything_written(folder):
        for value in VALUES:
            log.info(f"hello {value}")  # noqa: G004 - the mistake this guards against
            library.error("refused " + str(value))

    assert lines(folder) == 2 * len(VALUES)


def test_numbers_and_addresses_vouched_for_by_mistake_are_not_found(folder: Path) -> None:
    spoken = (PHONE, PHONE_SPOKEN, EMAIL, PAN, PAN_SPOKEN, OWN_NUMBER, CARD_UID, PIN, f"uid:{CARD_UID}")
    with everything_written(folder):
        for value in (*spoken, KEYS.text):
            log.info("a device called %s", Code(value))
            log_qt_message("QtWarningMsg", "qt", f"cannot show {value}")

    assert lines(folder) == 2 * len(spoken) + 2


def test_names_that_qt_quotes_are_not_found(folder: Path) -> None:
    with everything_written(folder):
        log_qt_message("QtWarningMsg", "qt.text", f'no glyph in "{NAMES[0]} {NAMES[1]}"')

    assert lines(folder) == 1


def fail_with_a_message(value: object) -> None:
    raise StoreCorrupt(f"row of {value}", row=value)


def fail_with_a_key(value: object) -> None:
    dict[str, int]()[str(value)]


def fail_in_a_chain(value: object) -> None:
    try:
        fail_with_a_key(value)
    except KeyError as cause:
        raise RuntimeError(f"while looking for {value}") from cause


def fail_while_failing(value: object) -> None:
    try:
        fail_with_a_key(value)
    finally:
        fail_with_a_message(value)


def fail_with_a_note(value: object) -> None:
    error = ValueError(str(value))
    error.add_note(f"it was {value}")
    raise error


def fail_as_a_group(value: object) -> None:
    raise ExceptionGroup(f"of {value}", [ValueError(value), KeyError(value)])


def fail_at_a_file(value: object) -> None:
    Path(f"/missing/{value}").read_bytes()


FAILURES = (
    *(fail_with_a_message, fail_with_a_key, fail_in_a_chain, fail_while_failing, fail_with_a_note),
    *(fail_as_a_group, fail_at_a_file),
)


@pytest.mark.parametrize("fail", FAILURES)
def test_values_in_exceptions_are_found_neither_in_the_log_nor_in_the_crash_report(
    folder: Path, fail: Callable[[object], None]
) -> None:
    texts = [value for value in VALUES if isinstance(value, str)]
    with everything_written(folder) as reporter:
        for value in texts:
            try:
                fail(value)
            except (Exception, ExceptionGroup) as error:
                log.exception("failed with %s", value)
                log.error("failed: %s", error)  # noqa: TRY400 - the mistake this guards against
                reporter.report(error)

    assert lines(folder) == 3 * len(texts)
    assert list(folder.glob("crash-*.json"))


def test_values_in_exceptions_that_nobody_caught_are_not_found_nor_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stubborn:
        def __del__(self) -> None:
            raise ValueError(PAN)

    with everything_written(folder) as reporter, reporting(reporter):
        thread = threading.Thread(target=fail_in_a_chain, args=(NAMES[0],))
        thread.start()
        thread.join()
        Stubborn()
        try:
            fail_while_failing(NAMES[1])
        except StoreCorrupt as error:
            sys.excepthook(type(error), error, error.__traceback__)

    printed = capsys.readouterr()
    assert [canary for canary in CANARIES if canary in printed.out + printed.err] == []
    assert lines(folder) == 3


def test_a_log_that_cannot_be_written_does_not_print_the_values_instead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "till.log").mkdir()

    with logging_to(tmp_path / "till.log"):
        log.error("lost %s", NAMES[0])

    assert capsys.readouterr() == ("", "")


def test_what_support_needs_is_still_there(folder: Path) -> None:
    visit = UUID("01900000-0000-7000-8000-000000000001")
    with everything_written(folder):
        log.info("visit %s closed in %d ms on %s by %s", visit, 12, date(2026, 11, 22), Medium.CHIP)
        log.warning("reader %s: %s", Code("ACS ACR122U 00 00"), "reader.fault.card_mute")
        log.info("synced at %s", datetime(2026, 11, 22, 9, 30, tzinfo=UTC))

    content = (folder / "till.log").read_text(encoding="utf-8")
    assert f"visit {visit} closed in 12 ms on 2026-11-22 by chip" in content
    assert "reader ACS ACR122U 00 00: reader.fault.card_mute" in content
    assert "2026-11-22 09:30:00+00:00" in content
