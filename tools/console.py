"""What the developer sees: a line per step with its seconds, a clear sentence when something is missing."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

_LINES_SHOWN = 25


class DevError(Exception):
    """Something the developer has to settle; its text says what is missing and what to do."""


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print `title` at once and the seconds it took when it is done."""
    print(f"dev: {title} ...", end=" ", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print(f"failed after {time.monotonic() - started:.1f} s", flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def run_quietly(
    command: Sequence[str], *, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and keep what it says, for showing only when it fails.

    Raises:
        DevError: the program does not exist.
    """
    try:
        return subprocess.run(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise DevError(f"{command[0]} could not be started: {error.strerror or error}.") from error


def tail(output: str) -> str:
    """The last lines of a failed command, indented to stand out from our own words."""
    lines = output.strip().splitlines()[-_LINES_SHOWN:]
    return "\n".join(f"    {line}" for line in lines)


def report(error: DevError) -> None:
    """Say what is missing and what to do, and nothing else."""
    first, *rest = str(error).splitlines()
    print("\n".join([f"dev: {first}", *(f"     {line}" for line in rest)]), file=sys.stderr)
