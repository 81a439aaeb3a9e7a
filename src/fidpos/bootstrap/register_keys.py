"""The file that says which cash registers may use the link, written by a technician's act alone."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fidpos.bootstrap.authority import Asking, approve, record_override
from fidpos.bootstrap.contact import refuse_old_list
from fidpos.bootstrap.instance import holding
from fidpos.bootstrap.store import open_store
from fidpos.bootstrap.whole_file import whole_file
from fidpos.domain.clock import Clock
from fidpos.domain.staff import Role
from fidpos.link.keys import RegisterKeys, RegistersUnreadable
from fidpos.paths import TillFolder

log = logging.getLogger(__name__)

_PRIVATE = 0o600


@dataclass(slots=True)
class RegisterKeysFile:
    """Read anew when it has changed; from one thread at a time."""

    path: Path
    _known: RegisterKeys = field(default_factory=RegisterKeys)
    _stamp: tuple[int, int, int] | None = None

    def current(self) -> RegisterKeys:
        """The registers as they are now; none, and a line in the log, while that cannot be read."""
        stamp = self._stamp_now()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._known = read_keys(self.path)
            except RegistersUnreadable:
                log.exception("the registers cannot be read; none is let in")
                self._known = RegisterKeys()
        return self._known

    def _stamp_now(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedRegister:
    """A register as a list of them shows it."""

    name: str
    since: datetime


def read_keys(path: Path) -> RegisterKeys:
    """The registers that are kept there; none while there is no such file.

    Raises:
        RegistersUnreadable: there is one that cannot be read.
    """
    try:
        return RegisterKeys.from_bytes(path.read_bytes())
    except FileNotFoundError:
        return RegisterKeys()
    except OSError as fault:
        raise RegistersUnreadable(f"cannot read {path}", path=str(path)) from fault


def list_registers(folder: TillFolder) -> tuple[PairedRegister, ...]:
    """Those that may use the link, in the order in which they were paired.

    Raises:
        RegistersUnreadable: what is kept of them cannot be read.
    """
    keys = read_keys(folder.registers).keys
    return tuple(PairedRegister(name=key.name, since=key.since) for key in keys)


def pair_register(folder: TillFolder, name: str, asking: Asking, clock: Clock) -> str:
    """Let a register use the link; returns its token, which is shown once and not kept.

    Raises:
        BadRegisterName: not made of small letters, digits and dashes.
        NotApproved: no technician agreed.
        StaffListOld: see there.
        FolderInUse: the till is running.
        FidposError: the store, or what is kept of the registers, cannot be read or written.
    """
    keys, token = read_keys(folder.registers).paired(name, clock.now())
    _write(folder, keys, asking, clock, act=f"register.pair.{name}")
    return token


def revoke_register(folder: TillFolder, name: str, asking: Asking, clock: Clock) -> bool:
    """Let it use the link no longer; False when there is none of that name.

    Raises:
        FidposError: as for `pair_register`.
    """
    before = read_keys(folder.registers)
    keys = before.revoked(name)
    if keys == before:
        return False
    _write(folder, keys, asking, clock, act=f"register.revoke.{name}")
    return True


def _write(folder: TillFolder, keys: RegisterKeys, asking: Asking, clock: Clock, *, act: str) -> None:
    with holding(folder):
        opened = open_store(folder, clock)
        try:
            refuse_old_list(opened, folder, clock)
            technician = approve(opened.store, opened.pins, asking, clock, role=Role.TECHNICIAN)
            record_override(opened.store, technician, act, clock.now())
            with whole_file(folder.registers) as file:
                Path(file.name).chmod(_PRIVATE)
                file.write(keys.to_bytes())
        finally:
            opened.store.close()
