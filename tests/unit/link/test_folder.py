"""The folder hand-over: files in, files out, and what nobody may do by way of it."""

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fidpos.domain.money import Money
from fidpos.link.asking import Till
from fidpos.link.folder import FolderLink, Folders
from fidpos.link.messages import LinkProblem
from fidpos.till.register.watch import RegisterWatch
from tests.helpers.centre_parent import wait_until
from tests.helpers.counter import BERENICE, MALO, Counter, counter
from tests.helpers.linked_register import BREAD, DAY, JAM, Worker, amount
from tests.helpers.registers import TICKET


@dataclass
class Desk:
    """A till whose folder is looked into when the test says so."""

    folder: Path
    at: Counter = field(default_factory=counter)

    def __post_init__(self) -> None:
        self.folders = Folders(root=self.folder)
        self.folders.create()
        till = Till(door=self.at.session.register, on_worker=lambda work: work())
        self.link = FolderLink(self.folders, till, lambda problem: f"Sentence about {problem.value}.")

    def hand_over(self, name: str, number: str, *lines: dict[str, object], **changed: object) -> None:
        basket = {"currency": "EUR", "amount_minor": sum(amount(line) for line in lines), "lines": lines}
        said = {"business_day": DAY, "ticket": number, "basket": basket} | changed
        self.write(name, json.dumps(said).encode())

    def write(self, name: str, content: bytes) -> None:
        (self.folders.incoming / name).write_bytes(content)

    def told(self, name: str) -> dict[str, object]:
        found = json.loads((self.folders.outgoing / name).read_bytes())
        assert isinstance(found, dict)
        return found

    def names(self, which: str) -> list[str]:
        return sorted(path.name for path in (self.folder / which).iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "register")


def test_a_basket_comes_in_and_what_is_due_goes_out(desk: Desk) -> None:
    desk.at.tap_member(MALO)
    desk.hand_over("1.json", "17", BREAD, JAM)
    desk.link.look()
    desk.at.session.choose_reward(2)

    desk.link.look()

    told = desk.told("1.json")
    assert (told["status"], told["amount_minor"], told["discount_minor"], told["due_minor"]) == (
        *("open", 1_240, 500, 740),
    )
    assert desk.names("in") == []
    assert desk.at.view.amount == Money(1_240, desk.at.store.identity().currency)


def test_a_visit_that_the_cashier_closes_is_told(desk: Desk) -> None:
    desk.at.tap_member(BERENICE)
    desk.hand_over("1.json", "17", BREAD)
    desk.link.look()

    desk.at.session.confirm()
    desk.link.look()

    assert desk.told("1.json")["status"] == "closed"


def test_nothing_of_the_member_is_written(desk: Desk) -> None:
    desk.at.tap_member(BERENICE)
    desk.hand_over("1.json", "17", BREAD)

    desk.link.look()

    assert set(desk.told("1.json")) == {
        *("business_day", "ticket", "status", "problem", "amount_minor", "discount_minor", "due_minor"),
        "reductions",
    }
    assert "rénice" not in (desk.folders.outgoing / "1.json").read_text()


def test_a_basket_waits_until_the_till_can_take_it(desk: Desk) -> None:
    desk.at.type_amount(990)
    desk.hand_over("1.json", "17", BREAD)
    desk.link.look()
    assert (desk.told("1.json")["status"], desk.told("1.json")["problem"]) == ("waiting", "amount_typed")

    desk.at.session.back()
    desk.link.look()

    assert desk.told("1.json")["status"] == "open"
    assert desk.names("in") == []


def test_a_file_that_is_still_being_written_is_left_alone(desk: Desk) -> None:
    desk.write("1.json.part", b"{")

    desk.link.look()

    assert (desk.names("in"), desk.names("bad")) == (["1.json.part"], [])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", LinkProblem.MALFORMED),
        (b"[" * 100_000, LinkProblem.MALFORMED),
        (b"\xff\xfe", LinkProblem.MALFORMED),
        (b" " * 1_000_001, LinkProblem.TOO_LARGE),
        (b'{"business_day": "2026-11-20", "ticket": "17", "close": true}', LinkProblem.MALFORMED),
    ],
)
def test_a_bad_file_is_set_aside_with_a_sentence(desk: Desk, content: bytes, problem: LinkProblem) -> None:
    desk.write("1.json", content)

    desk.link.look()

    assert desk.names("in") == []
    assert desk.names("bad") == ["1.json", "1.txt"]
    sentence = (desk.folders.bad / "1.txt").read_text()
    assert sentence.startswith(f"Sentence about {problem.value}.")
    assert desk.at.view.amount is None


def test_what_the_till_will_never_take_is_set_aside_too(desk: Desk) -> None:
    desk.hand_over("1.json", "17", BREAD, business_day="2026-01-01")

    desk.link.look()

    assert desk.names("bad") == ["1.json", "1.txt"]
    assert "Sentence about day." in (desk.folders.bad / "1.txt").read_text()


def test_a_link_to_another_file_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("secret")
    (desk.folders.incoming / "1.json").symlink_to(secret)

    desk.link.look()

    assert secret.read_text() == "secret"
    assert "secret" not in (desk.folders.bad / "1.txt").read_text()
    assert desk.names("in") == []


def test_a_folder_with_the_name_of_a_file_keeps_nothing_else_waiting(desk: Desk) -> None:
    (desk.folders.incoming / "0.json").mkdir()
    desk.hand_over("1.json", "17", BREAD)

    desk.link.look()

    assert (desk.names("in"), desk.told("1.json")["status"]) == ([], "open")
    assert "0.txt" in desk.names("bad")


def test_what_cannot_even_be_set_aside_keeps_nothing_else_waiting(desk: Desk) -> None:
    desk.write("0.json", b"{")
    desk.hand_over("1.json", "17", BREAD)
    desk.folders.bad.rmdir()

    desk.link.look()

    assert (desk.names("in"), desk.told("1.json")["status"]) == (["0.json"], "open")


def test_a_strange_name_goes_nowhere_but_aside(desk: Desk) -> None:
    desk.hand_over("a b\n.json", "17", BREAD)

    desk.link.look()

    assert desk.names("bad") == ["unnamed.json", "unnamed.txt"]


@pytest.mark.skipif(os.name != "posix", reason="rights are bits on POSIX only")
@pytest.mark.parametrize("bits", [stat.S_IWGRP, stat.S_IWOTH])
def test_a_folder_into_which_others_may_write_is_not_read(desk: Desk, bits: int) -> None:
    desk.folders.incoming.chmod(0o700 | bits)
    desk.hand_over("1.json", "17", BREAD)

    desk.link.look()

    assert desk.names("in") == ["1.json"]
    assert desk.at.view.amount is None


@dataclass
class Running:
    """A till with its worker, and the folder's own thread."""

    folders: Folders
    worker: Worker
    link: FolderLink
    at: Counter


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    at, worker, folders = counter(), Worker(), Folders(root=tmp_path / "register")
    link = FolderLink(folders, Till(door=at.session.register, on_worker=worker.post), str)
    worker.after = RegisterWatch(at.session.register, link.hear).look
    link.start()
    yield Running(folders=folders, worker=worker, link=link, at=at)
    assert link.stop(limit_s=60)
    worker.stop()


def test_the_threads_of_both_work_together(running: Running) -> None:
    out = running.folders.outgoing / "1.json"
    basket = {"currency": "EUR", "amount_minor": 450, "lines": [BREAD]}
    draft = running.folders.root / "1.draft"
    draft.write_text(json.dumps({"business_day": DAY, "ticket": TICKET.number, "basket": basket}))
    draft.rename(running.folders.incoming / "1.json")
    wait_until(out.exists)

    running.worker.do(lambda: running.at.tap_member(BERENICE))
    running.worker.do(running.at.session.confirm)

    wait_until(lambda: json.loads(out.read_bytes())["status"] == "closed")
