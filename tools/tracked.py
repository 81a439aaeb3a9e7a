"""What must not stand in a tracked file: where packages came from, and where somebody's checkout lies."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.console import DevError, run_quietly

# Written so that this file does not find itself.
_INDEX = re.compile(
    r"py[p]i\.(?:org|python)|python[h]osted|registry\.npm[j]s|--(?:extra-)?index[-]url|--find[-]links"
)
_HOMES = re.compile(r"(?<![\w.-])(?:/hom[e]/\w|/User[s]/\w|/roo[t]/|[A-Z]:\\User[s]\\)")


def find_leaks(root: Path) -> list[str]:
    """One line per place: file, line number and what is wrong with it.

    Raises:
        DevError: git cannot list the files of this checkout.
    """
    here = re.compile(rf"(?<![\w.-]){re.escape(str(root))}(?![\w.-])" if _is_telling(root) else r"(?!)")
    return [
        f"{path.relative_to(root)}:{number}: {complaint}"
        for path in _tracked_files(root)
        for number, line in _lines(path)
        for complaint in _complaints(line, here, is_test=path.is_relative_to(root / "tests"))
    ]


def _is_telling(root: Path) -> bool:
    """Whether the path can only mean this checkout; one right below the top, such as /src, is also a word."""
    return len(root.relative_to(root.anchor).parts) > 1


def _complaints(line: str, here: re.Pattern[str], *, is_test: bool) -> Iterator[str]:
    """What is wrong with a line; a test may make up somebody's home, to see it masked."""
    if _INDEX.search(line):
        yield "names a package index; it belongs in the settings of each machine"
    if here.search(line) or (_HOMES.search(line) and not is_test):
        yield "names a path of one machine"


def _tracked_files(root: Path) -> Sequence[Path]:
    """The files git knows, in a checkout that may belong to another user."""
    answer = run_quietly(["git", "-C", str(root), "-c", f"safe.directory={root}", "ls-files", "-z"])
    if answer.returncode != 0:
        raise DevError(
            f"git cannot list the files here, and this check is about those:\n{answer.stdout.strip()}"
        )
    return [root / name for name in answer.stdout.split("\0") if name and (root / name).is_file()]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        yield from enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    except UnicodeDecodeError:
        return  # A picture, a font or a sound.
