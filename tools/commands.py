"""The subcommands of `dev`: what each needs in place, and what it runs."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tools import system
from tools.checks import check_all
from tools.console import DevError, report
from tools.environment import Environment
from tools.locks import write_locks

_TESTS = (
    *(*system.BUILD, *system.QT, *system.PCSC, *system.X_SERVER),
    *(*system.DISK, *system.POSTGRES, *system.CLOCK, *system.CURL, *system.BROWSER),
)

Run = Callable[[Environment, Sequence[str]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One subcommand.

    Attributes:
        summary: its line in the list.
        run: what it does once everything is in place; gets the remaining arguments, returns the exit status.
        lock: the requirements file it needs installed.
        packages: the system packages it needs.
    """

    summary: str
    run: Run
    lock: str = "dev"
    packages: tuple[str, ...] = field(default=system.BUILD + system.QT)


def main(arguments: Sequence[str]) -> int:
    """Run `dev` with what follows its name; returns the exit status."""
    name, *rest = arguments or ["--help"]
    if name in {"-h", "--help", "help"}:
        print(usage())
        return 0
    try:
        if name not in COMMANDS:
            raise DevError(f"there is no command {name!r}.\n\n{usage()}")
        command = COMMANDS[name]
        environment = Environment()
        system.ensure(_packages(command, rest))
        environment.ensure(command.lock)
        return command.run(environment, rest)
    except DevError as error:
        report(error)
        return 1
    except OSError as error:
        report(DevError(f"the system refused: {error}."))
        return 1
    except KeyboardInterrupt:
        report(DevError("stopped; run the same command again to go on."))
        return 130


def usage() -> str:
    """The list of commands."""
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name:{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(["usage: ./dev COMMAND [ARGUMENTS]   (on Windows: py dev COMMAND)", "", *lines])


def _packages(command: Command, arguments: Sequence[str]) -> tuple[str, ...]:
    return command.packages + (system.PCSC if "--pcsc" in arguments else ())


def _python(environment: Environment, *arguments: str, **variables: str) -> int:
    """Hand over to the environment's interpreter; on POSIX it takes the place of this process."""
    command = [str(environment.python), *arguments]
    environ = {**environment.variables(), **variables}
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(command[0], command, environ)
    return subprocess.run(command, env=environ, check=False).returncode


def _demo(environment: Environment, arguments: Sequence[str]) -> int:
    return _python(environment, "-m", "fidpos", "demo", *arguments)


def _fidpos(environment: Environment, arguments: Sequence[str]) -> int:
    return _python(environment, "-m", "fidpos", *arguments)


def _pytest(environment: Environment, *arguments: str, **variables: str) -> int:
    os.chdir(environment.root)
    return _python(environment, "-m", "pytest", *arguments, **variables)


def _test(environment: Environment, arguments: Sequence[str]) -> int:
    parallel = ("-n", "2", "--dist", "loadgroup")
    rest = [part for part in arguments if part != "--cov"]
    coverage = ("--cov=fidpos", "--cov-report=term") if "--cov" in arguments else ()
    return _pytest(environment, *parallel, *coverage, *rest)


def _bench(environment: Environment, arguments: Sequence[str]) -> int:
    os.chdir(environment.root)
    return _python(environment, "-m", "benchmarks", *arguments)


def _soak(environment: Environment, arguments: Sequence[str]) -> int:
    """Every test below tests/soak, or those whose name contains NAME."""
    is_named = bool(arguments) and not arguments[0].startswith("-")
    name = ("-k", arguments[0]) if is_named else ()
    return _pytest(environment, "--nightly", "tests/soak", *name, *arguments[is_named:])


def _simulate(environment: Environment, arguments: Sequence[str]) -> int:
    os.chdir(environment.root)
    return _python(environment, "-m", "tests.simulation", *arguments)


def _office(environment: Environment, arguments: Sequence[str]) -> int:
    os.chdir(environment.root)
    return _python(environment, "-m", "tests.showroom", *arguments)


def _golden(environment: Environment, arguments: Sequence[str]) -> int:
    return _pytest(environment, "tests/golden", *arguments, FIDPOS_GOLDEN="rewrite")


COMMANDS = {
    "demo": Command(
        summary="a believable shop with virtual cards to present; --pcsc: through the real card daemon",
        run=_demo,
        lock="till",
    ),
    "office": Command(
        summary="a lived merchant's back office, with who signs in; --shots DIR: a picture of each page",
        run=_office,
        packages=_TESTS,
    ),
    "fidpos": Command(
        summary="the program itself, whatever follows: ./dev fidpos till, ./dev fidpos server --help",
        run=_fidpos,
    ),
    "test": Command(
        summary="every test; --nightly: the long ones too, --cov: with coverage, the rest goes to pytest",
        run=_test,
        packages=_TESTS,
    ),
    "check": Command(
        summary="format, lint, types, layers, abuse table, what must not be in the files",
        run=check_all,
        packages=system.BUILD,
    ),
    "bench": Command(summary="[NAME] [--json]: what is measured, against the raw limit", run=_bench),
    "soak": Command(
        summary="[NAME]: the tests that run for long",
        run=_soak,
        packages=_TESTS,
    ),
    "simulate": Command(
        summary="--seeds N: lives of tills and their centre, with every fault, from a seed each",
        run=_simulate,
        packages=system.BUILD,
    ),
    "golden": Command(summary="draw the golden images again; look at each before committing it", run=_golden),
    "lock": Command(
        summary="resolve requirements/*.txt again from pyproject.toml; --upgrade: to the newest versions",
        run=write_locks,
        packages=system.BUILD,
    ),
}
