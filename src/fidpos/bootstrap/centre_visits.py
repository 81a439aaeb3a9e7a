"""The visits of a merchant at the centre, for a simulation; the centre may be serving."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.simulation import is_address
from fidpos.bootstrap.visit_source import OpenVisits
from fidpos.domain.errors import FidposError
from fidpos.paths import migrations_dir
from fidpos.server.db.engine import URL_VARIABLE
from fidpos.server.db.past_visits import open_past_visits
from fidpos.server.db.register import PostgresRegister
from fidpos.server.db.start import start_database
from fidpos.server.register import Merchant, NotRegistered


class MerchantNotNamed(FidposError):
    """The centre has several merchants, and nobody said which; `params` holds their `numbers`."""

    code = "merchant_not_named"


@contextmanager
def centre_visits(
    store: str, environment: Mapping[str, str], *, merchant: int | None = None
) -> Iterator[OpenVisits]:
    """A centre as its operators find it, beside the program that serves it or without; it runs meanwhile.

    Args:
        store: its data folder, or the address of its database for the role that serves.
        environment: may name the database of a folder.
        merchant: number of whose visits; None where there is only one.

    Raises:
        DatabaseError: there is no such database, or it is of another version of the program.
        NotRegistered: there is no such merchant.
        MerchantNotNamed: there are several.
    """
    named = {URL_VARIABLE: store} if is_address(store) else environment
    started = start_database(Path(store).expanduser().absolute(), migrations_dir(), named)
    try:
        clock = SystemClock()
        chosen = _chosen(PostgresRegister(started.database, clock).merchants(), merchant)
        yield partial(open_past_visits, started.database.conninfo, chosen.id, clock.now())
    finally:
        started.close()


def _chosen(merchants: Sequence[Merchant], number: int | None) -> Merchant:
    if number is None and len(merchants) > 1:
        numbers = ", ".join(str(each.number) for each in merchants)
        raise MerchantNotNamed("which merchant?", numbers=numbers)
    for each in merchants:
        if number in (None, each.number):
            return each
    raise NotRegistered("no such merchant", what="merchant")
