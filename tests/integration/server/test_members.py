"""`fidpos server member`: twins made one and people forgotten, beside tills that are at work."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.domain.ids import MemberId
from fidpos.server.operations.erasure_log import ErasureLog
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.memory_till import MemoryTill
from tests.helpers.paired_till import at_work

Operate = Callable[..., str]


@pytest.fixture
def operate(network: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operate:
    """Runs an act on the merchant's members and gives what it printed."""
    place = network.place
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)

    def run(whom: str, act: str, *words: str, status: ExitCode = ExitCode.DONE) -> str:
        assert (
            main(["server", "--language", "en", "--data", str(place.folder.root), whom, act, *words])
            == status
        )
        said = capsys.readouterr()
        return said.out + said.err

    return run


def twins(store: MemoryTill) -> tuple[MemberId, MemberId]:
    first, second = sorted(store.members)
    return first, second


def test_two_enrolments_become_one_on_every_till(
    centre: CentreProcess, network: Network, operate: Operate
) -> None:
    number = str(network.number)
    with at_work(centre.url, network) as till:
        till.counter.enrol(till.store)
        till.counter.enrol(till.store)
        kept, gone = twins(till.store)
        till.counter.buy(till.store, gone)
        till.settle()

        said = operate("member", "merge", number, str(kept), str(gone))
        till.hear(lambda: till.store.members[gone].merged_into == kept)

        assert str(kept) in said
        account = till.store.accounts[till.store.members[kept].account_id]
        assert sum(lot.remaining for lot in account.lots) > 0
        assert "no two members" in operate(
            "member", "merge", number, str(kept), str(gone), status=ExitCode.REFUSED
        )


def test_who_is_erased_is_forgotten_by_tills_and_written_down_for_backups(
    centre: CentreProcess, network: Network, operate: Operate, tmp_path: Path
) -> None:
    number, off_site = str(network.number), tmp_path / "off-site"
    operate("backup", "setup", "--to", str(off_site), "--key", str(tmp_path / "key"))
    with at_work(centre.url, network) as till:
        till.counter.buy(till.store)
        (member,) = till.store.members
        till.settle()

        operate("member", "erase", number, str(member))
        till.hear(lambda: member not in till.store.members)

        assert member not in till.store.keys
    assert [each.member_id for each in ErasureLog.beside(off_site).read()] == [member]
    operate("member", "erase", number, str(member), status=ExitCode.REFUSED)


def test_who_was_two_members_once_is_written_down_as_both(
    centre: CentreProcess, network: Network, operate: Operate, tmp_path: Path
) -> None:
    number, off_site = str(network.number), tmp_path / "off-site"
    operate("backup", "setup", "--to", str(off_site), "--key", str(tmp_path / "key"))
    with at_work(centre.url, network) as till:
        till.counter.enrol(till.store)
        till.counter.enrol(till.store)
        kept, gone = twins(till.store)
        till.settle()
        operate("member", "merge", number, str(kept), str(gone))

        operate("member", "erase", number, str(gone))

        till.hear(lambda: not {kept, gone} & set(till.store.members))
    assert {each.member_id for each in ErasureLog.beside(off_site).read()} == {kept, gone}


def test_who_may_be_enrolled_twice_is_listed(
    centre: CentreProcess, network: Network, operate: Operate
) -> None:
    with at_work(centre.url, network) as till:
        till.counter.enrol(till.store)
        till.settle()

    assert json.loads(operate("member", "duplicates", str(network.number), "--json")) == []
    assert "Nobody" in operate("member", "duplicates", str(network.number))
