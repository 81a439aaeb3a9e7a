"""The technician's page: its settings are settings, its keys are keys."""

import re
import tomllib
from pathlib import Path

from fidpos.bootstrap.readers import Installed
from fidpos.readers.cards.secrets import NoSecrets
from fidpos.readers.manifest import Manifest, read_manifest
from fidpos.readers.registry import DRIVERS_FOLDER

PAGE = (Path(__file__).parents[2] / "docs" / "technician.md").read_text(encoding="utf-8")


def settings_of_the_page() -> dict[str, dict[str, dict[str, object]]]:
    chapter = PAGE.split("## The settings file")[1]
    lines = [line[4:] for line in chapter.splitlines() if line.startswith("    ") or not line]
    return tomllib.loads("\n".join(lines))


def test_every_reader_and_card_of_the_example_can_be_set_like_that() -> None:
    settings = settings_of_the_page()
    installed = Installed(readers=settings["readers"], cards=settings["cards"], secrets=NoSecrets())

    for selection in installed.selections:
        manifest = read_manifest(DRIVERS_FOLDER / selection.driver / "manifest.toml", Manifest)
        assert manifest.checked_settings(selection.settings)
    entries = {entry.name: entry for entry in installed.catalogue.entries()}
    assert [name for name in settings["cards"] if entries[name].fault or not entries[name].is_enabled] == []


def test_the_drivers_it_names_exist() -> None:
    named = set(re.findall(r"`((?:pcsc|nfc_|serial_|evdev_|keyboard_)[a-z]*)`", PAGE))

    assert named <= {path.parent.name for path in DRIVERS_FOLDER.glob("*/manifest.toml")}
    assert len(named) > 3
