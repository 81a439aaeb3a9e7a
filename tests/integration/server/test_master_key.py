"""`fidpos server keys change`: everything is sealed anew, and nobody notices."""

import pytest

from fidpos.bootstrap.centre import ChangeUnfinished, open_centre
from fidpos.bootstrap.master_key import CentreServes, change_master_key
from fidpos.server.db.presence import present
from fidpos.vault import centre_keys
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.paired_till import at_work


@pytest.fixture
def lived(place: CentrePlace, network: Network) -> Network:
    """A merchant with members, whose centre is stopped."""
    with CentreProcess(place) as centre, at_work(centre.url, network) as till:
        for _ in range(5):
            till.counter.buy(till.store)
        till.settle()
    return network


def test_members_are_read_under_the_new_key_by_a_new_till(place: CentrePlace, lived: Network) -> None:
    before = centre_keys.load(place.folder.keys)
    change_master_key(place.folder, place.environment)
    after = centre_keys.load(place.folder.keys)
    with CentreProcess(place) as centre, at_work(centre.url, lived, seed=2) as till:
        till.hear(lambda: bool(till.store.members))
    assert before is not None
    assert after is not None
    assert before.master != after.master
    assert (before.identity, before.box, before.pepper) == (after.identity, after.box, after.pepper)


def test_a_centre_that_serves_is_not_changed(place: CentrePlace, lived: Network) -> None:
    before = centre_keys.load(place.folder.keys)
    with CentreProcess(place), pytest.raises(CentreServes):
        change_master_key(place.folder, place.environment)

    assert centre_keys.load(place.folder.keys) == before


def test_no_key_is_changed_under_the_hands_of_an_operator(place: CentrePlace, lived: Network) -> None:
    with open_centre(place.folder, place.environment), pytest.raises(CentreServes):
        change_master_key(place.folder, place.environment)


def test_nobody_opens_the_centre_while_its_key_is_being_changed(place: CentrePlace, lived: Network) -> None:
    with (
        present(place.database.app, alone=True) as is_alone,
        pytest.raises(ChangeUnfinished),
        open_centre(place.folder, place.environment),
    ):
        """Somebody else has the keys in hand."""
    assert is_alone


def test_a_change_that_was_killed_in_between_goes_on_and_until_then_nobody_opens_the_centre(
    place: CentrePlace, lived: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(centre_keys, "end_change", _power_cut)
    with pytest.raises(KeyboardInterrupt):
        change_master_key(place.folder, place.environment)
    with pytest.raises(ChangeUnfinished), open_centre(place.folder, place.environment):
        """Not before it is finished."""
    monkeypatch.undo()
    change_master_key(place.folder, place.environment)

    with CentreProcess(place) as centre, at_work(centre.url, lived, seed=2) as till:
        till.hear(lambda: bool(till.store.members))


def _power_cut(_: object) -> None:
    raise KeyboardInterrupt
