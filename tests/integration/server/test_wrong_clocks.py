"""The clock of the centre is years off, or steps back: nobody is locked out, and nothing is lost."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.paired_till import PairedTill, at_work
from tests.helpers.wrong_clock import clock_off_by

YEARS = timedelta(days=2 * 365)
RIGHT: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoTills:
    """Of one shop, paired while all clocks were right, with a centre that is away."""

    place: CentrePlace
    port: int
    here: PairedTill
    there: PairedTill

    def meet(self, clock: Mapping[str, str]) -> None:
        """The centre is back for a while, with this clock; one till sells, both hear of it."""
        with CentreProcess(self.place, port=self.port, environment=clock, fresh=bool(clock)):
            self.here.counter.buy(self.here.store)
            self.here.settle()
            self.there.hear(lambda: self.there.store.accounts == self.here.store.accounts)

    def agree(self) -> bool:
        store = self.here.store
        return store.memory().acked == store.head().anchor and self.there.store.accounts != {}


@pytest.fixture
def tills(place: CentrePlace, network: Network) -> Iterator[TwoTills]:
    with _paired(place, network) as found:
        yield found


@contextmanager
def _paired(place: CentrePlace, network: Network) -> Iterator[TwoTills]:
    with (
        CentreProcess(place) as centre,
        at_work(centre.url, network) as here,
        at_work(centre.url, network, seed=2) as there,
    ):
        here.settle()
        there.settle()
        centre.kill()
        yield TwoTills(place=place, port=centre.port, here=here, there=there)


@pytest.mark.parametrize("offset", [YEARS, -YEARS], ids=["ahead", "behind"])
def test_tills_and_a_centre_whose_clock_is_years_off_agree(tills: TwoTills, offset: timedelta) -> None:
    tills.meet(clock_off_by(offset))

    assert tills.agree()


def test_a_clock_that_steps_forth_and_back_loses_nothing(tills: TwoTills) -> None:
    for clock in (clock_off_by(YEARS), RIGHT, clock_off_by(-YEARS), RIGHT):
        tills.meet(clock)

        assert tills.agree()
