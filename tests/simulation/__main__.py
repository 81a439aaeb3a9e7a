"""`./dev simulate`: as many lives as are asked for, on every core; a seed that fails is named."""

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.world import check, run

BUNDLE = 250


def main(arguments: list[str]) -> int:
    """Run the seeds; returns 1 when one of them fails."""
    parser = argparse.ArgumentParser(prog="dev simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help="how many lives")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    bundles = [
        range(first, min(first + BUNDLE, options.first + options.seeds))
        for first in range(options.first, options.first + options.seeds, BUNDLE)
    ]
    failed: list[str] = []
    with ProcessPoolExecutor() as pool:
        for done, found in enumerate(pool.map(_failures, bundles), start=1):
            failed += found
            if sys.stderr.isatty():
                print(f"\r{min(done * BUNDLE, options.seeds)} of {options.seeds}", end="", file=sys.stderr)
    seconds = time.monotonic() - begun
    print(f"{options.seeds} seeds from {options.first}, {len(failed)} failed, {seconds:.0f} s")
    for line in failed:
        print(line)
    return 1 if failed else 0


def _failures(seeds: range) -> list[str]:
    return list(_failing(seeds))


def _failing(seeds: range) -> Iterator[str]:
    for seed in seeds:
        try:
            check(run(seed))
        except Exception as fault:  # noqa: BLE001 -- whatever goes wrong in a life is told with its seed
            yield f"seed {seed}: {type(fault).__name__}: {fault}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
