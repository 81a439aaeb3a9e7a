"""Whoever edits the database behind the centre's back is found, with the place; an honest one holds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import Connection, connect
from psycopg.rows import TupleRow

from fidpos.server.db.proof.finding import Finding, Flaw
from fidpos.server.db.proof.prove import Proven, prove, prove_within
from fidpos.server.ports import StoredRow
from fidpos.server.reason import Reason
from fidpos.wire.sync.push import EventFate
from tests.helpers.centre_office import IDENTITY, TILL, InPostgres, postgres_office
from tests.helpers.fake_clock import FakeClock
from tests.helpers.lived_centre import Lived, live


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """A centre that has lived, in the hands of somebody who may do everything; each test is undone."""

    lived: Lived
    connection: Connection[TupleRow]

    def tamper(self, *statements: str) -> None:
        """With the triggers switched off."""
        self.connection.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            assert self.connection.execute(statement.encode()).rowcount > 0, statement

    def found(self) -> list[Finding]:
        findings: list[Finding] = []
        prove_within(self.connection, findings.append)
        return findings

    def places(self) -> set[tuple[str, Flaw]]:
        return {(finding.table, finding.flaw) for finding in self.found()}


PUBLIC = Ed25519PrivateKey.from_private_bytes(IDENTITY).public_key().public_bytes_raw()


@pytest.fixture(scope="module")
def centre() -> Iterator[tuple[InPostgres, Lived]]:
    with postgres_office(FakeClock()) as office:
        assert isinstance(office.kept, InPostgres)
        yield office.kept, live(office)


@pytest.fixture
def books(centre: tuple[InPostgres, Lived]) -> Iterator[Books]:
    kept, lived = centre
    with connect(kept.made.superuser) as connection:
        yield Books(lived=lived, connection=connection)
        connection.rollback()


def test_books_that_nobody_touched_hold(centre: tuple[InPostgres, Lived]) -> None:
    findings: list[Finding] = []

    proven = prove(centre[0].made.backup, findings.append, identity=PUBLIC)

    assert proven == Proven(merchants=1, events=36, accounts=3, gift_cards=1)
    assert findings == []


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        ("UPDATE balances SET amount = amount + 1", ("balances", Flaw.DIFFERS)),
        ("DELETE FROM balances", ("balances", Flaw.NOT_BOOKED)),
        ("UPDATE lots SET remaining = remaining + 5", ("lots", Flaw.DIFFERS)),
        ("UPDATE lots SET expires_on = NULL", ("lots", Flaw.DIFFERS)),
        ("DELETE FROM lots WHERE remaining > 0", ("lots", Flaw.NOT_BOOKED)),
        ("DELETE FROM ledger_entries WHERE kind = 'spend'", ("ledger_entries", Flaw.NOT_BOOKED)),
        ("UPDATE ledger_entries SET amount = 7 WHERE kind = 'earn'", ("ledger_entries", Flaw.DIFFERS)),
        ("UPDATE ledger_entries SET contra = 'sold'", ("ledger_entries", Flaw.DIFFERS)),
        ("UPDATE lot_allocations SET amount = amount - 1", ("lot_allocations", Flaw.DIFFERS)),
        ("UPDATE day_aggregates SET visits = 9", ("day_aggregates", Flaw.DIFFERS)),
        ("DELETE FROM lifetimes", ("lifetimes", Flaw.NOT_BOOKED)),
        ("UPDATE rule_uses SET state = 'released'", ("rule_uses", Flaw.DIFFERS)),
        ("UPDATE members SET tier = 'platinum'", ("members", Flaw.DIFFERS)),
        ("UPDATE vouchers SET state = 'held', used_by = NULL", ("vouchers", Flaw.DIFFERS)),
        ("DELETE FROM vouchers", ("vouchers", Flaw.NOT_BOOKED)),
        ("DELETE FROM visits WHERE points = 50", ("visits", Flaw.NOT_BOOKED)),
        ("DELETE FROM visit_voids", ("visit_voids", Flaw.NOT_BOOKED)),
        ("UPDATE visit_refunds SET amount_minor = 1", ("visit_refunds", Flaw.DIFFERS)),
        ("DELETE FROM cards", ("cards", Flaw.NOT_BOOKED)),
        ("DELETE FROM consents", ("consents", Flaw.NOT_BOOKED)),
        ("UPDATE gift_cards SET balance_minor = 9999", ("gift_cards", Flaw.DIFFERS)),
        ("DELETE FROM gift_entries WHERE move = 'spent'", ("gift_entries", Flaw.NOT_BOOKED)),
        ("UPDATE gift_entries SET amount_minor = 1 WHERE move = 'sold'", ("gift_entries", Flaw.DIFFERS)),
        ("UPDATE journal_rows SET body = body || ' '", ("journal_rows", Flaw.EDITED)),
        ("UPDATE journal_rows SET wall_ts = wall_ts + 1 WHERE seq = 2", ("journal_rows", Flaw.EDITED)),
        ("DELETE FROM journal_rows WHERE seq = 2", ("journal_rows", Flaw.CUT)),
        ("DELETE FROM journal_rows", ("journal_rows", Flaw.CUT)),
        ("UPDATE lineages SET head_seq = head_seq - 1", ("journal_rows", Flaw.CUT)),
        ("DELETE FROM lineages", ("journal_rows", Flaw.NOT_TOLD)),
        ("UPDATE journal_rows SET body = '{}' WHERE seq = 3", ("journal_rows", Flaw.UNREADABLE)),
        ("DELETE FROM ledger_entries WHERE kind = 'expire'", ("ledger_entries", Flaw.NOT_BOOKED)),
        ("DELETE FROM ledger_entries WHERE kind = 'move'", ("ledger_entries", Flaw.NOT_BOOKED)),
        (
            "UPDATE members SET status = 'active', merged_into = NULL",
            ("members.merged_into", Flaw.NOT_BOOKED),
        ),
        ("UPDATE members SET erased_at = NULL", ("members.erased_at", Flaw.NOT_BOOKED)),
        ("UPDATE server_journal SET body = body || ' '", ("server_journal", Flaw.EDITED)),
        ("DELETE FROM server_journal WHERE seq = 2", ("server_journal", Flaw.CUT)),
    ],
)
def test_an_edit_is_found_at_its_place(books: Books, edit: str, place: tuple[str, Flaw]) -> None:
    books.tamper(edit)

    assert place in books.places()


def test_points_made_of_nothing_are_found_even_where_their_sums_agree(books: Books) -> None:
    books.tamper(
        "INSERT INTO ledger_entries "
        "(merchant_id, account_id, id, counter, kind, amount, contra, at, business_day) "
        "SELECT merchant_id, account_id, gen_random_uuid(), counter, 'earn', 1000, contra, at, business_day "
        "FROM ledger_entries WHERE kind = 'earn' LIMIT 1",
        "UPDATE balances SET amount = amount + 1000 "
        "WHERE account_id = (SELECT account_id FROM ledger_entries WHERE amount = 1000)",
    )

    assert {("ledger_entries", Flaw.NOT_TOLD), ("balances", Flaw.DIFFERS)} == books.places()


def test_a_row_that_the_centre_did_not_sign_is_found(books: Books) -> None:
    books.tamper("UPDATE server_journal SET signature = decode(repeat('00', 64), 'hex') WHERE seq = 3")
    findings: list[Finding] = []

    prove_within(books.connection, findings.append, identity=PUBLIC)

    assert [(each.table, each.flaw, each.key.strip()) for each in findings] == [
        ("server_journal", Flaw.UNSIGNED, "3")
    ]


def test_the_place_is_named(books: Books) -> None:
    books.tamper("UPDATE balances SET amount = amount + 1 WHERE amount > 60")

    (finding,) = books.found()
    assert finding.key == f"{books.lived.zoe.account_id} points"
    assert int(finding.found) == int(finding.told) + 1


def test_a_row_that_came_broken_and_was_never_applied_is_no_contradiction() -> None:
    with postgres_office(FakeClock()) as office:
        stranger = live(office).told.enrolled()
        journal = office.journal(TILL)
        row = journal.add(stranger, fate=EventFate.QUARANTINED, reason=Reason.CHAIN_BROKEN)
        changed = StoredRow(
            row=replace(row.row, wall_ts=row.row.wall_ts + 1), hash=row.hash, fate=row.fate, reason=row.reason
        )
        with office.unit() as unit:
            unit.lineage(TILL, journal.lineage)
            unit.append(TILL, journal.lineage, [changed])
        assert isinstance(office.kept, InPostgres)
        findings: list[Finding] = []
        prove(office.kept.made.backup, findings.append)

    assert findings == []


def test_accounts_are_looked_at_page_by_page(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fidpos.server.db.proof.accounts.PAGE", 1)

    assert prove_within(books.connection, _refuse).accounts == 3


def _refuse(finding: Finding) -> None:
    pytest.fail(str(finding))
