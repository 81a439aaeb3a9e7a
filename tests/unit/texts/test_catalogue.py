"""A catalogue is read from its .po file."""

from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from fidpos.texts.catalogue import Catalogue, catalogue_at, catalogue_path

RESOURCES = Path(__file__).parents[3] / "resources" / "translations"


def test_the_path_of_a_catalogue_is_that_of_gettext() -> None:
    assert catalogue_path(Path("x"), "fr") == Path("x/fr/LC_MESSAGES/fidpos.po")


def test_a_key_without_a_sentence_gives_none() -> None:
    assert Catalogue(catalogue_path(RESOURCES, "fr")).sentence("no.such.key") is None


def test_a_negative_count_is_as_plural_as_a_positive_one() -> None:
    catalogue = Catalogue(catalogue_path(RESOURCES, "fr"))

    assert catalogue.sentence("unit.points", -1) == catalogue.sentence("unit.points", 1)
    assert catalogue.sentence("unit.points", -2) == catalogue.sentence("unit.points", 2)


def test_a_sentence_with_one_form_is_said_whatever_the_count() -> None:
    catalogue = Catalogue(catalogue_path(RESOURCES, "en"))

    assert catalogue.sentence("office.job.valuing.done", 3) == "Members whose value was computed: {count}."


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.po"
    broken.write_text("this is no catalogue\n", "utf-8")

    with pytest.raises(PoFileError):
        Catalogue(broken)


def test_a_catalogue_is_read_once() -> None:
    path = catalogue_path(RESOURCES, "fr")

    assert catalogue_at(path) is catalogue_at(path)


def test_a_file_that_was_replaced_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "fidpos.po"
    path.write_text('msgid ""\nmsgstr ""\n\nmsgid "till.open"\nmsgstr "Open"\n', "utf-8")
    assert catalogue_at(path).sentence("till.open") == "Open"

    path.write_text('msgid ""\nmsgstr ""\n\nmsgid "till.open"\nmsgstr "Open now"\n', "utf-8")

    assert catalogue_at(path).sentence("till.open") == "Open now"
