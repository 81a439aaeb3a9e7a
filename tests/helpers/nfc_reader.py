"""A reader that stands for nfcpy's `ContactlessFrontend`, with a card on it or none, plugged in or not."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from fidpos.readers.drivers.nfc_usb.library import Library, load_library
from tests.helpers.collecting_sink import LIMIT_S
from tests.helpers.nfc_cards import RfCard


class FakeNfc:
    """What is plugged in; its `library` opens it as nfcpy would."""

    def __init__(self) -> None:
        self.card: RfCard | None = None
        self.frames: list[bytes] = []
        self.frames_left: int | None = None
        """After so many frames the card is pulled away."""
        self.open_error = 0
        """Number of the system's error with which opening it fails."""
        self.io_error = 0
        """The same for using it."""
        self.opened: list[str] = []
        self.nonsense: dict[str, Any] | None = None
        """What nfcpy found, in place of a card."""
        self._selected: RfCard | None = None
        self.looks = 0
        self.looked = threading.Condition()
        self._nfc = load_library()

    @property
    def library(self) -> Library:
        return replace(self._nfc, connect=self.connect)

    def insert(self, card: RfCard) -> None:
        with self.looked:
            self.card, self._selected = card, None

    def remove(self) -> None:
        with self.looked:
            self.card = self._selected = None

    @contextmanager
    def looking(self) -> Iterator[None]:
        with self.looked:
            self.looks += 1
            self.looked.notify_all()
            yield

    def wait_for_looks(self, count: int = 20) -> None:
        """Let the driver sense or exchange frames so many times more."""
        with self.looked:
            goal = self.looks + count
            assert self.looked.wait_for(lambda: self.looks >= goal, LIMIT_S), "the driver looks no more"

    def connect(self, path: str) -> "FakeFrontend":
        self.opened.append(path)
        raise_os_error(self.open_error)
        return FakeFrontend(self)

    def sense(self, target: Any) -> Any:
        raise_os_error(self.io_error)
        clf = self._nfc.clf
        if self.nonsense is not None:
            return clf.RemoteTarget(target.brty, **self.nonsense)
        card = self.card
        if card is None or card.technology != target.brty:
            return None
        if target.sel_req and bytes(target.sel_req) != card.uid:
            return None
        card.select()
        self._selected = card
        if card.technology.endswith("F"):
            return clf.RemoteTarget("212F", sensf_res=bytearray(b"\x01" + card.uid + bytes(8)))
        return clf.RemoteTarget(
            "106A", sens_res=bytearray(2), sel_res=bytearray((card.sak,)), sdd_res=bytearray(card.uid)
        )

    def exchange(self, frame: bytearray) -> bytearray:
        raise_os_error(self.io_error)
        self.frames.append(bytes(frame))
        if self.frames_left is not None:
            self.frames_left -= 1
            if self.frames_left < 0:
                self.card = self._selected = None
        answer = self._selected.answer(bytes(frame)) if self._selected is not None else None
        if answer is None:
            raise self._nfc.clf.TimeoutError
        return bytearray(answer)


class FakeFrontend:
    """`nfc.ContactlessFrontend`, as far as the driver uses it."""

    max_recv_data_size = 290
    max_send_data_size = 290

    def __init__(self, nfc: FakeNfc) -> None:
        self.device = SimpleNamespace(vendor_name="Fake", product_name="Reader")
        self._nfc = nfc

    def sense(self, target: Any) -> Any:
        with self._nfc.looking():
            return self._nfc.sense(target)

    def exchange(self, frame: bytearray, timeout: float) -> bytearray:
        with self._nfc.looking():
            return self._nfc.exchange(frame)

    def close(self) -> None:
        """Nothing is held."""


def raise_os_error(number: int) -> None:
    if number:
        raise OSError(number, os.strerror(number))
