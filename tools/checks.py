"""`dev check`: every check runs, each prints one line, and one that fails also prints what it found."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools import abuse_table, tracked
from tools.console import DevError, run_quietly
from tools.environment import Environment

Findings = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must hold.

    Attributes:
        title: its word in the summary.
        find: returns what is wrong, or an empty text.
    """

    title: str
    find: Callable[[Environment], Findings]


def check_all(environment: Environment, arguments: Sequence[str]) -> int:
    """Run every check, or those named in `arguments`; 1 when any found something, else 0."""
    os.chdir(environment.root)
    chosen = [check for check in CHECKS if not arguments or check.title in arguments]
    if not chosen:
        print(f"dev: there is no such check; there are: {', '.join(check.title for check in CHECKS)}")
        return 1
    failed = [check.title for check in chosen if not _passes(check, environment)]
    print(f"dev: {len(chosen) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}".rstrip())
    return 1 if failed else 0


def _passes(check: Check, environment: Environment) -> bool:
    started = time.monotonic()
    try:
        findings = check.find(environment)
    except (DevError, OSError) as error:
        findings = str(error)
    verdict = "FAILED" if findings else "ok"
    print(f"dev: {check.title:10} {verdict:6} {time.monotonic() - started:5.1f} s", flush=True)
    if findings:
        print(findings, flush=True)
    return not findings


def _tool(program: str, *arguments: str) -> Callable[[Environment], Findings]:
    """A check done by a program of the environment: it found something when it says so by its exit status."""

    def find(environment: Environment) -> Findings:
        command = [str(environment.script(program)), *arguments]
        done = run_quietly(command, environ=environment.variables())
        return (
            "" if done.returncode == 0 else done.stdout.strip() or f"{program} ended with {done.returncode}"
        )

    return find


CHECKS = (
    Check(title="format", find=_tool("ruff", "format", "--check")),
    Check(title="lint", find=_tool("ruff", "check")),
    Check(title="types", find=_tool("mypy")),
    Check(title="layers", find=_tool("lint-imports", "--no-logo", "--no-cache")),
    Check(title="abuse", find=lambda environment: "\n".join(abuse_table.find_gaps(environment.root))),
    Check(title="tracked", find=lambda environment: "\n".join(tracked.find_leaks(environment.root))),
)
