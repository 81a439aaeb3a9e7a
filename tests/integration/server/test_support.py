"""`fidpos server support`: looking for a while with a reason, and asking a till for something."""

import json
from pathlib import Path

import pytest
from psycopg import connect

from fidpos.cli.exit_code import ExitCode
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.operating import Operate, operating
from tests.helpers.paired_till import DIAGNOSTICS, at_work
from tests.helpers.two_merchants import be


@pytest.fixture
def operate(network: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operate:
    return operating("support", network, monkeypatch, capsys)


def test_a_till_sends_what_support_asks_for(
    centre: CentreProcess, network: Network, operate: Operate, tmp_path: Path
) -> None:
    with at_work(centre.url, network) as till:
        till.settle()
        operate("open", "--reason", "ticket 12")
        operate("ask", "Lyon 1", "send_diagnostics")
        waiting = json.loads(operate("asked", "--json"))
        till.settle()
    (asked,) = json.loads(operate("asked", "--json"))
    operate("fetch", asked["id"], "--to", str(tmp_path / "bundle.zip"))

    assert waiting[0]["outcome"] == ""
    assert (asked["outcome"], asked["attached_bytes"]) == ("done", len(DIAGNOSTICS))
    assert (tmp_path / "bundle.zip").read_bytes() == DIAGNOSTICS
    assert "send_diagnostics   done" in operate("asked")


def test_a_till_that_is_told_to_hears_everything_again(
    centre: CentreProcess, network: Network, operate: Operate
) -> None:
    with at_work(centre.url, network) as till:
        till.counter.buy(till.store)
        till.settle()
        before = dict(till.store.accounts)
        till.store.accounts.clear()
        operate("open", "--reason", "a balance is wrong")
        operate("ask", "Lyon 1", "resync")
        till.hear(lambda: till.store.accounts == before)


def test_without_an_open_access_nobody_asks_and_nobody_fetches(
    centre: CentreProcess, network: Network, operate: Operate, tmp_path: Path
) -> None:
    with at_work(centre.url, network) as till:
        till.settle()
    operate("open", "--reason", "a mistake")
    operate("close")

    assert "No access" in operate("ask", "Lyon 1", "resync", status=ExitCode.REFUSED)
    assert "No access" in operate("fetch", "0", "--to", str(tmp_path / "x"), status=ExitCode.REFUSED)
    assert operate("asked").startswith("Nothing to show")


@pytest.mark.parametrize("hours", ["0", "73", "-1", "two"])
def test_an_access_is_not_open_for_longer_than_it_may(
    operate: Operate, hours: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        operate("open", "--reason", "x", "--hours", hours)

    assert "1 to 72" in capsys.readouterr().err
    assert operate("list").startswith("Nothing to show")


def test_the_merchant_reads_who_looked_and_why(network: Network, operate: Operate) -> None:
    operate("open", "--reason", "ticket 12", "--hours", "4")
    operate("close")
    with connect(network.place.database.app) as connection:
        be(connection, network.merchant_id)
        acts = connection.execute("SELECT act, detail FROM audit WHERE act LIKE 'support%' ORDER BY id")

        assert acts.fetchall() == [
            ("support_access_begun", {"hours": "4", "reason": "ticket 12"}),
            ("support_access_ended", {}),
        ]
    assert "ticket 12" in operate("list")
