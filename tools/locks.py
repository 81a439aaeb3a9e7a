"""The lock files: resolved for every platform at once, with hashes, and without a line saying where from."""

import os
from collections.abc import Sequence

from tools.console import DevError, run_quietly, step, tail
from tools.environment import Environment

# One file per job. The first constrains the second and so on, so that a library has one version everywhere.
_JOBS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("build", ("requirements/build.in",)),
    ("dev", ("pyproject.toml", "--extra", "till", "--extra", "server", "--group", "dev")),
    ("till", ("pyproject.toml", "--extra", "till")),
    ("server", ("pyproject.toml", "--extra", "server")),
    ("bench", ("--group", "bench")),
)
_OPTIONS = (
    *("--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
)


def write_locks(environment: Environment, arguments: Sequence[str]) -> int:
    """Resolve every lock file; with `--upgrade` to the newest versions, else keeping those that still fit.

    Raises:
        DevError: no set of versions fits, or the package index cannot be reached.
    """
    os.chdir(environment.root)
    done: list[str] = []
    for name, sources in _JOBS:
        target = f"requirements/{name}.txt"
        constraints = [part for earlier in done for part in ("--constraints", earlier)]
        command = [str(environment.script("uv")), "pip", "compile", *_OPTIONS, *sources, *constraints]
        with step(f"resolve {target}"):
            answer = run_quietly(
                [*command, *arguments, "--output-file", target], environ=environment.variables()
            )
            if answer.returncode != 0:
                raise DevError(f"{target} was left as it is:\n{tail(answer.stdout)}")
        done.append(target)
    environment.ensure("dev")
    return 0
