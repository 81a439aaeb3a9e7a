"""A running till is paired, and works alone again, at its desk: through the link that the desk has."""

from pathlib import Path

import pytest

from fidpos.till.centre_link import (
    LinkNews,
    Paired,
    PairingRefusal,
    PairingRefused,
    Trouble,
    Unpaired,
    WaitingKind,
    WaitingTold,
)
from fidpos.till.view import Lamp
from fidpos.wire.sync.pairing_code import typed
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.fault_proxy import Fault, FaultProxy
from tests.helpers.linked_till import LinkedTill, booked, new_network, used_alone
from tests.helpers.paired_in_folder import pair
from tests.helpers.real_shop import bakery


@pytest.fixture
def baker(place: CentrePlace) -> Network:
    """A merchant who published what the till that was used alone has."""
    return new_network(place, bakery())


class Desk:
    """Somebody at the desk: hears what the link tells."""

    def __init__(self, till: LinkedTill) -> None:
        self.told: list[LinkNews] = []
        self._till = till
        till.link.open(self.told.append)

    def hear(self, *kinds: type[LinkNews]) -> LinkNews:
        """Wait for the next news of these kinds."""
        self.told.clear()
        self._till.until(lambda: any(isinstance(news, kinds) for news in self.told))
        return next(news for news in self.told if isinstance(news, kinds))


def test_a_running_till_is_paired_and_starts_anew_when_the_desk_is_left(
    centre: CentreProcess, baker: Network, tmp_path: Path
) -> None:
    with used_alone(tmp_path / "till") as till:
        desk = Desk(till)
        till.link.pair(centre.url, typed(baker.code("Paris")), "Till 1")
        paired = desk.hear(Paired, PairingRefused)
        assert isinstance(paired, Paired), paired
        assert (paired.standing.shop_name, paired.standing.till_name) == ("Paris", "Till 1")
        before = till.anew
        till.link.close()
        assert (before, till.anew) == (0, 1)

    with LinkedTill(tmp_path / "till") as till:
        till.until(till.is_settled)
        assert till.identity.shop_name == "Paris"


def test_a_till_is_not_paired_in_the_middle_of_a_visit(
    centre: CentreProcess, baker: Network, tmp_path: Path
) -> None:
    with used_alone(tmp_path / "till") as till:
        till.sign_in()
        till.attach(till.enrol("Dupont"))
        desk = Desk(till)
        till.link.pair(centre.url, typed(baker.code()), "Till 1")

        assert desk.hear(Paired, PairingRefused) == PairingRefused(reason=PairingRefusal.VISIT_OPEN)


def test_what_is_mistyped_is_answered_too(centre: CentreProcess, baker: Network, tmp_path: Path) -> None:
    with used_alone(tmp_path / "till") as till:
        desk = Desk(till)
        till.link.pair(centre.url, "AAAA", "Till 1")

        assert desk.hear(Paired, PairingRefused) == PairingRefused(reason=PairingRefusal.BAD_CODE)
        till.link.close()
        assert till.anew == 0


def test_the_desk_says_what_waits_and_lets_the_till_go_once_nothing_does(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    line = [Fault.NONE]
    with FaultProxy(centre.port, lambda: line[0]) as proxy:
        pair(tmp_path / "till", f"http://127.0.0.1:{proxy.port}", network.code())
        with LinkedTill(tmp_path / "till") as till:
            till.sign_in()
            till.until(till.is_settled_by_asking)
            line[0] = Fault.REQUEST_LOST
            till.buy(till.enrol("Dupont"), 1_000)
            desk = Desk(till)
            till.link.list_waiting()
            waits = desk.hear(WaitingTold)
            till.link.unpair()
            kept = desk.hear(Unpaired, PairingRefused)
            line[0] = Fault.NONE
            till.until(till.is_settled_by_asking)
            till.link.unpair()
            left = desk.hear(Unpaired, PairingRefused)

    assert isinstance(waits, WaitingTold)
    assert {group.kind for group in waits.waiting.groups} >= {WaitingKind.VISIT, WaitingKind.MEMBER}
    assert isinstance(kept, PairingRefused)
    assert kept.reason is PairingRefusal.UNSENT_EVENTS
    assert left == Unpaired()


def test_a_till_that_is_refused_goes_on_with_the_centre_it_has(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    pair(tmp_path / "till", centre.url, network.code())
    with LinkedTill(tmp_path / "till") as till:
        till.sign_in()
        till.until(till.is_settled_by_asking)
        used = network.code()
        pair(tmp_path / "other", centre.url, used)
        desk = Desk(till)
        till.link.pair(centre.url, typed(used), "Till 1")
        refused = desk.hear(Paired, PairingRefused)
        till.link.close()
        till.buy(till.enrol("Dupont"), 1_000)
        till.until(lambda: booked(network.place, network.merchant_id).visits == 1)

    assert refused == PairingRefused(reason=PairingRefusal.CODE_REFUSED)
    assert till.anew == 0


def test_a_locked_till_is_paired_anew_at_its_desk_and_sends_what_it_recorded_meanwhile(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    pair(tmp_path / "till", centre.url, network.code())
    with LinkedTill(tmp_path / "till") as till:
        till.sign_in()
        till.until(till.is_settled_by_asking)
        with network.place.operator() as operator:
            operator.revoke_till(network.number, "Till 1")
        member = till.enrol("Dupont")
        till.buy(member, 1_000)
        till.until(lambda: till.standing.trouble is Trouble.REVOKED)
        desk = Desk(till)
        till.link.pair(centre.url, typed(network.code()), "Till 1")
        assert isinstance(desk.hear(Paired, PairingRefused), Paired)
    with LinkedTill(tmp_path / "till") as till:
        till.until(till.is_settled_by_asking)
        found = booked(network.place, network.merchant_id)

        assert (found.visits, found.points, found.quarantined) == (1, till.points(member), 0)


def test_a_till_whose_desk_is_left_before_the_answer_starts_anew_all_the_same(
    centre: CentreProcess, baker: Network, tmp_path: Path
) -> None:
    with used_alone(tmp_path / "till") as till:
        till.link.open(lambda _: None)
        till.link.pair(centre.url, typed(baker.code()), "Till 1")
        till.link.close()

        till.until(lambda: till.anew == 1)


def test_a_till_whose_pairing_cannot_be_read_serves_alone_and_says_so(
    centre: CentreProcess, network: Network, tmp_path: Path
) -> None:
    pair(tmp_path / "till", centre.url, network.code())
    with LinkedTill(tmp_path / "till") as till:
        till.until(till.is_settled_by_asking)
    till.folder.pairing.write_bytes(b"x" * 200)
    with LinkedTill(tmp_path / "till") as till:
        assert till.standing.trouble is Trouble.KEYS
        assert [light.lamp for light in till.lights if light.key == "sync"] == [Lamp.WARNING]
