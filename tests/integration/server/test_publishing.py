"""`fidpos server programme|setting|staff`: what operators publish reaches tills; those that wait, at once."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fidpos.bootstrap.publisher import Publisher
from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.rules.codec import programme_to_json
from fidpos.wire.sync.pull import PULL_WAIT_MAX_S
from tests.helpers.centre_parent import wait_until
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.paired_till import at_work, pumping
from tests.helpers.sync_pair import PROGRAMME

Operate = Callable[..., str]
SOONER_THAN_A_POLL_ENDS_S = PULL_WAIT_MAX_S - 5.0


@pytest.fixture
def operate(network: Network, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operate:
    """Runs an act on the merchant, whose number follows its two words, and gives what it printed."""
    for name, value in network.place.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("getpass.getpass", lambda _: "739164")

    def run(*words: str, status: ExitCode = ExitCode.DONE) -> str:
        act = (*words[:2], str(network.number), *words[2:])
        folder = str(network.place.folder.root)
        assert main(["server", "--language", "en", "--data", folder, *act]) == status
        said = capsys.readouterr()
        return said.out + said.err

    return run


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """Writes a programme, changed as asked for, and gives the file's name."""

    def write(**changes: object) -> str:
        made = {**json.loads(programme_to_json(PROGRAMME)), **changes}
        path = tmp_path / "programme.json"
        path.write_text(json.dumps(made), encoding="utf-8")
        return str(path)

    return write


def test_a_programme_that_is_published_reaches_a_till_that_waits(
    centre: CentreProcess, network: Network, operate: Operate, file: Callable[..., str]
) -> None:
    with at_work(centre.url, network) as till, pumping(till):
        said = operate("programme", "publish", file(version=2), "--since", "2999-01-01T00:00:00+01:00")
        wait_until(lambda: 2 in till.store.programmes, SOONER_THAN_A_POLL_ENDS_S)

    assert "Version 2 is published" in said
    assert till.store.programmes[2].since.year == 2998
    assert re.findall(r"^ +(\d) ", operate("programme", "list"), re.MULTILINE) == ["1", "2"]


def test_what_is_wrong_with_a_programme_is_said_and_nothing_is_published(
    operate: Operate, file: Callable[..., str]
) -> None:
    assert "newer" in operate("programme", "publish", file(version=1), status=ExitCode.REFUSED)
    assert "CHF" in operate("programme", "publish", file(version=2, currency="CHF"), status=ExitCode.REFUSED)
    assert "counters" in operate(
        "programme", "publish", file(version=2, counters=[]), status=ExitCode.REFUSED
    )
    past = ("--since", "2020-01-01")
    assert "past" in operate("programme", "publish", file(version=2), *past, status=ExitCode.REFUSED)
    assert "no/such" in operate("programme", "publish", "no/such/file", status=ExitCode.REFUSED)

    assert operate("programme", "list").count("\n") == 1


def test_staff_who_come_and_go_reach_the_tills_of_their_shops(
    centre: CentreProcess, network: Network, operate: Operate
) -> None:
    operate("staff", "add", "Inès", "--shop", "Lyon", "--badge", "num:77")
    with at_work(centre.url, network) as lyon, at_work(centre.url, network, "Paris", 2) as paris:
        lyon.hear(lambda: "Inès" in {person.name for person in lyon.store.staff.values()})
        paris.settle()
        known = {person.name: person for person in lyon.store.staff.values()}
        operate("staff", "close", "Inès")
        lyon.hear(lambda: not lyon.store.staff[known["Inès"].id].employed)

        assert known["Inès"].badge == "num:77"
        assert known["Inès"].pin_hash.startswith("$argon2id$")
        assert "Inès" not in {person.name for person in paris.store.staff.values()}


def test_a_badge_is_the_text_of_a_card(operate: Operate) -> None:
    operate("staff", "add", "Inès", "--badge", "77", status=ExitCode.REFUSED)

    assert "Inès" not in operate("staff", "list")


def test_a_setting_reaches_the_shops_concerned_and_is_taken_back(
    centre: CentreProcess, network: Network, operate: Operate
) -> None:
    operate("setting", "set", "auto_lock_min", "3")
    operate("setting", "set", "auto_lock_min", "9", "--shop", "Paris")
    listed = operate("setting", "list")
    with at_work(centre.url, network) as lyon, at_work(centre.url, network, "Paris", 2) as paris:
        lyon.hear(lambda: lyon.store.given == {"auto_lock_min": "3"})
        paris.hear(lambda: paris.store.given == {"auto_lock_min": "9"})
        operate("setting", "unset", "auto_lock_min", "--shop", "Paris")
        paris.hear(lambda: paris.store.given == {"auto_lock_min": "3"})
    assert re.findall(r"auto_lock_min +(\w*) +(\d)", listed) == [("", "3"), ("Paris", "9")]


@pytest.mark.parametrize(
    ("name", "value", "where"),
    [
        ("no_such_setting", "1", ()),
        ("auto_lock_min", "soon", ()),
        ("backup_folder", "/tmp", ()),
        ("refund_days_max", "3", ("--shop", "Paris")),
    ],
)
def test_a_setting_that_no_till_could_take_is_refused(
    operate: Operate, name: str, value: str, where: tuple[str, ...]
) -> None:
    said = operate("setting", "set", name, value, *where, status=ExitCode.REFUSED)

    assert name in said
    assert operate("setting", "list").startswith("Nothing to show")


def test_how_long_members_are_held_is_the_merchants_choice(operate: Operate) -> None:
    operate("merchant", "scope", "90")
    operate("merchant", "scope", "0", status=ExitCode.REFUSED)


def test_who_publishes_is_written_down(operate: Operate, network: Network, file: Callable[..., str]) -> None:
    operate("programme", "publish", file(version=2))
    with network.place.at_work() as operator:
        (_, release) = Publisher(operator).releases(network.number)

    assert release.published_by is not None


def test_a_shop_that_opens_later_is_told_everything(
    place: CentrePlace, centre: CentreProcess, network: Network, operate: Operate, file: Callable[..., str]
) -> None:
    operate("programme", "publish", file(version=2))
    operate("setting", "set", "auto_lock_min", "3")
    with place.operator() as operator:
        operator.add_shop(network.number, "Nice", zone="Europe/Paris", closes_on=None)
    with at_work(centre.url, network, "Nice") as till:
        till.hear(lambda: till.store.given == {"auto_lock_min": "3"})
        till.hear(lambda: set(till.store.programmes) == {1, 2})
