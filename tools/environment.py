"""The environment in .venv: made once, from hash-locked files only, left alone while the locks stay the same.

Two steps: pip, which comes with Python, installs requirements/build.txt (uv and the build tools); that uv
then installs the lock of the job without build isolation, so that no build fetches anything of its own. The
project itself is put on the path rather than installed: nothing to build, and an edit takes effect at once.
"""

import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.console import DevError, run_quietly, step, tail

ROOT = Path(__file__).resolve().parents[1]

_NO_NETWORK = re.compile(
    r"name resolution|name or service not known|nodename nor servname|dns error|failed to lookup address"
    r"|connection refused|connection reset|network is unreachable|no route to host|timed out|connect error"
    r"|failed to establish a new connection|error sending request|proxy",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The virtual environment of one checkout.

    Attributes:
        root: the checkout.
    """

    root: Path = ROOT

    @property
    def folder(self) -> Path:
        """Where the environment stands."""
        return self.root / ".venv"

    def script(self, name: str) -> Path:
        """The path of a program of the environment, present or not."""
        return self.folder / "Scripts" / f"{name}.exe" if os.name == "nt" else self.folder / "bin" / name

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.script("python")

    def variables(self) -> dict[str, str]:
        """What its programs run with: its own come first, and bytecode is kept whatever the machine says."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        path = f"{self.python.parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
        return {**kept, "PATH": path, "PIP_USER": "0", "VIRTUAL_ENV": str(self.folder)}

    def ensure(self, lock: str) -> None:
        """Bring the environment up to `requirements/<lock>.txt`; does nothing when it already is.

        The development lock contains the till's, so an environment made for tests also serves the demo.

        Raises:
            DevError: what is missing and what to do.
        """
        present = self._stamp_present()
        if self.python.exists() and present in (self._stamp(lock), self._stamp("dev")):
            return
        if '"lock": "dev"' in present:
            lock = "dev"
        try:
            self._stamp_path.unlink(missing_ok=True)
            self._make_folder()
        except OSError as error:
            raise DevError(self._not_writable(error)) from error
        self._install(lock)
        self._add_project()
        self._stamp_path.write_text(self._stamp(lock), encoding="utf-8")

    @property
    def _stamp_path(self) -> Path:
        return self.folder / "fidpos-environment.json"

    def _stamp_present(self) -> str:
        try:
            return self._stamp_path.read_text(encoding="utf-8")
        except OSError:
            return ""

    def _stamp(self, lock: str) -> str:
        """What an environment was made from; the same text means there is nothing to do."""
        digest = hashlib.sha256()
        for name in ("build", lock):
            digest.update(self._requirements(name).read_bytes())
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        return json.dumps(
            {"root": str(self.root), "python": python, "lock": lock, "sha256": digest.hexdigest()}
        )

    def _requirements(self, name: str) -> Path:
        return self.root / "requirements" / f"{name}.txt"

    def _make_folder(self) -> None:
        if self._serves_this_interpreter():
            return
        if importlib.util.find_spec("ensurepip") is None:
            raise DevError(
                f"this Python ({sys.executable}) comes without ensurepip, so it cannot make an environment.\n"
                "Install the package of your system that holds it (Debian and Ubuntu: python3-venv)."
            )
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir()
        with step(f"make .venv with Python {sys.version.split()[0]}"):
            made = run_quietly([sys.executable, "-m", "venv", str(self.folder)])
            if made.returncode != 0:
                raise DevError(f"python -m venv failed:\n{tail(made.stdout)}")

    def _serves_this_interpreter(self) -> bool:
        """Whether .venv runs, stands where it was made, and has the version of the Python that runs `dev`."""
        if not self.python.exists():
            return False
        question = "import pip, sys; print(sys.prefix, '%d.%d' % sys.version_info[:2])"
        answer = run_quietly([str(self.python), "-c", question])
        expected = f"{self.folder} {sys.version_info.major}.{sys.version_info.minor}"
        return answer.returncode == 0 and answer.stdout.strip() == expected

    def _not_writable(self, error: OSError) -> str:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        remedy = (
            "Make room on that disk (about 1.5 GB) and try again."
            if full
            else "Give your user the right to write there, or clone the project into a folder of your own."
        )
        return f"{self.folder} cannot be written: {error.strerror}.\n{remedy}"

    def _install(self, lock: str) -> None:
        build, wanted = str(self._requirements("build")), str(self._requirements(lock))
        pip = [
            str(self.python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
        ]
        with step("install the build tools (requirements/build.txt)"):
            self._run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", build])
        uv = [str(self.script("uv")), "pip", "sync", "--quiet", "--python", str(self.python)]
        with step(f"install and compile the libraries (requirements/{lock}.txt)"):
            self._run([*uv, "--require-hashes", "--no-build-isolation", "--compile-bytecode", build, wanted])

    def _run(self, command: Sequence[str]) -> None:
        done = run_quietly(command, environ=self.variables())
        if done.returncode == 0:
            return
        if _NO_NETWORK.search(done.stdout):
            raise DevError(
                "the package index cannot be reached, and the libraries come from there.\n"
                "Connect this machine (or set HTTPS_PROXY), then run the same command again. It said:\n"
                f"{tail(done.stdout)}"
            )
        raise DevError(
            f"installing failed. Mend what is said here, then run the command again:\n{tail(done.stdout)}"
        )

    def _add_project(self) -> None:
        """Put src on the path and a `fidpos` command beside the interpreter."""
        source = self.root / "src"
        if os.name == "nt":
            packages = self.folder / "Lib" / "site-packages"
            command, text = self.folder / "Scripts" / "fidpos.cmd", '@"%~dp0python.exe" -m fidpos %*\n'
        else:
            version = f"python{sys.version_info.major}.{sys.version_info.minor}"
            packages = self.folder / "lib" / version / "site-packages"
            command, text = self.script("fidpos"), f'#!/bin/sh\nexec "{self.python}" -m fidpos "$@"\n'
        (packages / "fidpos.pth").write_text(f"{source}\n", encoding="utf-8")
        command.write_text(text, encoding="utf-8")
        command.chmod(0o755)
