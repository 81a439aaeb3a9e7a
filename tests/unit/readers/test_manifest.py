from pathlib import Path

import pytest

from fidpos.readers.errors import ManifestRefused, SettingsRefused
from fidpos.readers.manifest import Manifest, SettingSpec, SettingType, read_manifest

WHOLE = """
name = "demo"
transport = "serial"
level = "experimental"

[settings.speed]
type = "whole"
default = 9600
minimum = 300
maximum = 115200
about = "bits per second"

[settings.framing]
type = "text"
default = "cr"
choices = ["cr", "lf"]
about = "how a code ends"

[settings.ports]
type = "texts"
default = []
about = "where to look"

[settings.exclusive]
type = "flag"
default = true
about = "keep others out"
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return read(tmp_path, WHOLE)


def read(folder: Path, text: str) -> Manifest:
    path = folder / "manifest.toml"
    path.write_text(text, encoding="utf-8")
    return read_manifest(path, Manifest)


def test_defaults_fill_what_is_not_set(manifest: Manifest) -> None:
    settings = manifest.checked_settings({})

    assert settings == {"speed": 9600, "framing": "cr", "ports": (), "exclusive": True}


def test_given_settings_replace_defaults(manifest: Manifest) -> None:
    settings = manifest.checked_settings({"speed": 300, "ports": ["COM3"], "exclusive": False})

    assert settings == {"speed": 300, "framing": "cr", "ports": ("COM3",), "exclusive": False}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("speed", 299, "less than 300"),
        ("speed", 115201, "more than 115200"),
        ("speed", "9600", "not a whole"),
        ("speed", True, "not a whole"),
        ("framing", "etx", "none of cr, lf"),
        ("framing", 3, "not a text"),
        ("ports", "COM3", "not a texts"),
        ("ports", [3], "not a text"),
        ("exclusive", 1, "not a flag"),
        ("colour", "red", "no setting colour"),
    ],
)
def test_a_setting_that_the_manifest_does_not_allow_is_named(
    manifest: Manifest, name: str, value: object, reason: str
) -> None:
    with pytest.raises(SettingsRefused, match=reason) as caught:
        manifest.checked_settings({name: value})

    assert name in str(caught.value)
    assert not caught.value.fault.retryable


@pytest.mark.parametrize(
    ("line", "replacement", "reason"),
    [
        ('name = "demo"', "", "name"),
        ('name = "demo"', 'name = "../demo"', "name"),
        ('"serial"', '"pigeon"', "transport"),
        ('level = "experimental"', 'level = "best"', "level"),
        ('level = "experimental"', 'level = "tested"\nusb_ids = ["72f:2200"]', "usb_ids"),
        ('level = "experimental"', 'level = "tested"\nvendor = "x"', "vendor"),
        ("default = 9600", "default = 1", "speed"),
        ("default = 9600", "defualt = 9600", "defualt"),
        ("[settings.speed]", "[settings.speed", "manifest.toml"),
    ],
)
def test_a_manifest_that_says_something_impossible_names_the_field(
    tmp_path: Path, line: str, replacement: str, reason: str
) -> None:
    with pytest.raises(ManifestRefused, match=reason):
        read(tmp_path, WHOLE.replace(line, replacement, 1))


def test_a_manifest_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestRefused):
        read_manifest(tmp_path / "manifest.toml", Manifest)


def test_a_text_among_choices_is_checked_one_by_one() -> None:
    spec = SettingSpec(type=SettingType.TEXTS, default=[], about="x", choices=("a", "b"))

    assert spec.checked(["a", "b"]) == ("a", "b")
    with pytest.raises(ValueError, match="none of a, b"):
        spec.checked(["a", "c"])
