"""Pairing a till over real HTTP with a real register: with a code, once, for the shop of the code."""

from collections.abc import Callable

import pytest
from psycopg import connect

from fidpos.server.ports import TillStatus
from fidpos.sync.ports import CentreRefused
from fidpos.wire.sync.pairing_code import PairingCode, read_code, scanned, typed
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.paired_till import new_till, paired
from tests.helpers.two_merchants import be


def refusal(centre: CentreProcess, code: PairingCode) -> RefusalCode:
    """Why a new till with this code is kept out."""
    with pytest.raises(CentreRefused) as refused:
        paired(centre.url, code, new_till())
    return refused.value.refusal.code


def reviews(network: Network) -> list[str]:
    """What the office is to look at."""
    with connect(network.place.database.app) as connection:
        be(connection, network.merchant_id)
        return [kind for (kind,) in connection.execute("SELECT kind FROM reviews ORDER BY found_at")]


@pytest.mark.parametrize("form", [typed, scanned])
def test_a_till_is_let_in_with_a_code_typed_or_scanned(
    centre: CentreProcess, network: Network, form: Callable[[PairingCode], str]
) -> None:
    code = read_code(form(network.code("Paris")))
    welcome = paired(centre.url, code, new_till("Till 7"))

    assert (welcome.shop_name, welcome.till_name, welcome.zone) == ("Paris", "Till 7", "Europe/Paris")
    assert welcome.merchant_id == network.merchant_id


def test_a_code_lets_one_till_in(centre: CentreProcess, network: Network) -> None:
    code = network.code()
    paired(centre.url, code, new_till("First"))

    assert refusal(centre, code) is RefusalCode.CODE_REFUSED
    assert reviews(network) == ["pairing_code_used_twice"]


def test_whoever_lost_the_answer_asks_again_and_is_the_same_till(
    centre: CentreProcess, network: Network
) -> None:
    code, till = network.code(), new_till()
    first = paired(centre.url, code, till)

    assert paired(centre.url, code, till).till_id == first.till_id


def test_a_till_paired_anew_is_another_till_and_the_office_is_told(
    centre: CentreProcess, network: Network
) -> None:
    first = paired(centre.url, network.code(), new_till("Till 1"))
    second = paired(centre.url, network.code(), new_till("Till 1"))

    assert first.till_id != second.till_id
    assert reviews(network) == ["till_paired_again"]


def test_a_key_that_is_known_already_is_a_clone_and_kept_out(centre: CentreProcess, network: Network) -> None:
    till = new_till()
    paired(centre.url, network.code(), till)

    with pytest.raises(CentreRefused):
        paired(centre.url, network.code(), till)


def test_a_code_of_a_shop_that_was_closed_meanwhile_is_refused(
    centre: CentreProcess, network: Network
) -> None:
    code = network.code("Paris")
    with network.place.operator() as operator:
        operator.close_shop(network.number, "Paris")

    assert refusal(centre, code) is RefusalCode.CODE_REFUSED


def test_closing_a_shop_locks_its_tills_and_no_others(centre: CentreProcess, network: Network) -> None:
    paired(centre.url, network.code("Paris"), new_till("In Paris"))
    paired(centre.url, network.code("Lyon"), new_till("In Lyon"))
    with network.place.operator() as operator:
        operator.close_shop(network.number, "Paris")
        states = {till.name: till.status for till in operator.tills(network.number)}

    assert states == {"In Paris": TillStatus.REVOKED, "In Lyon": TillStatus.ACTIVE}


def test_everything_about_a_till_is_written_down_where_the_merchant_reads_it(
    centre: CentreProcess, network: Network
) -> None:
    paired(centre.url, network.code(), new_till("Till 1"))
    with network.place.operator() as operator:
        operator.revoke_till(network.number, "Till 1")
    with connect(network.place.database.app) as connection:
        be(connection, network.merchant_id)
        acts = [act for (act,) in connection.execute("SELECT act FROM audit ORDER BY id")]

    assert acts[-3:] == ["pairing_code_made", "till_paired", "till_revoked"]
