"""The system packages a job needs: found with dpkg on Debian and Ubuntu, installed if allowed, named if not.

Elsewhere nothing is checked: a failed build says what it lacks, and Windows wheels carry what they need.
"""

import importlib.util
import os
import shutil
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from tools.console import DevError, run_quietly, step, tail

# Importing Qt and drawing offscreen, then the xcb platform plugin; Qt itself blames the wrong library.
QT = (
    *("libbrotli1", "libdbus-1-3", "libegl1", "libfontconfig1", "libfreetype6", "libgl1", "libglib2.0-0"),
    *("libxkbcommon0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1"),
    *("libxcb-render-util0", "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0"),
)
# pyscard comes as source on Linux.
BUILD = ("gcc", "libc6-dev", "libpcsclite-dev")
# The real smart-card daemon with its virtual reader.
PCSC = ("pcscd", "vsmartcard-vpcd")
# A real X server to type into.
X_SERVER = ("x11-xkb-utils", "xauth", "xvfb")
# Disks that are full, read-only or broken.
DISK = ("e2fsprogs", "mount")
# The centre on the PostgreSQL that the system offers, beside the one that fidpos brings along.
POSTGRES = ("postgresql",)
# A clock that is wrong, for one program.
CLOCK = ("libfaketime",)
# What a register's maker tries the link with (docs/linking-a-register.md).
CURL = ("curl",)
# The browser that the back office is looked at with.
BROWSER = ("chromium",)

_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120")


def ensure(packages: Sequence[str]) -> None:
    """Have every package installed, or stop with the one line that installs what is missing.

    Raises:
        DevError: packages are missing and this user may not install them, or installing failed.
    """
    if shutil.which("dpkg-query") is None:
        return
    missing = _missing([*packages, *_interpreter_packages()])
    if not missing:
        return
    prefix = _root_prefix()
    if prefix is None:
        raise DevError(_line_to_run(missing))
    with step(f"install {len(missing)} system packages ({', '.join(missing)})"):
        _apt([*prefix, "apt-get", "update"])
        _apt([*prefix, *_INSTALL, *_names_offered(missing)])


def _interpreter_packages() -> list[str]:
    """What Debian splits off the interpreter in use; one built by hand (pyenv) brings it along."""
    if not Path(sys.base_prefix).is_relative_to("/usr"):
        return []
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    wanted = []
    if importlib.util.find_spec("ensurepip") is None:
        wanted.append(f"{version}-venv")
    if not Path(sysconfig.get_paths()["include"], "Python.h").exists():
        wanted.append(f"{version}-dev")
    return wanted


def _missing(packages: Sequence[str]) -> list[str]:
    names = [name for package in packages for name in _spellings(package)]
    answer = run_quietly(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names])
    installed = {line.removesuffix(" installed") for line in answer.stdout.splitlines()}
    return [package for package in packages if installed.isdisjoint(_spellings(package))]


def _spellings(package: str) -> tuple[str, str]:
    """Debian 13 and Ubuntu 24.04 renamed some libraries when they went to 64-bit time."""
    return package, f"{package}t64"


def _names_offered(packages: Sequence[str]) -> list[str]:
    """Each package under the name that this release knows; a virtual name cannot be installed."""
    names = [name for package in packages for name in _spellings(package)]
    answer = run_quietly(["apt-cache", "show", "--no-all-versions", *names])
    offered = {
        line.removeprefix("Package: ") for line in answer.stdout.splitlines() if line.startswith("Package: ")
    }
    return [next((name for name in _spellings(package) if name in offered), package) for package in packages]


def _root_prefix() -> list[str] | None:
    """How to become root: not at all, by sudo without a password, or None when neither works."""
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    if shutil.which("sudo") and run_quietly(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _line_to_run(missing: Sequence[str]) -> str:
    names = " ".join(_names_offered(missing))
    return (
        f"{len(missing)} system packages are missing, and only root may install them. Run this line first:\n"
        f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"
    )


def _apt(command: Sequence[str]) -> None:
    done = run_quietly(command)
    if done.returncode != 0:
        raise DevError(
            f"installing system packages failed. Mend what apt says, then try again:\n{tail(done.stdout)}"
        )
