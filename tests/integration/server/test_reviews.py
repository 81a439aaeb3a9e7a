"""`fidpos server review`: what operators do about what the centre could not take, or doubts."""

import json
from datetime import UTC, datetime

import pytest

from fidpos.bootstrap.reviewer import Reviewer
from fidpos.cli.exit_code import ExitCode
from fidpos.domain.ids import EventId, uuid7
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.operating import Operate, operating
from tests.helpers.paired_till import at_work


@pytest.fixture
def operate(network: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operate:
    return operating("review", network, monkeypatch, capsys)


@pytest.fixture
def flagged(centre: CentreProcess, network: Network) -> None:
    """A till has made more than it may."""
    with at_work(centre.url, network) as till:
        till.settle()
        with network.place.operator() as operator:
            (known,) = operator.tills(network.number)
            operator.limit_till(network.number, str(known.id), 0)
        till.counter.buy(till.store)
        till.settle()


def test_nothing_waits_at_a_merchant_whose_tills_behave(
    centre: CentreProcess, network: Network, operate: Operate
) -> None:
    with at_work(centre.url, network) as till:
        till.counter.buy(till.store)
        till.settle()

    assert operate("list") == "Nothing waits.\n"


@pytest.mark.usefixtures("flagged")
def test_what_a_till_made_beyond_its_limit_is_listed_freed_and_gone_from_the_list(operate: Operate) -> None:
    (found,) = json.loads(operate("list", "--json"))

    assert (found["kind"], found["reason"], found["event"]) == ("flagged", "over_limit", "visit_closed")
    assert "more value in a day" in operate("list")
    assert "can be spent" in operate("free", found["id"])
    assert operate("list") == "Nothing waits.\n"


def test_an_event_that_waits_is_shown_as_the_till_told_it_and_put_aside_once(
    centre: CentreProcess, network: Network, operate: Operate
) -> None:
    event_id = EventId(uuid7(datetime.now(UTC)))
    with at_work(centre.url, network) as till:
        till.store.record_raw(event_id, f'{{"type":"of_tomorrow","id":"{event_id}"}}'.encode())
        till.settle()
    (found,) = json.loads(operate("list", "--json"))

    assert (found["kind"], found["reason"], found["event"]) == ("quarantined", "unreadable", "of_tomorrow")
    assert f'"id":"{event_id}"' in operate("show", found["id"][:30])
    assert operate("retry") == "0 events applied.\n"
    assert operate("free", found["id"], status=ExitCode.REFUSED).startswith("fidpos: ")
    assert json.loads(operate("list", "--json")) == [found]
    operate("settle", found["id"], "told support")
    assert operate("list") == "Nothing waits.\n"
    operate("settle", found["id"], "again", status=ExitCode.REFUSED)


@pytest.mark.usefixtures("flagged")
def test_a_flag_that_was_looked_at_is_settled_once(operate: Operate) -> None:
    (found,) = json.loads(operate("list", "--json"))
    operate("settle", found["id"], "our own mistake")

    assert operate("list") == "Nothing waits.\n"
    operate("settle", found["id"], "again", status=ExitCode.REFUSED)


@pytest.mark.usefixtures("flagged")
def test_reviews_of_one_merchant_are_not_those_of_another(network: Network, place: CentrePlace) -> None:
    with place.operator() as operator:
        other = operator.add_merchant("Other", code="4321", card_name="Club", currency="EUR")
    with place.at_work() as somebody:
        assert Reviewer(somebody).open(network.number) != []
        assert Reviewer(somebody).open(other.number) == []
