"""Each program runs on the libraries of its own lock: the centre without the till's, and the other way."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

IMPORT_ALL = """
import importlib, importlib.metadata, pkgutil, re, sys
from pathlib import Path

lock, *roots = sys.argv[1:]
locked = set(re.findall(r"^([a-z0-9-]+)==", Path(lock).read_text(encoding="utf-8"), re.MULTILINE))
plain = lambda name: re.sub(r"[-_.]+", "-", name).lower()
absent = {
    module
    for module, owners in importlib.metadata.packages_distributions().items()
    if locked.isdisjoint(map(plain, owners))
}

class Absent:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent)
for root in roots:
    module = importlib.import_module(root)
    for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{root}."):
        importlib.import_module(found.name)
"""
"""Imports every module below the roots, as if only what the lock names were installed."""

SHARED = ("domain", "rules", "posting", "wire", "columns", "logs", "texts", "vault", "contact", "cli")
SERVER = ("server", "bootstrap.server", "bootstrap.operator")
TILL = (
    "till",
    "localdb",
    "readers",
    "sync",
    "printing",
    "link",
    "settings",
    "ui",
    "bootstrap.till",
    "bootstrap.demo",
)


@pytest.mark.parametrize(("lock", "parts"), [("server", SERVER), ("till", TILL)])
def test_a_program_needs_nothing_beyond_its_own_lock(lock: str, parts: tuple[str, ...]) -> None:
    modules = [f"fidpos.{part}" for part in (*SHARED, *parts)]
    command = [sys.executable, "-c", IMPORT_ALL, str(ROOT / "requirements" / f"{lock}.txt"), *modules]

    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)

    assert done.returncode == 0, done.stderr
