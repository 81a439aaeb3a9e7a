"""Pairing the till in a folder with a real centre: what may be paired, what stays, and what is refused."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.authority import NotApproved
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.pairing import NotDone, wish
from fidpos.bootstrap.pairing_folder import hear_everything, pair_folder, unpair_folder
from fidpos.bootstrap.store import open_store
from fidpos.paths import TillFolder
from fidpos.till.centre_link import LinkState, PairingRefusal, PairingRefused, Trouble
from fidpos.wire.sync.pairing_code import PairingCode, scanned, typed
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.counter import PIN
from tests.helpers.fault_proxy import Fault, FaultProxy
from tests.helpers.linked_till import LinkedTill, booked, new_network
from tests.helpers.real_shop import bakery, found_shop

CLOCK = SystemClock()


class AtTheTill:
    """Somebody who chooses the first name and knows this PIN."""

    def __init__(self, pin: str = PIN) -> None:
        self._pin = pin

    def who(self, names: tuple[str, ...]) -> int | None:
        return 0

    def pin(self, name: str) -> str:
        return self._pin


def pair(
    root: Path, url: str, code: PairingCode, *, name: str = "Till 1", asking: AtTheTill | None = None
) -> None:
    pair_folder(
        TillFolder(root), wish(url, typed(code), name), asking or AtTheTill(), CLOCK, use_system_keys=False
    )


def refused(root: Path, url: str, code: PairingCode) -> PairingRefused:
    with pytest.raises(NotDone) as fault:
        pair(root, url, code)
    return fault.value.said


def tills_of(network: Network) -> list[str]:
    with network.place.operator() as operator:
        return [till.name for till in operator.tills(network.number)]


def used_alone(root: Path) -> LinkedTill:
    """A till with a programme and staff of its own, which serves real customers."""
    found_shop(root, members=0, whole_program=True)
    with closing(open_store(TillFolder(root), CLOCK).store) as store:
        store.put_identity(replace(store.identity(), production=True))
    return LinkedTill(root)


@pytest.fixture
def baker(place: CentrePlace) -> Network:
    """A merchant who published what the till that was used alone has."""
    return new_network(place, bakery())


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
    wished = wish("", scanned(code), "Till 1")
    pair_folder(TillFolder(tmp_path / "till"), wished, AtTheTill(), CLOCK, use_system_keys=False)

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
    code = replace(network.code(), fingerprint="0" * 52)

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


def test_a_till_used_alone_keeps_its_journal_its_people_and_its_members(
    centre: CentreProcess, baker: Network, tmp_path: Path
) -> None:
    with used_alone(tmp_path / "till") as till:
        till.sign_in()
        member = till.enrol("Dupont")
        till.buy(member, 2_000)
        points = till.points(member)
    pair(tmp_path / "till", centre.url, baker.code())
    with LinkedTill(tmp_path / "till") as till:
        till.sign_in()
        till.buy(member, 1_000)
        till.until(lambda: booked(baker.place, baker.merchant_id).visits == 2)
        till.until(lambda: till.standing.state is LinkState.UP_TO_DATE and not till.standing.waiting)

        found = booked(baker.place, baker.merchant_id)
        assert (found.points, found.quarantined) == (till.points(member), 0)
        assert found.points > points > 0


def test_a_till_whose_programme_is_not_the_merchants_stays_alone(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    used_alone(tmp_path / "till")

    assert refused(tmp_path / "till", centre.url, network.code()).reason is PairingRefusal.PROGRAMME_CLASH
    with LinkedTill(tmp_path / "till") as till:
        till.sign_in()
        assert till.standing.state is LinkState.NOT_PAIRED


def test_the_till_of_a_demonstration_is_never_paired(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    found_shop(tmp_path / "till", members=0, whole_program=True)

    assert refused(tmp_path / "till", centre.url, network.code()).reason is PairingRefusal.DEMONSTRATION
    assert tills_of(network) == []


def test_a_till_at_which_people_work_is_not_paired_without_their_word(
    centre: CentreProcess, baker: Network, tmp_path: Path
) -> None:
    used_alone(tmp_path / "till")

    with pytest.raises(NotApproved):
        pair(tmp_path / "till", centre.url, baker.code(), asking=AtTheTill("000000"))
    assert tills_of(baker) == []


def test_a_till_holds_the_members_of_one_merchant_only(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    other = new_network(network.place)
    pair(tmp_path / "till", centre.url, network.code())
    hear_everything(TillFolder(tmp_path / "till"), CLOCK)

    assert refused(tmp_path / "till", centre.url, other.code()).reason is PairingRefusal.OTHER_MERCHANT
    with LinkedTill(tmp_path / "till") as till:
        assert till.identity.merchant_id == network.merchant_id
        till.until(lambda: till.standing.state is LinkState.UP_TO_DATE)


def test_with_events_that_wait_a_till_leaves_its_centre_for_no_other_and_for_none(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    other = new_network(network.place)
    root, folder = tmp_path / "till", TillFolder(tmp_path / "till")
    line = [Fault.NONE]
    with FaultProxy(centre.port, lambda: line[0]) as proxy:
        pair(root, f"http://127.0.0.1:{proxy.port}", network.code())
        hear_everything(folder, CLOCK)
        line[0] = Fault.REQUEST_LOST
        with pytest.raises(NotDone) as fault:
            unpair_folder(folder, AtTheTill(), CLOCK)
        elsewhere = replace(other.code(), fingerprint="0" * 52)
        same = refused(root, centre.url, elsewhere)
        line[0] = Fault.NONE
        unpair_folder(folder, AtTheTill(), CLOCK)

    assert fault.value.said.reason is same.reason is PairingRefusal.UNSENT_EVENTS
    assert fault.value.said.waiting > 0
    with LinkedTill(root) as till:
        till.sign_in()
        assert till.standing.state is LinkState.NOT_PAIRED


def test_a_locked_till_goes_on_recording_and_is_heard_once_it_is_paired_anew(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    root = tmp_path / "till"
    pair(root, centre.url, network.code())
    with LinkedTill(root) as till:
        till.sign_in()
        member = till.enrol("Dupont")
        till.buy(member, 1_000)
        till.until(lambda: booked(network.place, network.merchant_id).visits == 1)
        with network.place.operator() as operator:
            operator.revoke_till(network.number, "Till 1")
        till.buy(member, 2_000)
        till.until(lambda: till.standing.trouble is Trouble.REVOKED)
        till.until(lambda: till.standing.waiting > 0)
        till.buy(member, 3_000)
    pair(root, centre.url, network.code())
    with LinkedTill(root) as till:
        till.until(lambda: booked(network.place, network.merchant_id).visits == 3)
        till.until(lambda: till.standing.state is LinkState.UP_TO_DATE)

        found = booked(network.place, network.merchant_id)
        assert (found.points, found.quarantined) == (till.points(member), 0)
