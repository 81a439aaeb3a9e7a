"""The installed nfcpy, as far as the driver uses it: its raw front end, and its block protocol for chips.

nfcpy's own loop (`ContactlessFrontend.connect`) is not used: it holds its thread for a second and more, and
its tag classes read what nobody asked for.
"""

import importlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from fidpos.readers.errors import LibraryMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What is imported of nfcpy.

    Attributes:
        clf: its module of front ends, targets and errors.
        connect: opens a reader by nfcpy's path; raises what libusb, pyserial or the system raise.
        make_initiator: speaks ISO/IEC 14443-4 over whatever has a method `exchange`.
        silences: a card did not answer, or broke its protocol.
        reader_errors: the reader is gone, its chip refused a command, or libusb one of ours.
    """

    clf: ModuleType
    connect: Callable[[str], Any]
    make_initiator: Callable[..., Any]
    silences: tuple[type[Exception], ...]
    reader_errors: tuple[type[Exception], ...]


def load_library() -> Library:
    """Import nfcpy and silence it: at DEBUG it logs each byte of a card, at WARNING each one pulled away.

    Raises:
        LibraryMissing: nfcpy, or libusb below it, is not installed.
    """
    try:
        clf = importlib.import_module("nfc.clf")
        tag = importlib.import_module("nfc.tag")
        tt4 = importlib.import_module("nfc.tag.tt4")
        transport = importlib.import_module("nfc.clf.transport")
        chips = [importlib.import_module(f"nfc.clf.{name}") for name in ("pn53x", "rcs380")]
    except (ImportError, OSError) as error:
        raise LibraryMissing(f"nfcpy: {error}") from error
    # Importing it diverts the warnings of the whole program into its log.
    logging.captureWarnings(False)
    logging.getLogger("nfc").setLevel(logging.ERROR)
    pn53x, rcs380 = chips
    return Library(
        clf=clf,
        connect=clf.ContactlessFrontend,
        make_initiator=tt4.IsoDepInitiator,
        silences=(clf.Error, tag.TagCommandError),
        reader_errors=(
            OSError,
            pn53x.Chipset.Error,
            rcs380.StatusError,
            rcs380.CommunicationError,
            transport.libusb.USBError,
        ),
    )
