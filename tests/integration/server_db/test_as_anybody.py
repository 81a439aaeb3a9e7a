"""Started by a user without rights, the database is that user's own.

Where the tests run as root, the program is handed to `nobody` first, who keeps the right to read files: this
checkout may stand where nobody else looks.
"""

import os
import shutil
from pathlib import Path

from tests.helpers.asking import note, notes
from tests.helpers.centre_parent import Parent

NOBODY = 65534
TO_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
)


def test_whoever_starts_it_runs_it_and_owns_all_of_it(empty: Path) -> None:
    as_root = os.geteuid() == 0
    uid = NOBODY if as_root else os.geteuid()
    if as_root:
        shutil.chown(empty.parent, NOBODY)
    with Parent(empty, prefix=TO_NOBODY if as_root else ()) as parent:
        up = parent.hear()
        note(up.owner, "by nobody")
        runs_as = Path(f"/proc/{up.pid}").stat().st_uid
        found = notes(up.owner)
        status = parent.finish()

    assert (runs_as, found, status) == (uid, ["by nobody"], 0)
    assert {path.stat().st_uid for path in (empty, *empty.rglob("*"))} == {uid}
