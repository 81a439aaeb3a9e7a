"""The centre's own process does what is queued, beside its pages and its tills."""

import threading
from datetime import UTC, datetime
from time import monotonic

from psycopg import connect

from tests.helpers.centre_process import CentrePlace, CentreProcess, centre_place

LIMIT_S = 180.0


def _chores(place: CentrePlace) -> list[tuple[str, bool]]:
    with connect(place.database.superuser) as everything:
        return everything.execute("SELECT state, asked_by IS NULL FROM office_jobs").fetchall()


def _where_it_is_noon() -> str:
    """No day ends while the test goes on; the names of these zones have the signs of POSIX."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def test_a_merchants_chores_of_the_day_are_done_once_by_whichever_server_comes_first() -> None:
    with centre_place() as place:
        with place.operator() as operator:
            merchant = operator.add_merchant("Merchant", code="1234", card_name="Club", currency="EUR")
            operator.add_shop(merchant.number, "Lyon", zone=_where_it_is_noon(), closes_on=None)
        with CentreProcess(place) as one, CentreProcess(place) as other:
            end, pause = monotonic() + LIMIT_S, threading.Event()
            while _chores(place) != [("done", True)]:
                assert monotonic() < end, _chores(place)
                pause.wait(0.05)
            stopped = (one.stop(), other.stop())

        assert stopped == (0, 0)
        assert _chores(place) == [("done", True)]
