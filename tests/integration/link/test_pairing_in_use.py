"""Pairing a till that is in use: what it keeps, with whom it may be paired, and what it must send before."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.authority import NotApproved
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.pairing import NotDone
from fidpos.bootstrap.pairing_folder import hear_everything, unpair_folder
from fidpos.bootstrap.store import open_store
from fidpos.domain.ids import MemberId
from fidpos.domain.money import EUR, Money
from fidpos.paths import TillFolder
from fidpos.till.centre_link import LinkState, PairingRefusal, Trouble
from fidpos.vault.pins import ArgonPins
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.counter import PIN
from tests.helpers.fault_proxy import Fault, FaultProxy
from tests.helpers.linked_till import LinkedTill, booked, new_network, used_alone
from tests.helpers.paired_in_folder import AtTheTill, pair, refused, tills_of
from tests.helpers.pairing_codes import with_other_keys
from tests.helpers.real_shop import bakery, found_shop

CLOCK = SystemClock()


@pytest.fixture
def baker(place: CentrePlace) -> Network:
    """A merchant who published what the till that was used alone has."""
    return new_network(place, bakery())


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
        till.until(till.is_settled)

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
        till.until(till.is_settled)


@pytest.mark.parametrize("damage", [lambda file: file.write_bytes(b"torn"), Path.unlink])
def test_a_till_that_lost_its_pairing_still_holds_the_members_of_one_merchant_only(
    centre: CentreProcess, baker: Network, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    other = new_network(baker.place, bakery())
    folder = TillFolder(tmp_path / "till")
    with used_alone(folder.root) as till:
        till.sign_in()
        till.enrol("Dupont")
    pair(folder.root, centre.url, baker.code())
    damage(folder.pairing)

    assert refused(folder.root, centre.url, other.code()).reason is PairingRefusal.OTHER_MERCHANT
    pair(folder.root, centre.url, baker.code())


def torn(folder: TillFolder) -> None:
    folder.pairing.write_bytes(b"torn")
    give_own_pins(folder)


def removed(folder: TillFolder) -> None:
    folder.pairing.unlink()
    give_own_pins(folder)


def left(folder: TillFolder) -> None:
    unpair_folder(folder, AtTheTill(), CLOCK)


def give_own_pins(folder: TillFolder) -> None:
    """The merchant's pepper was in the pairing: nobody could sign in."""
    opened = open_store(folder, CLOCK)
    pins = ArgonPins(opened.kept.keys.pin_pepper)
    with closing(opened.store) as store:
        for person in store.staff():
            store.put_staff(replace(person, pin_hash=pins.hash(PIN)))


@pytest.mark.parametrize("lose", [torn, removed, left])
def test_a_till_that_lost_or_left_its_centre_spends_only_what_nobody_else_knows(
    centre: CentreProcess, network: Network, tmp_path: Path, lose: Callable[[TillFolder], None]
) -> None:
    folder = TillFolder(tmp_path / "till")
    pair(folder.root, centre.url, network.code())
    hear_everything(folder, CLOCK)
    with LinkedTill(folder.root) as till:
        till.sign_in()
        known = till.enrol("Dupont")
        till.buy(known, 20_000)
        till.until(till.is_settled_by_asking)
    hear_everything(folder, CLOCK)
    lose(folder)
    with LinkedTill(folder.root) as till:
        till.sign_in()
        newcomer = till.enrol("Martin")
        till.buy(newcomer, 20_000)
        before = till.points(newcomer)
        assert spends(till, known) == "spending.silent"

        till.session.back()
        till.session.back()
        assert spends(till, newcomer).startswith("banner.visit_closed")
        assert till.points(newcomer) < before


def spends(till: LinkedTill, member: MemberId) -> str:
    """A visit with the first reward, as far as it goes; what is said."""
    till.attach(member)
    till.session.set_amount(Money(1_000, EUR))
    till.session.choose_reward(1)
    till.session.confirm()
    till.work()
    banner = till.view.banner
    return banner.message.key if banner is not None else ""


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
        same = refused(root, centre.url, with_other_keys(other.code))
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
        till.until(till.is_settled)

        found = booked(network.place, network.merchant_id)
        assert (found.points, found.quarantined) == (till.points(member), 0)
