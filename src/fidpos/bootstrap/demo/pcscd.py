"""A smart-card service of our own with two virtual readers, apart from the system's: for demo and tests.

pcscd has a fixed socket path, and vpcd, its virtual reader, listens on every network address of the machine
(its setting to connect outwards instead makes version 3.3 abort). So the service runs in namespaces of its
own: a mount namespace where /run is our folder, and a network namespace where "every address" is a loopback
nobody else reaches; card programs are started inside that network. This needs no privilege where users may
create namespaces, and works beside the system's own pcscd.

Where namespaces are refused (some containers), root falls back to running pcscd in the open, if none runs
yet: `is_private` then says no, and the virtual readers can be reached from the network meanwhile.
"""

import fcntl
import functools
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

from fidpos.bootstrap.demo.virtual_card import FIRST_SLOT_PORT
from fidpos.domain.errors import ReaderError

START_LIMIT_S = 10.0
STOP_LIMIT_S = 2.0
SLOTS = 2
FIRST_READER = "Virtual PCD 00 00"
"""What the service calls the first slot: name as configured, number of the reader, number of the slot."""

SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"
"""Names the service's socket; libpcsclite reads it once per process, at its first call."""

_DRIVERS_VARIABLE = "PCSCLITE_HP_DROPDIR"
_INSTALLED_CONFIG = Path("/etc/reader.conf.d/vpcd")
_RUN = Path("/run")
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_NAMESPACES = ("unshare", "--user", "--map-root-user", "--mount", "--net")
_SET_INTERFACE_FLAGS = 0x8914
_UP_AND_RUNNING = 0x41


class PcscdUnavailable(ReaderError):
    """No pcscd or no virtual reader, not allowed here, or it did not come up; the detail says which."""

    code = "pcscd_unavailable"


class VirtualPcscd:
    """The service; it can be killed and started again under the same socket path.

    Args:
        folder: short path of an empty folder for socket, configuration and log; the caller removes it.
    """

    def __init__(self, folder: Path) -> None:
        self.is_private = _namespaces_work()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def socket_path(self) -> Path:
        """Value for `SOCKET_VARIABLE` in every process that is to use this service."""
        return (self._folder if self.is_private else _RUN) / "pcscd/pcscd.comm"

    @property
    def log_path(self) -> Path:
        """What pcscd had to say."""
        return self._folder / "log"

    def start(self, *, with_readers: bool = True) -> None:
        """Start the service and wait until it answers.

        Raises:
            PcscdUnavailable: it is not installed, not allowed here, or does not come up.
        """
        self._refuse_where_it_cannot_run()
        self.socket_path.unlink(missing_ok=True)
        (self._folder / "drivers").mkdir(exist_ok=True)
        config = self._folder / ("readers" if with_readers else "no_readers")
        config.mkdir(exist_ok=True)
        if with_readers:
            (config / "vpcd").write_text(_reader_config())
        with self.log_path.open("ab") as log:
            # The whole command is ours; the folder and this interpreter are its only variable parts.
            self._process = subprocess.Popen(  # noqa: S603
                self._command(config.name), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait_until_up()

    def kill(self) -> None:
        """End it as a crash would: at once, leaving its socket behind."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order; harmless when it does not run."""
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """Let it hang: it runs, takes connections and answers nothing, until `thaw` or its end."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def card_command(self, *program: str) -> list[str]:
        """The command that runs a card program where the virtual readers listen.

        Raises:
            PcscdUnavailable: the service does not run.
        """
        if self._process is None:
            raise PcscdUnavailable("pcscd does not run")
        enter = (
            ("nsenter", "--preserve-credentials", "--user", "--net", "--target", str(self._process.pid))
            if self.is_private
            else ()
        )
        return [*enter, sys.executable, *program]

    def _refuse_where_it_cannot_run(self) -> None:
        _installed()
        if self.is_private:
            return
        if os.geteuid() != 0:
            raise PcscdUnavailable("this system lets no user create namespaces: run as root")
        if _answers(self.socket_path):
            raise PcscdUnavailable("the system's own pcscd runs: stop pcscd.socket and pcscd.service first")

    def _command(self, config: str) -> list[str]:
        if not self.is_private:
            return [
                "env",
                f"{_DRIVERS_VARIABLE}={self._folder / 'drivers'}",
                *_service(self._folder / config),
            ]
        launcher = (sys.executable, "-m", "fidpos.bootstrap.demo.pcscd", str(self._folder), config)
        return [*_NAMESPACES, *launcher]

    def _wait_until_up(self) -> None:
        deadline_s = time.monotonic() + START_LIMIT_S
        while not _answers(self.socket_path):
            if self._process is None or self._process.poll() is not None or time.monotonic() > deadline_s:
                self.kill()
                tail = self.log_path.read_text(errors="replace")[-500:]
                raise PcscdUnavailable(f"pcscd did not come up: {tail}")
            time.sleep(0.01)

    def _end(self, with_signal: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(with_signal)
        try:
            process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main(arguments: list[str]) -> None:
    """Become the service inside fresh namespaces; started by `VirtualPcscd`, never by a person."""
    folder, config = arguments
    _bring_loopback_up()
    subprocess.run(["mount", "--rbind", folder, str(_RUN)], check=True)  # noqa: S603, S607
    command = _service(_RUN / config)
    os.execve(command[0], command, os.environ | {_DRIVERS_VARIABLE: str(_RUN / "drivers")})  # noqa: S606


def _service(config: Path) -> list[str]:
    """The command that runs pcscd until it is ended, or has had no client for a minute, should we die first.

    An empty folder of drivers keeps it away from readers that belong to the system's own pcscd. Newer
    versions ask polkit whether a user may; ours is its user's own.
    """
    program = _installed()
    command = [program, "--foreground", "--auto-exit", "--config", str(config)]
    return [*command, "--disable-polkit"] if _knows_polkit(program) else command


def _installed() -> str:
    """Where pcscd is; users seldom have its folder on their path.

    Raises:
        PcscdUnavailable: nowhere.
    """
    program = shutil.which("pcscd", path=_PATH)
    if program is None:
        raise PcscdUnavailable("pcscd is not installed (package pcscd)")
    return program


@functools.cache
def _knows_polkit(program: str) -> bool:
    usage = subprocess.run([program, "--help"], capture_output=True, check=False)  # noqa: S603
    return b"--disable-polkit" in usage.stdout + usage.stderr


@functools.cache
def _namespaces_work() -> bool:
    trial = [*_NAMESPACES, "mount", "--rbind", "/tmp", str(_RUN)]  # noqa: S108
    try:
        return subprocess.run(trial, capture_output=True, check=False).returncode == 0  # noqa: S603
    except FileNotFoundError:
        return False


def _reader_config() -> str:
    """A reader.conf(5) for vpcd, with the library where its package says it is.

    Raises:
        PcscdUnavailable: the package is not installed.
    """
    try:
        lines = _INSTALLED_CONFIG.read_text().splitlines()
    except OSError as error:
        raise PcscdUnavailable("vpcd is not installed (package vsmartcard-vpcd)") from error
    library = next(line for line in lines if line.startswith("LIBPATH"))
    return f"""FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:{FIRST_SLOT_PORT}
{library}
CHANNELID {FIRST_SLOT_PORT:#x}
"""


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def _bring_loopback_up() -> None:
    """netdevice(7): a new network namespace has its loopback down."""
    request = struct.pack("16sh14x", b"lo", _UP_AND_RUNNING)
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_INTERFACE_FLAGS, request)


if __name__ == "__main__":
    main(sys.argv[1:])
