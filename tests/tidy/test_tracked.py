"""What must not be committed is found by file and line, and only in files that git tracks."""

import subprocess
from pathlib import Path

import pytest

from tools.console import DevError
from tools.tracked import _is_telling, find_leaks


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    subprocess.run(["git", "init", "--quiet", root], check=True)
    return root


def track(checkout: Path, text: str) -> list[str]:
    (checkout / "file.txt").write_text(text, encoding="utf-8")
    subprocess.run(["git", "-C", checkout, "add", "file.txt"], check=True)
    return find_leaks(checkout)


@pytest.mark.parametrize(
    "parts",
    [
        ("--index", "-url https://mirror.example/simple"),
        ("--extra-index", "-url https://mirror.example/simple"),
        ("--find", "-links wheels"),
        ("https://py", "pi.org/simple"),
        ("https://files.python", "hosted.org/packages/a.whl"),
    ],
    ids=lambda parts: parts[0],
)
def test_a_line_that_says_where_packages_come_from_is_found(checkout: Path, parts: tuple[str, str]) -> None:
    assert track(checkout, f"fine\n{''.join(parts)}\n") == [
        "file.txt:2: names a package index; it belongs in the settings of each machine"
    ]


@pytest.mark.parametrize(
    "parts", [("/ho", "me/anna/x"), ("/Us", "ers/anna"), ("/ro", "ot/x"), ("C:\\Us", "ers\\anna")]
)
def test_a_path_in_somebody_s_home_is_found(checkout: Path, parts: tuple[str, str]) -> None:
    assert track(checkout, "".join(parts)) == ["file.txt:1: names a path of one machine"]


def test_a_test_may_make_up_somebody_s_home(checkout: Path) -> None:
    (checkout / "tests").mkdir()
    (checkout / "tests" / "test_masking.py").write_text("/home/anna/x")
    subprocess.run(["git", "-C", checkout, "add", "tests"], check=True)

    assert find_leaks(checkout) == []


def test_the_path_of_this_checkout_is_found(checkout: Path) -> None:
    assert track(checkout, f"see {checkout}/src") == ["file.txt:1: names a path of one machine"]


def test_a_checkout_right_below_the_top_is_too_common_a_word_to_look_for() -> None:
    assert _is_telling(Path("/far/away"))
    assert not _is_telling(Path("/src"))


def test_pictures_and_files_that_git_does_not_track_are_passed_over(checkout: Path) -> None:
    (checkout / "notes.txt").write_text(str(checkout))
    (checkout / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    subprocess.run(["git", "-C", checkout, "add", "picture.png"], check=True)

    assert track(checkout, "See https://example.org/home/index.html and the --index option.") == []


def test_outside_a_checkout_the_check_says_that_it_needs_git(tmp_path: Path) -> None:
    with pytest.raises(DevError, match="git cannot list the files here"):
        find_leaks(tmp_path)
