"""When the service of the demonstration cannot run; tests/integration/pcsc runs the real one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fidpos.bootstrap.demo import pcscd
from fidpos.bootstrap.demo.pcscd import PcscdUnavailable, VirtualPcscd


@pytest.fixture
def no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcscd, "_namespaces_work", lambda: False)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[VirtualPcscd]:
    service = VirtualPcscd(tmp_path)
    yield service
    service.stop()


def test_the_socket_lies_in_our_folder_when_the_service_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pcscd, "_namespaces_work", lambda: True)

    assert VirtualPcscd(tmp_path).socket_path == tmp_path / "pcscd/pcscd.comm"


@pytest.mark.usefixtures("no_namespaces")
def test_the_socket_is_the_systems_when_it_is_not(tmp_path: Path) -> None:
    service = VirtualPcscd(tmp_path)

    assert not service.is_private
    assert service.socket_path == Path("/run/pcscd/pcscd.comm")


def test_a_missing_pcscd_is_named(service: VirtualPcscd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcscd, "_PATH", "/nonexistent")

    with pytest.raises(PcscdUnavailable, match="package pcscd"):
        service.start()


def test_a_missing_virtual_reader_is_named(service: VirtualPcscd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcscd, "_INSTALLED_CONFIG", Path("/nonexistent"))

    with pytest.raises(PcscdUnavailable, match="vsmartcard-vpcd"):
        service.start()


@pytest.mark.usefixtures("no_namespaces")
def test_a_user_who_may_not_make_namespaces_is_told_to_be_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(PcscdUnavailable, match="as root"):
        VirtualPcscd(tmp_path).start()


@pytest.mark.usefixtures("no_namespaces")
def test_the_systems_own_service_is_never_pushed_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pcscd, "_answers", lambda path: True)

    with pytest.raises(PcscdUnavailable, match="system's own pcscd"):
        VirtualPcscd(tmp_path).start()


def test_a_card_needs_a_running_service(service: VirtualPcscd) -> None:
    with pytest.raises(PcscdUnavailable, match="does not run"):
        service.card_command("-m", "fidpos.bootstrap.demo.virtual_card")


def test_what_never_started_can_be_stopped_killed_and_frozen(service: VirtualPcscd) -> None:
    service.freeze()
    service.kill()
    service.stop()
