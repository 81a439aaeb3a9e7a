"""What every centre's store makes of commands to tills, in memory and on PostgreSQL."""

from datetime import timedelta
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.ids import TillId
from fidpos.wire.sync.command import (
    Command,
    CommandKind,
    Report,
    ReportOutcome,
    open_command,
    sign_command,
)
from tests.helpers.centre_office import BESIDE, MERCHANT, TILL, Office

KEY = Ed25519PrivateKey.generate()
OPERATOR = UUID(int=9)


def asked(office: Office, till_id: TillId = TILL, kind: str = CommandKind.RESYNC) -> Command:
    """An operator asks something of a till, for a day."""
    now = office.clock.now()
    command = Command(
        id=uuid4(),
        merchant_id=MERCHANT,
        till_id=till_id,
        kind=kind,
        issued_at=now,
        expires_at=now + timedelta(days=1),
    )
    with office.unit() as unit:
        unit.issue(command, sign_command(command, KEY.private_bytes_raw()), OPERATOR)
    return command


def told(office: Office, till_id: TillId = TILL) -> list[Command]:
    with office.unit() as unit:
        found = unit.commands(till_id)
    return [open_command(each, KEY.public_key().public_bytes_raw()) for each in found]


def reported(office: Office, command: Command, till_id: TillId = TILL) -> bool:
    with office.unit() as unit:
        return unit.reported(till_id, Report(command_id=command.id, outcome=ReportOutcome.DONE))


def test_a_till_is_told_what_is_asked_of_it_in_that_order_and_again_until_it_reports(office: Office) -> None:
    first = asked(office)
    office.clock.advance(1)
    second = asked(office, kind=CommandKind.SEND_DIAGNOSTICS)

    assert told(office) == told(office) == [first, second]
    assert reported(office, first)
    assert told(office) == [second]


def test_no_other_till_is_told(office: Office) -> None:
    asked(office)

    assert told(office, BESIDE) == []


def test_no_other_till_can_report(office: Office) -> None:
    command = asked(office)

    assert not reported(office, command, BESIDE)
    assert told(office) == [command]


def test_a_report_is_kept_once(office: Office) -> None:
    command = asked(office)

    assert reported(office, command)
    assert not reported(office, command)


def test_a_command_that_expired_is_told_no_more(office: Office) -> None:
    asked(office)
    office.clock.advance(timedelta(days=1).total_seconds())

    assert told(office) == []
