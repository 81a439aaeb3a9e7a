"""Settings that no scan could be told by are refused; the manifest's own defaults are not."""

from pathlib import Path

import pytest

from fidpos.readers.drivers import keyboard_wedge
from fidpos.readers.errors import SettingsRefused
from fidpos.readers.keystrokes.scanner import ScannerProfile
from fidpos.readers.manifest import Manifest, read_manifest
from tests.helpers.key_bursts import SETTINGS, profile

MANIFEST = read_manifest(Path(keyboard_wedge.__file__).parent / "manifest.toml", Manifest)


def test_the_defaults_of_the_manifest_make_a_profile() -> None:
    defaults = MANIFEST.checked_settings({})

    assert defaults == SETTINGS
    assert ScannerProfile.from_settings(defaults).lengths == {13, 18}


@pytest.mark.parametrize("gap_max_ms", [4, 30])
def test_a_gap_that_a_hand_could_make_or_no_scanner_could_keep_is_refused(gap_max_ms: int) -> None:
    with pytest.raises(SettingsRefused, match="gap_max_ms"):
        MANIFEST.checked_settings({"gap_max_ms": gap_max_ms})


@pytest.mark.parametrize("prefix", ["", "7", "a", " ", "~~", "é", "F13", "Enter", "Tab"])
def test_a_prefix_that_could_be_part_of_a_code_or_of_typing_is_refused(prefix: str) -> None:
    with pytest.raises(SettingsRefused):
        profile(prefix=prefix)


@pytest.mark.parametrize("suffix", ["", "7", "a", " ", "F11"])
def test_a_suffix_that_could_be_part_of_a_code_is_refused(suffix: str) -> None:
    with pytest.raises(SettingsRefused):
        profile(suffix=suffix)


def test_a_sign_that_the_scanners_layout_does_not_write_is_no_sentinel() -> None:
    assert profile(layout="us", prefix="`").prefix == "`"
    with pytest.raises(SettingsRefused, match="sentinel"):
        profile(layout="be", prefix="`")


@pytest.mark.parametrize("lengths", [(), ("",), ("0",), ("-13",), ("13", "some")])
def test_lengths_that_are_none_are_refused(lengths: tuple[str, ...]) -> None:
    with pytest.raises(SettingsRefused, match="lengths"):
        profile(lengths=lengths)


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("2012340000482", True),
        ("]E02012340000482", True),
        ("012340000482", False),
        ("]E0012340000482", False),
        ("]E0", True),
        ("https://example.org/c/1", True),
        ("", False),
    ],
)
def test_a_number_is_whole_by_its_length_and_other_texts_must_prove_it_themselves(
    text: str, is_whole: bool
) -> None:
    assert profile().is_whole(text) is is_whole
