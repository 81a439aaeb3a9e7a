"""Many tills want the money of one gift card at once, over real HTTP and on a real PostgreSQL."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from psycopg import connect

from fidpos.wire.sync.allowance import AllowanceKind
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.payer import Payer, Sold, paying

CLIENTS, TRIES = 8, 20
CARD_MINOR, DEBIT_MINOR = 5_000, 100


def standing(place: CentrePlace, card: Sold) -> tuple[int, ...]:
    """Balance, what is held, what is owed, and the sum and number of entries."""
    with connect(place.database.superuser) as connection:
        row = connection.execute(
            """
            SELECT balance_minor, held_minor, receivable_minor,
                (SELECT sum(amount_minor)::bigint FROM gift_entries e WHERE e.gift_card_id = g.id),
                (SELECT count(*) FROM gift_entries e WHERE e.gift_card_id = g.id)
            FROM gift_cards g WHERE id = %s
            """,
            [card.id],
        ).fetchone()
    assert row is not None
    return row


def test_a_card_of_fifty_pays_fifty_times_one_however_many_try(
    place: CentrePlace, centre: CentreProcess, network: Network
) -> None:
    with ExitStack() as stack:
        payers = [stack.enter_context(paying(centre.url, network, number)) for number in range(CLIENTS)]
        card = payers[0].sell(CARD_MINOR)

        def pay_often(payer: Payer) -> Counter[bool]:
            return Counter(payer.pay(card, DEBIT_MINOR) for _ in range(TRIES))

        with ThreadPoolExecutor(CLIENTS) as threads:
            paid: Counter[bool] = sum(threads.map(pay_often, payers), Counter())

    assert (paid[True], paid[False]) == (50, 110)
    assert standing(place, card) == (0, 0, 0, 0, 51)


def test_each_till_in_contact_is_given_allowances_of_its_own(centre: CentreProcess, network: Network) -> None:
    with paying(centre.url, network, 1) as here, paying(centre.url, network, 2) as there:
        here.till.settle()
        there.till.settle()

        for payer in (here, there):
            held = payer.till.store.allowances
            assert held.keys() == set(AllowanceKind)
            assert {each.till_id for each in held.values()} == {payer.till.store.till_id}
            assert {each.lineage for each in held.values()} == {payer.till.store.head().epoch}
