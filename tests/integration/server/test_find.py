"""Looking for members over HTTP: nobody lists a merchant's members by asking."""

import pytest

from fidpos.sync.ports import Centre, CentreRefused
from fidpos.wire.sync.find import FIND_PATH, Find, FindAnswer, FindBy
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.paired_till import PairedTill, at_work


def centre_of(till: PairedTill) -> Centre:
    return till.session._centre


def asked(till: PairedTill, by: FindBy, text: str) -> int:
    return centre_of(till).ask(FIND_PATH, Find(by=by, text=text), FindAnswer).found


def ask_often(till: PairedTill, *, times: int) -> None:
    for number in range(times):
        asked(till, FindBy.NAME, f"dup{number}")


def test_a_member_of_another_shop_is_found_and_comes_with_the_next_pull(
    centre: CentreProcess, network: Network
) -> None:
    with (
        at_work(centre.url, network, shop="Lyon") as there,
        at_work(centre.url, network, shop="Paris", seed=2) as here,
    ):
        there.counter.enrol(there.store)
        there.settle()
        here.settle()
        (member,) = there.store.members
        before = set(here.store.members)

        count = asked(here, FindBy.NUMBER, there.store.members[member].number)
        here.hear(lambda: set(here.store.members) == {member})

        assert (before, count) == (set(), 1)


def test_who_asks_too_often_has_to_wait(centre: CentreProcess, network: Network) -> None:
    with at_work(centre.url, network) as till:
        till.settle()

        with pytest.raises(CentreRefused) as refused:
            ask_often(till, times=1_000)

        assert refused.value.refusal.code is RefusalCode.TOO_MANY
        assert refused.value.refusal.retry_after_s is not None


def test_a_merchant_finds_nobody_of_another_one(centre: CentreProcess, network: Network) -> None:
    with network.place.operator() as operator:
        other = operator.add_merchant("Other", code="4321", card_name="Club", currency="EUR")
        operator.add_shop(other.number, "Lyon", zone="Europe/Paris", closes_on=None)
    theirs = Network(place=network.place, number=other.number, merchant_id=other.id)
    with at_work(centre.url, network) as ours, at_work(centre.url, theirs, seed=3) as foreign:
        ours.counter.enrol(ours.store)
        ours.settle()
        (member,) = ours.store.members

        assert asked(foreign, FindBy.NUMBER, ours.store.members[member].number) == 0
