"""A till shows the card name and the logo that its centre says."""

import base64
from pathlib import Path

import pytest

from fidpos.bootstrap.appearance import keep_logo, under_its_name
from tests.helpers.counter import IDENTITY
from tests.helpers.pictures import png

LOGO = base64.b64encode(png()).decode()


def test_the_name_of_the_centre_stands_before_the_one_of_the_pairing() -> None:
    assert under_its_name(IDENTITY, "Carte Soleil").card_name == "Carte Soleil"
    assert under_its_name(IDENTITY, "") is IDENTITY


def test_a_logo_is_kept_for_the_next_start_and_goes_when_it_is_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"

    assert keep_logo(file, LOGO)
    assert file.read_bytes() == png()
    assert not keep_logo(file, LOGO)
    assert keep_logo(file, "")
    assert not keep_logo(file, "")

    assert list(tmp_path.iterdir()) == []


def test_a_till_whose_disk_takes_no_logo_opens_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keep_logo(tmp_path / "gone" / "logo.png", LOGO)

    assert "logo" in caplog.text
