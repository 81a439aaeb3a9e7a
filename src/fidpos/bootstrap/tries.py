"""Wrong PINs that no store can count: those given while the till's store does not open.

They lie beside the keys, so that neither another backup nor another try begins at none. Who can delete this
file can do the same to a store: it bounds those who have the program, not those who have the disk.
"""

import json
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import StaffId
from fidpos.localdb.backup import sync_file, sync_folder
from fidpos.localdb.faults import from_os
from fidpos.paths import TillFolder


class KeptTries:
    """The failures of each, in a file of the till's folder; they stay until somebody succeeds."""

    def __init__(self, folder: TillFolder) -> None:
        self._path = folder.root / "pin_tries.json"
        self._failures = _read(self._path)

    def of(self, staff_id: StaffId) -> int:
        """How often this person failed since the last success of anybody."""
        return self._failures.get(staff_id, 0)

    def count(self, staff_id: StaffId) -> None:
        """One more; durable before it returns.

        Raises:
            StoreError: it could not be written, and so no PIN may be tried.
        """
        self._failures[staff_id] = self.of(staff_id) + 1
        part = self._path.with_name(f"{self._path.name}.new")
        try:
            part.write_text(json.dumps({str(who): n for who, n in self._failures.items()}), "ascii")
            part.chmod(0o600)
            sync_file(part)
            part.replace(self._path)
            sync_folder(self._path.parent)
        except OSError as fault:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise from_os(fault, self._path) from fault

    def forget(self) -> None:
        """Somebody succeeded."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as fault:
            raise from_os(fault, self._path) from fault
        self._failures = {}


def _read(path: Path) -> dict[StaffId, int]:
    try:
        kept = json.loads(path.read_text("ascii"))
        return {StaffId(UUID(who)): int(failures) for who, failures in kept.items()}
    except FileNotFoundError:
        return {}
    except OSError as fault:
        raise from_os(fault, path) from fault
    except (ValueError, TypeError, AttributeError):
        raise StoreCorrupt(f"{path.name} does not hold tries", path=str(path)) from None
