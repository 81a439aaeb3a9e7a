"""Imports after Qt's binding."""

import subprocess
import sys

_SOURCES_KEPT = """
import linecache, sys
from fidpos.ui.quick_imports import import_quickly
if sys.argv[1] == "quickly":
    import_quickly()
import fidpos.bootstrap.till
print(sum(file.endswith("till.py") for file in linecache.cache))
"""


def kept(how: str) -> int:
    """How many modules called `till` are kept as text, in a process of its own."""
    said = subprocess.run(
        [sys.executable, "-c", _SOURCES_KEPT, how], capture_output=True, text=True, check=True, timeout=120
    )
    return int(said.stdout)


def test_no_source_is_read_and_kept_for_the_binding() -> None:
    assert kept("quickly") == 0


def test_a_binding_that_reads_no_source_any_more_makes_this_superfluous() -> None:
    assert kept("as it comes") > 0
