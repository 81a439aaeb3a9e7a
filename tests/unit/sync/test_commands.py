"""What support asks of a till: obeyed only when the centre asks it of this one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.errors import StoreReadOnly
from fidpos.domain.ids import MerchantId, TillId
from fidpos.sync.commands import Commands
from fidpos.wire.sync.command import ATTACHED_BYTES_MAX, Command, Report, ReportOutcome, sign_command
from fidpos.wire.sync.statement import Statement

KEY = Ed25519PrivateKey.generate()
MERCHANT, TILL = MerchantId(UUID(int=1)), TillId(UUID(int=100))
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def fails() -> bytes:
    raise StoreReadOnly("no room")


COMMANDS = Commands(
    identity=KEY.public_key().public_bytes_raw(),
    merchant_id=MERCHANT,
    till_id=TILL,
    acts={"resync": lambda: b"", "send": lambda: b"zip", "fail": fails, "flood": lambda: bytes(5 << 20)},
)


def command(kind: str, **changes: object) -> Command:
    made = Command(
        id=uuid4(),
        merchant_id=MERCHANT,
        till_id=TILL,
        kind=kind,
        issued_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    return msgspec.structs.replace(made, **changes)


def signed(asked: Command, key: Ed25519PrivateKey = KEY) -> Statement:
    return sign_command(asked, key.private_bytes_raw())


def test_what_the_centre_asks_is_done_and_what_comes_of_it_sent_along() -> None:
    asked = command("send")

    assert COMMANDS.obey(signed(asked)) == Report(
        command_id=asked.id, outcome=ReportOutcome.DONE, attached=b"zip"
    )


def test_what_cannot_be_done_is_reported_with_its_code() -> None:
    asked = command("fail")

    assert COMMANDS.obey(signed(asked)) == Report(
        command_id=asked.id, outcome=ReportOutcome.FAILED, detail=StoreReadOnly.code
    )


def test_a_kind_of_tomorrow_is_reported_as_unknown() -> None:
    asked = command("open_the_drawer")

    assert COMMANDS.obey(signed(asked)) == Report(command_id=asked.id, outcome=ReportOutcome.UNKNOWN)


def test_more_than_a_report_can_carry_is_not_sent() -> None:
    reported = COMMANDS.obey(signed(command("flood")))

    assert reported is not None
    assert (reported.outcome, reported.detail, reported.attached) == (ReportOutcome.FAILED, "too_large", b"")
    assert ATTACHED_BYTES_MAX < 5 << 20


@pytest.mark.parametrize("changes", [{"till_id": TillId(uuid4())}, {"merchant_id": MerchantId(uuid4())}])
def test_a_command_for_another_till_is_neither_obeyed_nor_answered(changes: dict[str, object]) -> None:
    assert COMMANDS.obey(signed(command("send", **changes))) is None


def test_a_command_of_somebody_else_is_neither_obeyed_nor_answered() -> None:
    assert COMMANDS.obey(signed(command("send"), Ed25519PrivateKey.generate())) is None


def test_a_command_that_was_changed_is_neither_obeyed_nor_answered() -> None:
    statement = signed(command("resync"))
    changed = msgspec.structs.replace(statement, body=statement.body.replace(b"resync", b"send"))

    assert COMMANDS.obey(changed) is None
