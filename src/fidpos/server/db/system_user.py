"""Who runs PostgreSQL. It refuses to be root, so root hands it to a user without rights of its own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fidpos.server.db.errors import ClusterUnusable

_NAMES = ("fidpos", "postgres")
"""In this order; where there is neither, the first one is created."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemUser:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    def can_pass(self, folder: Path) -> bool:
        """Whether they can go through the folder and all those above it."""
        return all(self._may_enter(part) for part in (folder, *folder.parents))

    def _may_enter(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        return bool(status.st_mode & (0o010 if status.st_gid == self.gid else 0o001))


def user_for(data: Path) -> SystemUser | None:
    """Who is to run the database with these data: None for whoever runs us, unless that is root.

    Raises:
        ClusterUnusable: we are root, and there is nobody to hand it to.
    """
    if os.name == "nt" or os.geteuid() != 0:
        return None
    return _owner(data) or _existing() or _created(data)


if sys.platform != "win32":
    import pwd

    def _owner(data: Path) -> SystemUser | None:
        try:
            entry = pwd.getpwuid(data.stat().st_uid)
        except (FileNotFoundError, NotADirectoryError, KeyError):
            return None
        return _user(entry) if entry.pw_uid != 0 else None

    def _existing() -> SystemUser | None:
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        return next((_user(known[name]) for name in _NAMES if name in known), None)

    def _user(entry: pwd.struct_passwd) -> SystemUser:
        return SystemUser(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _created(data: Path) -> SystemUser:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is not None:
        command = [program, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        # The system's own program, with constants.
        subprocess.run([*command, _NAMES[0]], capture_output=True, check=False)  # noqa: S603
    user = _existing()
    if user is None:
        raise ClusterUnusable(
            f"PostgreSQL does not run as root, and there is no user {_NAMES[0]}: create one", path=str(data)
        )
    return user
