"""What reaches a till and its centre not by pushes: support's commands, and letters on a stick."""

import io
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.store import open_store
from fidpos.bootstrap.support import Support
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.paths import TillFolder
from fidpos.wire.sync.command import CommandKind
from tests.helpers.centre_parent import wait_until
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.linked_till import LinkedTill, booked, pair_by_command
from tests.integration.link.conftest import PairedTill


def asked(operator: Support, network: Network, kind: CommandKind) -> str:
    """Support asks the one till there is; the command's id."""
    operator.begin(network.number, "a test", 1)
    return str(operator.ask(network.number, "Till 1", kind).id)


def test_support_gets_the_bundle_of_a_till_that_serves(paired_till: PairedTill, network: Network) -> None:
    with (
        paired_till("Till 1") as till,
        network.place.at_work() as somebody,
    ):
        operator = Support(somebody)
        till.sign_in()
        till.until(till.is_settled)
        command = asked(operator, network, CommandKind.SEND_DIAGNOSTICS)
        till.until(lambda: operator.asked(network.number)[0].outcome == "done")
        bundle = operator.fetch(network.number, command)

        with ZipFile(io.BytesIO(bundle)) as content:
            assert content.testzip() is None
            assert "doctor.json" in content.namelist()


def test_a_till_that_is_asked_to_hears_everything_again_and_goes_on(
    paired_till: PairedTill, network: Network
) -> None:
    with (
        paired_till("Till 1") as till,
        network.place.at_work() as somebody,
    ):
        operator = Support(somebody)
        till.sign_in()
        member = till.enrol("Dupont")
        till.buy(member, 1_200)
        till.until(lambda: booked(network.place, network.merchant_id).visits == 1)
        asked(operator, network, CommandKind.RESYNC)
        till.until(lambda: operator.asked(network.number)[0].outcome == "done")
        till.until(till.is_settled)

        assert till.points(member) == 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Postman:
    """Carries letters between a till and its centre, which see each other no more."""

    network: Network
    till: Path
    stick: Path
    said: Callable[[], str]

    @property
    def letter(self) -> Path:
        return self.stick / "till.letter"

    def write(self) -> str:
        return self._run("till", "letter", str(self.letter), "--data", str(self.till))

    def hand_in(self, status: ExitCode = ExitCode.DONE) -> str:
        where = ("--data", str(self.network.place.folder.root))
        return self._run(
            "server", *where, "letter", str(self.letter), "--reply", str(self._reply), status=status
        )

    def read(self) -> str:
        return self._run("till", "reply", str(self._reply), "--data", str(self.till))

    def carry_until_heard(self, name: str) -> None:
        """What was just committed stands in a reply once nothing older is still being written."""

        def is_heard() -> bool:
            self.write()
            self.hand_in()
            self.read()
            with closing(open_store(TillFolder(self.till), SystemClock()).store) as store:
                return bool(store.find_members(name, 5))

        wait_until(is_heard)

    @property
    def _reply(self) -> Path:
        return self.stick / "till.reply"

    def _run(self, program: str, *words: str, status: ExitCode = ExitCode.DONE) -> str:
        assert main([program, "--language", "en", *words]) == status
        return self.said()


@pytest.fixture
def postman(
    place: CentrePlace,
    network: Network,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Postman:
    """Of a till that was paired where there was a line; another till has earned 7 points since."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    with CentreProcess(place) as centre:
        for name in ("Till 1", "Till 2"):
            assert pair_by_command(tmp_path / name, centre.url, network, name=name) == ExitCode.DONE
        with LinkedTill(tmp_path / "Till 2") as other:
            other.sign_in()
            other.buy(other.enrol("Martin"), 700)
            other.until(lambda: booked(place, network.merchant_id).visits == 1)

    def said() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    said()
    return Postman(network=network, till=tmp_path / "Till 1", stick=tmp_path, said=said)


def test_a_shop_without_a_line_is_heard_and_answered_by_letters(postman: Postman) -> None:
    with LinkedTill(postman.till) as till:
        till.sign_in()
        ours = till.enrol("Dupont")
        till.buy(ours, 1_200)
    postman.write()
    taken = postman.hand_in()
    postman.read()
    postman.carry_until_heard("Martin")
    network = postman.network
    found = booked(network.place, network.merchant_id)

    assert "carry it to the till" in taken
    assert (found.visits, found.points, found.quarantined) == (2, 19, 0)
    with LinkedTill(postman.till) as till:
        (martin,) = till.store.find_members("Martin", 5)
        assert (till.points(ours), till.points(martin.member_id)) == (12, 7)
    assert "0 events written" in postman.write()


def test_a_letter_that_was_changed_on_its_way_is_refused_in_a_sentence(postman: Postman) -> None:
    postman.write()
    postman.letter.write_bytes(postman.letter.read_bytes()[:-1])

    assert "no letter" in postman.hand_in(status=ExitCode.REFUSED)
