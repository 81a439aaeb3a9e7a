"""Pairing the till in a folder with a real centre: what may be paired, what stays, and what is refused."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.pairing import NotDone, wish
from fidpos.bootstrap.store import open_store
from fidpos.paths import TillFolder
from fidpos.till.centre_link import PairingRefusal
from fidpos.wire.sync.pairing_code import scanned, typed
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.fault_proxy import Fault, FaultProxy
from tests.helpers.paired_in_folder import pair, refused, tills_of
from tests.helpers.pairing_codes import with_other_keys

CLOCK = SystemClock()


def test_a_fresh_till_becomes_what_the_centre_says(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    pair(tmp_path / "till", centre.url, network.code("Paris"), name="  Till   7 ")
    with closing(open_store(TillFolder(tmp_path / "till"), CLOCK).store) as store:
        identity = store.identity()

    assert (identity.shop_name, identity.till_name, identity.merchant_id) == (
        "Paris",
        "Till 7",
        network.merchant_id,
    )
    assert tills_of(network) == ["Till 7"]


def test_a_scanned_code_names_the_address_itself(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    code = replace(network.code(), address=centre.url)
    pair(tmp_path / "till", "", scanned(code))

    assert tills_of(network) == ["Till 1"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.REQUEST_LOST, PairingRefusal.NOBODY_ANSWERS),
        (Fault.ANSWER_LOST, PairingRefusal.NOBODY_ANSWERS),
        (Fault.TRUNCATED, PairingRefusal.NOBODY_ANSWERS),
        (Fault.RESET, PairingRefusal.NOBODY_ANSWERS),
        (Fault.PORTAL, PairingRefusal.NOBODY_ANSWERS),
        (Fault.REDIRECT, PairingRefusal.NOBODY_ANSWERS),
        (Fault.BAD_GATEWAY, PairingRefusal.NOBODY_ANSWERS),
    ],
)
def test_after_a_bad_line_the_same_code_makes_the_same_till(
    centre: CentreProcess, network: Network, tmp_path: Path, fault: Fault, reason: PairingRefusal
) -> None:
    faults = [Fault.NONE, fault]
    code = network.code()
    with FaultProxy(centre.port, lambda: faults.pop(0) if faults else Fault.NONE) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        first = refused(tmp_path / "till", url, code)
        pair(tmp_path / "till", url, code)

    assert first.reason is reason
    assert tills_of(network) == ["Till 1"]


def test_whoever_answers_in_the_centres_place_hears_no_secret(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    code = with_other_keys(network.code)

    assert refused(tmp_path / "till", centre.url, code).reason is PairingRefusal.NOT_THE_CENTRE
    assert tills_of(network) == []


def test_a_used_code_pairs_no_second_till(centre: CentreProcess, network: Network, tmp_path: Path) -> None:
    code = network.code()
    pair(tmp_path / "first", centre.url, code)

    assert refused(tmp_path / "second", centre.url, code).reason is PairingRefusal.CODE_REFUSED
    assert not TillFolder(tmp_path / "second").store.exists()


@pytest.mark.parametrize(
    ("address", "code", "name", "reason"),
    [
        ("http://192.0.2.1", "", "Till", PairingRefusal.BAD_ADDRESS),
        ("https://centre.example/office", "", "Till", PairingRefusal.BAD_ADDRESS),
        ("https://centre.example", "AAAA", "Till", PairingRefusal.BAD_CODE),
        ("https://centre.example", "", " ", PairingRefusal.BAD_NAME),
        ("https://centre.example", "", "T" * 61, PairingRefusal.BAD_NAME),
        ("https://centre.example", "", "Till\n2", None),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_is_called(
    network: Network, address: str, code: str, name: str, reason: PairingRefusal | None
) -> None:
    said: PairingRefusal | None = None
    try:
        wish(address, code or typed(network.code()), name)
    except NotDone as fault:
        said = fault.said.reason

    assert said is reason
