"""`fidpos server merchant|shop|till|staff`: what operators do at the command line."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psycopg import connect

from fidpos.cli import main
from fidpos.cli.exit_code import ExitCode
from fidpos.wire.sync.pairing_code import read_code
from tests.helpers.centre_process import CentrePlace, CentreProcess, centre_place
from tests.helpers.paired_till import new_till, paired

Operate = Callable[..., str]


@pytest.fixture
def place() -> Iterator[CentrePlace]:
    """A centre without a merchant."""
    with centre_place() as made:
        yield made


@pytest.fixture
def operate(
    place: CentrePlace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Operate:
    """Runs an act and gives what it printed."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("getpass.getpass", lambda _: "739164")

    def run(*words: str, status: ExitCode = ExitCode.DONE) -> str:
        given = ["server", "--language", "en", "--data", str(place.folder.root), *words]
        assert main(given) == status
        said = capsys.readouterr()
        return said.out + said.err

    return run


@pytest.fixture
def lyon(operate: Operate) -> Operate:
    """A merchant with a shop."""
    operate("merchant", "add", "Demo", "--code", "1234", "--card-name", "Club")
    operate("shop", "add", "1", "Lyon")
    return operate


def test_a_merchant_gets_a_number_and_is_listed(operate: Operate) -> None:
    said = operate("merchant", "add", "Demo", "--code", "1234", "--card-name", "Club")

    assert said == "Demo is registered as number 1.\n"
    assert re.search(r"1 Demo +EUR 1234", operate("merchant", "list"))


def test_a_till_is_paired_with_what_is_printed(place: CentrePlace, lyon: Operate) -> None:
    said = lyon("till", "pair", "1", "Lyon")
    printed = re.search(r"(?:[0-9A-Z]{4} ){5}[0-9A-Z]{4}", said)
    assert printed is not None
    with CentreProcess(place) as centre:
        paired(centre.url, read_code(printed[0]), new_till("Till 1"))

    assert re.search(r"Till 1 +active +1000000 -", lyon("till", "list", "1"))


def test_a_code_with_an_address_is_shown_as_a_picture_and_as_its_text(lyon: Operate) -> None:
    said = lyon("till", "pair", "1", "Lyon", "--address", "https://centre.example")
    text = next(line for line in said.splitlines() if line.startswith("FIDPOS-PAIR"))

    assert read_code(text).address == "https://centre.example"
    assert "█" in said


def test_what_a_shop_risks_while_its_tills_are_alone_is_set(place: CentrePlace, lyon: Operate) -> None:
    lyon("shop", "risk", "1", "Lyon", "30000", "4500")

    with connect(place.database.superuser) as connection:
        found = connection.execute("SELECT offline_gift_cards_minor, offline_rewards_minor FROM shops")
        assert found.fetchall() == [(30_000, 4_500)]


def test_a_shop_risks_nothing_less_than_nothing(lyon: Operate) -> None:
    said = lyon("shop", "risk", "1", "Lyon", "--", "-1", "0", status=ExitCode.REFUSED)

    assert "−1 is not between 0 and" in said


def test_a_till_is_limited_and_locked(place: CentrePlace, lyon: Operate) -> None:
    with CentreProcess(place) as centre, place.operator() as operator:
        paired(centre.url, operator.pairing_code(1, "Lyon", address=""), new_till("Till 1"))
    lyon("till", "limit", "1", "Till 1", "5000")
    lyon("till", "revoke", "1", "Till 1")

    assert re.search(r"Till 1 +locked +5000 ", lyon("till", "list", "1"))


def test_a_shop_that_is_closed_gets_no_more_codes(lyon: Operate) -> None:
    lyon("shop", "close", "1", "Lyon")

    assert "closed" in lyon("shop", "list", "1")
    assert "closed" in lyon("till", "pair", "1", "Lyon", status=ExitCode.REFUSED)


def test_a_pop_up_shop_has_a_last_day(lyon: Operate) -> None:
    lyon("shop", "add", "1", "Beach", "--zone", "Europe/Paris", "--until", "2099-08-31")

    assert re.search(r"Beach +Europe/Paris 2099-08-31", lyon("shop", "list", "1"))


def test_a_merchant_that_is_closed_gets_no_more_codes(lyon: Operate) -> None:
    lyon("merchant", "close", "1")

    assert "closed" in lyon("merchant", "list")
    lyon("till", "pair", "1", "Lyon", status=ExitCode.REFUSED)


def test_staff_come_and_go(lyon: Operate) -> None:
    lyon("staff", "add", "1", "Alex", "--role", "manager", "--shop", "Lyon")
    before = lyon("staff", "list", "1")
    lyon("staff", "close", "1", "Alex")
    after = lyon("staff", "list", "1")

    assert re.search(r"Alex +Manager\n", before, re.IGNORECASE)
    assert re.search(r"Alex +Manager +left\n", after, re.IGNORECASE)


@pytest.mark.parametrize(
    "words",
    [
        ("shop", "list", "9"),
        ("shop", "close", "1", "Nice"),
        ("till", "pair", "1", "Nice"),
        ("till", "revoke", "1", "Till 9"),
        ("staff", "close", "1", "Nobody"),
        ("shop", "add", "1", "Mars", "--zone", "Mars/Olympus"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(lyon: Operate, words: tuple[str, ...]) -> None:
    said = lyon(*words, status=ExitCode.REFUSED)

    assert said.startswith("fidpos: ")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("merchant", "add", "B", "--code", "4", "--card-name", "B"), "“4” is not"),
        (("merchant", "add", "B", "--code", "1234", "--card-name", "B", "--currency", "XXQ"), "“XXQ”"),
        (("merchant", "close", "9"), "No merchant has this number"),
        (("shop", "add", "1", "Nice", "--zone", "Europe/Nice"), "“Europe/Nice” is not a time zone"),
        (("shop", "add", "1", "Nice", "--until", "2020-01-01"), "is over"),
        (("shop", "close", "1", "Nice"), "No shop has this name"),
        (("till", "pair", "1", "Lyon", "--address", "lyon"), "“lyon” is not the address"),
        (("till", "limit", "1", "Till 9", "--", "-1"), "−1 is not between"),
        (("till", "revoke", "1", "Till 9"), "No till has this name"),
        (("staff", "add", "1", "Paul", "--badge", "20471234"), "num:20471234"),
        (("support", "open", "1", "--reason", " "), "Words are missing"),
        (("review", "settle", "1", "0", ""), "Words are missing"),
        (("merchant", "scope", "1", "0"), "0 is not between 1 and"),
    ],
)
def test_what_is_entered_wrongly_is_told_by_name(lyon: Operate, words: tuple[str, ...], said: str) -> None:
    assert said in lyon(*words, status=ExitCode.REFUSED)


def test_a_badge_names_one_person_who_works_there(lyon: Operate) -> None:
    lyon("staff", "add", "1", "Paul", "--badge", "num:20471234")
    refused = lyon("staff", "add", "1", "Zoe", "--badge", "num:20471234", status=ExitCode.REFUSED)
    lyon("staff", "close", "1", "Paul")
    lyon("staff", "add", "1", "Zoe", "--badge", "num:20471234")

    assert "Paul’s already" in refused


def test_a_pin_that_nobody_types_is_refused_and_is_no_fault(
    lyon: Operate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", nobody)

    assert "six digits" in lyon("staff", "add", "1", "Paul", status=ExitCode.REFUSED)


def test_a_letter_that_is_not_there_is_told(lyon: Operate, tmp_path: Path) -> None:
    missing = tmp_path / "till.letter"

    said = lyon("letter", str(missing), "--reply", str(tmp_path / "reply"), status=ExitCode.REFUSED)

    assert f"({missing})" in said


def test_a_key_for_backups_is_made_once(lyon: Operate, tmp_path: Path) -> None:
    words = ("backup", "setup", "--to", str(tmp_path / "off"), "--key", str(tmp_path / "off.key"))
    lyon(*words)

    assert "Give another name" in lyon(*words, status=ExitCode.REFUSED)


def test_a_backup_or_key_that_is_not_there_is_told(lyon: Operate, tmp_path: Path) -> None:
    (tmp_path / "backup").touch()
    for file, key in (("nothing", "nothing"), ("backup", "off.key")):
        words = ("restore", str(tmp_path / file), "--key", str(tmp_path / key))
        assert "does not exist" in lyon(*words, status=ExitCode.REFUSED)


@pytest.mark.parametrize(
    "words", [("--port", "65536"), ("programme", "publish", "1", "p.json", "--since", "soon")]
)
def test_options_that_make_no_sense_end_with_wrong_use(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["server", "--language", "en", *words])

    assert ended.value.code == ExitCode.WRONG_USE
    assert "is needed" in capsys.readouterr().err
