"""The system's key store: asked under a time limit, never trusted blindly."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fidpos.vault.errors import KeyStoreSilent
from fidpos.vault.system_secrets import SystemSecrets


class FakeBackend:
    """A keyring backend in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class ForgetfulBackend(FakeBackend):
    """Accepts everything and keeps nothing, as a store for the session may."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@pytest.fixture
def stuck() -> Iterator[Callable[[], FakeBackend]]:
    """A backend that waits for a person who never comes."""
    nobody_came = threading.Event()

    def wait_for_a_person() -> FakeBackend:
        nobody_came.wait(timeout=60)
        raise OSError("the test is over")

    yield wait_for_a_person
    nobody_came.set()


def test_a_secret_is_kept_and_found_again() -> None:
    backend = FakeBackend()

    SystemSecrets(lambda: backend).put("id-1", "secret")

    assert SystemSecrets(lambda: backend).get("id-1") == "secret"
    assert SystemSecrets(lambda: backend).get("id-2") is None


def test_a_store_that_does_not_keep_what_it_accepts_is_not_relied_upon() -> None:
    with pytest.raises(KeyStoreSilent):
        SystemSecrets(ForgetfulBackend).put("id-1", "secret")


def test_a_machine_without_a_key_store_is_an_error_of_ours_that_names_the_cause() -> None:
    def missing() -> FakeBackend:
        raise RuntimeError("no such service")

    with pytest.raises(KeyStoreSilent) as caught:
        SystemSecrets(missing).get("id-1")

    assert isinstance(caught.value.__cause__, RuntimeError)


def test_a_locked_store_that_waits_for_a_person_is_given_up(stuck: Callable[[], FakeBackend]) -> None:
    secrets = SystemSecrets(stuck, answer_limit_s=0.05)

    with pytest.raises(KeyStoreSilent):
        secrets.get("id-1")
    with pytest.raises(KeyStoreSilent):
        secrets.put("id-1", "secret")


def test_no_message_carries_the_secret() -> None:
    class Talkative(FakeBackend):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise ValueError(f"cannot keep {password}")

    with pytest.raises(KeyStoreSilent) as caught:
        SystemSecrets(Talkative).put("id-1", "the secret")

    assert "the secret" not in str(caught.value)


def test_without_a_session_bus_the_real_backend_says_no_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/absent")
    began = time.monotonic()

    with pytest.raises(KeyStoreSilent):
        SystemSecrets().get("id-1")

    assert time.monotonic() - began < 10


def test_a_session_bus_that_never_answers_does_not_hang_the_till(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "bus"))
        listener.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/bus")

        with pytest.raises(KeyStoreSilent):
            SystemSecrets(answer_limit_s=1.0).get("id-1")
        listener.shutdown(socket.SHUT_RDWR)
    for thread in threading.enumerate():
        if thread.name == "system-key-store":
            thread.join(timeout=60)
