"""Abuse: who keeps the centre's machine edits what is in its database, or has tills do what nobody asked for.

Every edit of which nobody told is found by `fidpos server verify`; what else it finds stands in
`tests/integration/operations/test_proof.py`.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs
from psycopg import connect

from fidpos.server.db.proof.finding import Finding, Flaw
from fidpos.server.db.proof.prove import prove_within
from fidpos.sync.commands import Commands
from fidpos.wire.sync.command import Command, CommandKind, ReportOutcome, sign_command
from tests.helpers.centre_office import IDENTITY, MERCHANT, TILL, InPostgres, memory_office, postgres_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_centre import live

PUBLIC = Ed25519PrivateKey.from_private_bytes(IDENTITY).public_key().public_bytes_raw()


@pytest.fixture(scope="module")
def centre() -> Iterator[InPostgres]:
    with postgres_office(FakeClock()) as office:
        assert isinstance(office.kept, InPostgres)
        live(office)
        yield office.kept


def found_after(centre: InPostgres, edit: str) -> set[tuple[str, Flaw]]:
    """What the proof says of an edit by somebody who may do everything, triggers or none; it is undone."""
    findings: list[Finding] = []
    with connect(centre.made.superuser) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        assert connection.execute(edit.encode()).rowcount > 0
        prove_within(connection, findings.append, identity=PUBLIC)
        connection.rollback()
    return {(each.table, each.flaw) for each in findings}


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        ("UPDATE balances SET amount = amount + 100", ("balances", Flaw.DIFFERS)),
        ("UPDATE lots SET remaining = remaining + 100", ("lots", Flaw.DIFFERS)),
        ("UPDATE gift_cards SET balance_minor = balance_minor + 100", ("gift_cards", Flaw.DIFFERS)),
        ("UPDATE vouchers SET state = 'held' WHERE state <> 'held'", ("vouchers", Flaw.DIFFERS)),
        (
            "UPDATE server_journal SET body = convert_to(upper(convert_from(body, 'UTF8')), 'UTF8')",
            ("server_journal", Flaw.EDITED),
        ),
        (
            "UPDATE server_journal SET signature = decode(repeat('00', 64), 'hex')",
            ("server_journal", Flaw.UNSIGNED),
        ),
    ],
)
def test_what_is_edited_behind_the_events_is_found(
    centre: InPostgres, edit: str, place: tuple[str, Flaw]
) -> None:
    assert place in found_after(centre, edit)


def command(kind: str) -> Command:
    now = FakeClock().now()
    return Command(
        id=uuid4(),
        merchant_id=MERCHANT,
        till_id=TILL,
        kind=kind,
        issued_at=now,
        expires_at=now + timedelta(hours=1),
    )


def test_a_till_can_be_asked_for_nothing_but_what_harms_nobody() -> None:
    assert set(CommandKind) == {"send_diagnostics", "resync"}


@pytest.mark.parametrize("kind", ["run", "send_keys", "send_members", "unlock", ""])
def test_a_till_does_nothing_that_it_does_not_know_whoever_signs_it(kind: str) -> None:
    done: list[str] = []

    def act() -> bytes:
        done.append(kind)
        return b""

    obeying = Commands(
        identity=PUBLIC, merchant_id=MERCHANT, till_id=TILL, acts=dict.fromkeys(CommandKind, act)
    )
    report = obeying.obey(sign_command(command(kind), IDENTITY))
    forged = obeying.obey(sign_command(command(CommandKind.RESYNC), bytes(32)))
    changed = sign_command(command(CommandKind.RESYNC), IDENTITY)
    changed = structs.replace(changed, body=changed.body.replace(b"resync", b"send_diagnostics"))

    assert report is not None
    assert report.outcome is ReportOutcome.UNKNOWN
    assert (forged, obeying.obey(changed), done) == (None, None, [])


def test_a_command_that_nobody_fetched_in_its_time_is_told_to_no_till() -> None:
    with memory_office(FakeClock()) as office:
        asked = command(CommandKind.SEND_DIAGNOSTICS)
        with office.unit() as unit:
            unit.issue(asked, sign_command(asked, IDENTITY), UUID(int=9))
        told = []
        for hours in (0, 2):
            office.clock.advance(3_600 * hours)
            with office.unit() as unit:
                told.append(len(unit.commands(TILL)))

    assert told == [1, 0]
