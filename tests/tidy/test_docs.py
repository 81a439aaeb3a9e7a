"""The documents stay true: links lead somewhere, commands exist, decisions are numbered and listed."""

import re
from pathlib import Path

import pytest

from tools.commands import COMMANDS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = ROOT / "docs" / "decisions"


def anchors(document: Path) -> set[str]:
    """The fragments that a heading of the document makes."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    inward = [target for target in targets if not re.match(r"[a-z]+:", target)]

    for target in inward:
        path, _, fragment = target.partition("#")
        aim = (document.parent / path).resolve() if path else document
        assert aim.exists(), f"{document.name} links to {target}"
        assert not fragment or fragment in anchors(aim), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_documented_dev_command_exists(document: Path) -> None:
    named = set(re.findall(r"(?:\./|py )dev ([a-z]+)", document.read_text(encoding="utf-8")))

    assert named <= set(COMMANDS)


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "\n    ./dev demo" in readme
    assert "\n    ./dev test" in readme


def tree_of_the_architecture() -> dict[str, list[str]]:
    """Each path of the printed tree, with the names that its line says are in it."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = text.split("## The tree\n\n")[1].split("\n\n")[0]
    entries: dict[str, list[str]] = {}
    for line in tree.splitlines():
        path, *names = line.split()
        below = "src/fidpos/" if line.startswith("      ") else ""
        entries[below + path] = [
            name.rstrip(",:;") for name in names if re.fullmatch(r"[a-z_0-9]+/[,:;]?", name)
        ]
    return entries


def test_the_tree_of_the_architecture_is_there() -> None:
    paths = {
        path if name is None else f"{path}{name}"
        for path, names in tree_of_the_architecture().items()
        for name in [None, *names]
    }

    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_every_part_of_the_program_is_in_the_tree() -> None:
    source = ROOT / "src" / "fidpos"
    modules = [module.parent for module in source.glob("*/__init__.py")] + list(source.glob("*.py"))
    parts = {module.relative_to(ROOT).as_posix() + "/" * module.is_dir() for module in modules}

    assert parts - {"src/fidpos/__init__.py"} <= set(tree_of_the_architecture())


def test_decisions_are_numbered_without_gaps_and_listed_under_their_title() -> None:
    records = sorted(DECISIONS.glob("[0-9]*.md"))
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")

    assert [record.name[:4] for record in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    for record in records:
        title = record.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"| [{record.name[:4]}]({record.name}) | {title[5:]} |" in index
