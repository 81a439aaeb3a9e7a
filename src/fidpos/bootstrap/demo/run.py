"""`fidpos demo`: with a display the till beside its tray, without one the whole story, step by step.

Nothing in it is real, and nothing of it stays unless a folder is named for it.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from fidpos import paths
from fidpos.bootstrap.chores import FolderBackups
from fidpos.bootstrap.clock import SystemClock
from fidpos.bootstrap.demo.act import CUT_NOW, Act
from fidpos.bootstrap.demo.live import run_live
from fidpos.bootstrap.demo.seed import seed
from fidpos.bootstrap.demo.shop import COLLEAGUES
from fidpos.bootstrap.store import open_store
from fidpos.domain.errors import StoreCorrupt, StoreReadOnly
from fidpos.domain.retention import Retention
from fidpos.localdb.verify import verify
from fidpos.paths import TillFolder
from fidpos.settings.till_settings import Language
from fidpos.texts.texts import Texts

ACT_LIMIT_S = 180.0
_PROGRESS_EVERY_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlan:
    """What was asked for on the command line."""

    members: int
    number: int
    out: Path | None
    pcsc: bool
    language: Language
    size: str


def run_demo(options: Namespace) -> int:
    """Make the shop, if it is not there yet, and show it; returns the exit status.

    Raises:
        FidposError: the shop could not be made, or there is no smart-card service to be had.
    """
    plan = DemoPlan(
        members=options.members,
        number=options.seed,
        out=options.out,
        pcsc=options.pcsc,
        language=Language(options.language),
        size=options.size,
    )
    texts = Texts.load(paths.resources_dir() / "translations", plan.language.value)
    _make_folder_of_pictures(plan.out)
    with _folder(options.data) as folder:
        if not folder.root.exists():
            _make_shop(folder, plan, texts)
        _say_pins(texts)
        if _has_display():
            return run_live(folder, plan.language, pcsc=plan.pcsc)
        return _tell(folder, plan, texts)


def _make_folder_of_pictures(out: Path | None) -> None:
    """At once, before minutes are spent on what could not be kept."""
    if out is None:
        return
    try:
        out.expanduser().absolute().mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreReadOnly(f"cannot make {out}", path=str(out)) from fault


@contextmanager
def _folder(given: Path | None) -> Iterator[TillFolder]:
    """The folder named, or one that is gone afterwards."""
    if given is not None:
        yield TillFolder(given.expanduser().absolute())
        return
    with tempfile.TemporaryDirectory(prefix="fidpos-demo-") as parent:
        yield TillFolder(Path(parent) / "till")


def _make_shop(folder: TillFolder, plan: DemoPlan, texts: Texts) -> None:
    began_s = told_s = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal told_s
        if done == total or time.monotonic() - told_s > _PROGRESS_EVERY_S:
            told_s = time.monotonic()
            filled = 30 * done // total
            bar = "#" * filled + "." * (30 - filled)
            print(f"\r[{bar}] {texts.say('demo.members', count=done)}", end="", flush=True)

    seed(folder, SystemClock(), members=plan.members, number=plan.number, progress=progress)
    opened = open_store(folder, SystemClock())
    opened.store.close()
    backups = FolderBackups(
        path=folder.store, key=opened.kept.keys.store_key, folder=folder.backups, retention=Retention()
    )
    backups.make(SystemClock().now())
    took = timedelta(seconds=round(time.monotonic() - began_s))
    print(f"\n{texts.say('demo.made', seconds=took.seconds)}", flush=True)


def _say_pins(texts: Texts) -> None:
    for colleague in COLLEAGUES:
        role = texts.say(f"role.{colleague.role.value}")
        print(texts.say("demo.pin", name=colleague.name, role=role, pin=colleague.pin), flush=True)


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM", "") in {"offscreen", "minimal"}:
        return False
    shown = sys.platform in {"win32", "darwin"}
    return shown or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _tell(folder: TillFolder, plan: DemoPlan, texts: Texts) -> int:
    """Both acts, the power cut between them, and the proof that nothing is missing."""
    print(texts.say("demo.story"), flush=True)
    with tempfile.TemporaryDirectory(prefix="fidpos-acts-", ignore_cleanup_errors=True) as scratch:
        for act in Act:
            status = _play(act, folder, plan, texts, scratch=scratch)
            if status != 0:
                return status
    opened = open_store(folder, SystemClock())
    try:
        reader = opened.store.database.reader()
        report = verify(reader.connection)
        reader.close()
    finally:
        opened.store.close()
    if not report.holds:
        raise StoreCorrupt("the demonstration's journal does not hold")
    print(texts.say("demo.verified", events=report.chain.events), flush=True)
    if plan.out is not None:
        print(texts.say("demo.pictures", folder=str(plan.out)), flush=True)
    return 0


def _play(act: Act, folder: TillFolder, plan: DemoPlan, texts: Texts, *, scratch: str) -> int:
    """Run an act and pass on what it prints; where it asks for it, pull its plug.

    Its temporary files lie in `scratch`, so that what a cut leaves behind goes too.
    """
    command = [sys.executable, "-m", "fidpos.bootstrap.demo.act", act.value, "--data", str(folder.root)]
    command += ["--language", plan.language.value, "--size", plan.size]
    command += ["--out", str(plan.out.expanduser().absolute())] if plan.out is not None else []
    command += ["--pcsc"] if plan.pcsc else []
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "TMPDIR": scratch}
    # The command is this program's own; paths are passed as single arguments.
    process = subprocess.Popen(  # noqa: S603
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == CUT_NOW:
                _cut_power(process)
                print(texts.say("demo.cut"), flush=True)
                return 0
            print(line, end="", flush=True)
        return process.wait(ACT_LIMIT_S)


def _cut_power(process: "subprocess.Popen[str]") -> None:
    """Kill the till and whatever it started, all at once and without a word."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(ACT_LIMIT_S)
