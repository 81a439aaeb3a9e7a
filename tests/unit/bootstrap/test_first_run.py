"""When the assistant starts instead of a till, and what it keeps of a making that was broken off."""

from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.bootstrap.first_run import is_first_run
from fidpos.bootstrap.first_run_file import read_begun, write_begun
from fidpos.bootstrap.store import make_keys
from fidpos.domain.staff import Role
from fidpos.paths import TillFolder, resources_dir
from fidpos.rules.examples import EXAMPLES
from fidpos.texts.texts import Texts
from fidpos.till.first_run.countries import COUNTRIES
from fidpos.till.first_run.shop import Begun, NewPerson, NewShop

SHOP = NewShop(
    merchant="Maison Lenoir",
    merchant_code="4711",
    card_name="Carte Lenoir",
    shop="Boutique du port 🥐",
    till="Terminal 1",
    country="FR",
    currency="EUR",
    zone="Europe/Paris",
    phone_country="FR",
    people=(NewPerson(name="Hélène Lenoir", role=Role.MANAGER),),
    programme="cashback",
)
PIN = "482915"


@pytest.fixture
def folder(tmp_path: Path) -> TillFolder:
    made = TillFolder(tmp_path / "till")
    made.create()
    return made


def test_an_empty_folder_is_a_first_run(folder: TillFolder) -> None:
    assert is_first_run(folder)


def test_a_folder_whose_store_is_gone_is_none(folder: TillFolder) -> None:
    make_keys(folder, use_system_keys=False)

    assert not is_first_run(folder)


def test_a_folder_with_a_store_is_none(folder: TillFolder) -> None:
    folder.store.touch()

    assert not is_first_run(folder)


def test_what_was_begun_is_gone_on_with_though_there_are_keys(folder: TillFolder) -> None:
    make_keys(folder, use_system_keys=False)
    write_begun(folder.first_run, Begun(shop=SHOP, knows_people=True))

    assert is_first_run(folder)


def test_a_pairing_that_was_cut_off_is_asked_for_again(folder: TillFolder) -> None:
    make_keys(folder, use_system_keys=False)
    write_begun(folder.first_run, None)

    assert is_first_run(folder)
    assert read_begun(folder.first_run) is None


def test_what_is_kept_is_what_was_answered_but_for_the_pins(folder: TillFolder) -> None:
    told = replace(SHOP, people=(replace(SHOP.people[0], pin=PIN),))
    write_begun(folder.first_run, Begun(shop=told, knows_people=False))

    assert read_begun(folder.first_run) == Begun(shop=SHOP, knows_people=False)
    assert PIN.encode() not in folder.first_run.read_bytes()


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b"[]", b"\xff\xfe", b"\0" * 100, b'{"shop": {}}', b'{"shop": 1}', b'{"other": 1}']
)
def test_a_damaged_file_begins_from_the_first_page(folder: TillFolder, damaged: bytes) -> None:
    folder.first_run.write_bytes(damaged)

    assert read_begun(folder.first_run) is None
    assert is_first_run(folder)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_programme_and_country_that_is_offered_has_its_words(language: str) -> None:
    texts = Texts.load(resources_dir() / "translations", language)
    keys = [f"first_run.programme.{code}" for code in EXAMPLES]
    keys += [f"{key}.about" for key in keys] + [each.message_key for each in COUNTRIES]

    assert [key for key in keys if not texts.has(key)] == []
    examples = {file.stem for file in (resources_dir() / "programmes").glob("*.json")}
    assert set(EXAMPLES) == examples
