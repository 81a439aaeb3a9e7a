"""`python -m benchmarks [NAME] [--json]`: run those whose name begins with NAME, or all."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

import benchmarks
from benchmarks.report import print_heading, print_json, print_row

_PARTS_OF_THE_PACKAGE = frozenset({"__main__", "measure", "report"})


def names() -> dict[str, str]:
    """Module by benchmark name."""
    modules = sorted(each.name for each in pkgutil.iter_modules(benchmarks.__path__) if not each.ispkg)
    return {each.replace("_", ".", 1): each for each in modules if each not in _PARTS_OF_THE_PACKAGE}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen benchmarks; a module is imported only when it is chosen."""
    known = names()
    parser = argparse.ArgumentParser(prog="bench", description=f"Benchmarks: {', '.join(known)}")
    parser.add_argument("name", nargs="?", default="", help="all whose name begins with it")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(arguments)
    chosen = [module for name, module in known.items() if f"{name}.".startswith(_whole_words(options.name))]
    if not chosen:
        parser.error(f"no benchmark is called {options.name!r}; there are: {', '.join(known)}")
    if not options.json:
        print_heading()
    for module in chosen:
        importlib.import_module(f"benchmarks.{module}").run(print_json if options.json else print_row)
    return 0


def _whole_words(name: str) -> str:
    """`rules` chooses `rules.eval` but not `rulesets.eval`."""
    return f"{name}." if name else ""


if __name__ == "__main__":
    sys.exit(main())
