"""The link at a running till: opened with it, closed with it, and never in its way."""

import json
import queue
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.backstage import Backstage, Stage
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.register_keys import read_keys
from fidpos.link.client import RegisterClient
from fidpos.link.messages import TillTold
from fidpos.paths import TillFolder, resources_dir
from fidpos.settings.till_settings import TillSettings
from fidpos.texts.texts import Texts
from fidpos.till.checkout import CheckoutSession
from fidpos.till.view import Lamp, StatusLight
from tests.helpers.centre_parent import wait_until
from tests.helpers.leaving import all_the_time
from tests.helpers.linked_register import BREAD, Worker
from tests.helpers.real_shop import found_shop

TEXTS = Texts.load(resources_dir() / "translations", "fr")
QUIET = TillSettings(readers={"simulated": {}}, register_link=True)


class Running:
    """A till without a screen, on its worker."""

    def __init__(self, folder: TillFolder, settings: TillSettings) -> None:
        self.lights: queue.SimpleQueue[tuple[StatusLight, ...]] = queue.SimpleQueue()
        self.worker = Worker()
        stage = Stage(present=lambda read: None, publish_lights=self.lights.put, on_worker=self.worker.post)
        self.backstage = Backstage(
            folder=folder, settings=settings, clock=SystemClock(), texts=TEXTS, stage=stage
        )
        self.session: CheckoutSession = self.worker.do(lambda: self.backstage.open(lambda view: None))[0]

    def do(self, act: Callable[[], object]) -> None:
        self.worker.do(act)

    def light(self) -> StatusLight | None:
        """Of the register, as it was published last."""
        lights: tuple[StatusLight, ...] = ()
        while not self.lights.empty():
            lights = self.lights.get()
        return next((light for light in lights if light.key == "register"), None)

    def close(self) -> None:
        with all_the_time():
            self.do(self.backstage.close)
        self.worker.stop()
        assert self.backstage.is_at_rest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> TillFolder:
    return found_shop(tmp_path_factory.mktemp("shop") / "till", members=2, whole_program=True).folder


@contextmanager
def running(folder: TillFolder, settings: TillSettings) -> Iterator[Running]:
    till = Running(folder, settings)
    try:
        yield till
    finally:
        till.close()


@pytest.fixture
def port() -> int:
    """One that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def token(folder: TillFolder) -> str:
    keys, token = read_keys(folder.registers).paired("left", SystemClock().now())
    folder.registers.write_bytes(keys.to_bytes())
    return token


def test_a_register_asks_the_running_till(folder: TillFolder, port: int, token: str) -> None:
    with running(folder, replace(QUIET, register_link_port=port)) as till:
        told = RegisterClient(url=f"http://127.0.0.1:{port}", token=token).till()
        light = till.light()

    assert isinstance(told, TillTold)
    assert not told.is_serving
    assert light is not None
    assert light.lamp is Lamp.OK


def test_the_port_is_free_again_once_the_till_is_closed(folder: TillFolder, port: int, token: str) -> None:
    for _ in range(2):
        with running(folder, replace(QUIET, register_link_port=port)):
            assert isinstance(RegisterClient(url=f"http://127.0.0.1:{port}", token=token).till(), TillTold)


def test_a_taken_port_is_said_and_the_till_serves(folder: TillFolder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = replace(QUIET, register_link_port=taken.getsockname()[1])
        with running(folder, settings) as till:
            light = till.light()
            is_open = till.worker.do(lambda: bool(till.session.view().staff_names))

    assert is_open
    assert light is not None
    assert (light.lamp, light.message.key) == (Lamp.WARNING, "error.link_port_taken")


def test_on_the_shops_network_nothing_opens_without_a_certificate(folder: TillFolder, port: int) -> None:
    settings = replace(QUIET, register_link_port=port, register_link_address="192.0.2.1")
    with running(folder, settings) as till:
        light = till.light()

    assert light is not None
    assert light.message.key == "error.link_unsafe"


def test_a_till_without_a_register_has_no_light_for_it(folder: TillFolder) -> None:
    with running(folder, replace(QUIET, register_link=False)) as till:
        assert till.light() is None


def test_a_folder_is_looked_into(folder: TillFolder, tmp_path: Path) -> None:
    root = tmp_path / "register"
    settings = replace(QUIET, register_link=False, register_folder=root)
    basket = {"currency": "EUR", "amount_minor": 450, "lines": [BREAD]}
    today = SystemClock().now().date().isoformat()
    with running(folder, settings):
        draft = root / "1.draft"
        draft.write_text(json.dumps({"business_day": today, "ticket": "17", "basket": basket}))
        draft.rename(root / "in" / "1.json")
        out = root / "out" / "1.json"
        wait_until(out.exists)
        told = json.loads(out.read_bytes())

    assert (told["status"], told["problem"]) == ("waiting", "locked")


def test_a_bad_file_has_a_sentence_beside_it(folder: TillFolder, tmp_path: Path) -> None:
    root = tmp_path / "register"
    with running(folder, replace(QUIET, register_link=False, register_folder=root)):
        (root / "in" / "1.json").write_text("{")
        wait_until((root / "bad" / "1.json").exists)

    assert (root / "bad" / "1.txt").read_text().startswith("Ce fichier n’est pas un panier.")


def test_a_folder_that_cannot_be_made_is_said(folder: TillFolder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = replace(QUIET, register_link=False, register_folder=tmp_path / "file" / "register")
    with running(folder, settings) as till:
        light = till.light()

    assert light is not None
    assert light.message.key == "error.register_folder_unusable"
