"""The office's own refunds are proven like everything else: by the journals alone."""

from psycopg import connect

from fidpos.server.db.proof.finding import Finding, Flaw
from fidpos.server.db.proof.prove import prove_within
from fidpos.server.services.refund_elsewhere import settle_refund
from tests.helpers.centre_acts import bought, enrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import FAR, TILLS, InPostgres, postgres_office
from tests.helpers.centre_refund_events import refund_asked
from tests.helpers.fake_clock import FakeClock


def test_a_refund_in_another_shop_is_in_the_books_and_its_loss_is_found() -> None:
    with postgres_office(FakeClock()) as office:
        told = Happenings(office.clock)
        visit = bought(office, told, enrolled(office, told), amount_minor=2_000)
        for minor in (700, None):
            asked = refund_asked(told, visit, amount_minor=minor)
            office.tell(asked, till_id=FAR)
            with office.unit() as unit:
                assert settle_refund(unit, TILLS[-1], asked, office.clock.now())
        assert isinstance(office.kept, InPostgres)
        with connect(office.kept.made.superuser) as connection:
            findings: list[Finding] = []
            prove_within(connection, findings.append)
            assert findings == []

            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute("DELETE FROM visit_refunds WHERE ends")
            prove_within(connection, findings.append)
            connection.rollback()

    assert ("visit_refunds", Flaw.NOT_BOOKED) in {(each.table, each.flaw) for each in findings}
