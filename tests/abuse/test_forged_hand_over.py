"""A program of the same PC forges files for the folder hand-over: a basket at most, and nothing learnt."""

import json
from pathlib import Path

import pytest

from fidpos.link.asking import Till
from fidpos.link.folder import FolderLink, Folders
from tests.helpers.counter import BERENICE, Counter, counter
from tests.helpers.linked_register import BREAD, DAY


@pytest.fixture
def at() -> Counter:
    made = counter()
    made.tap_member(BERENICE)
    return made


def hand_over(at: Counter, folder: Path, said: dict[str, object]) -> Folders:
    folders = Folders(root=folder / "register")
    folders.create()
    (folders.incoming / "1.json").write_text(json.dumps(said))
    FolderLink(folders, Till(door=at.session.register, on_worker=lambda work: work()), str).look()
    return folders


@pytest.mark.parametrize("more", [{"close": True}, {"void": True}, {"member": "201"}, {"register": "left"}])
def test_a_file_neither_closes_nor_voids_nor_names_a_member(
    at: Counter, tmp_path: Path, more: dict[str, object]
) -> None:
    basket = {"currency": "EUR", "amount_minor": 450, "lines": [BREAD]}

    folders = hand_over(at, tmp_path, {"business_day": DAY, "ticket": "17", "basket": basket} | more)

    assert at.view.amount is None
    assert (folders.bad / "1.json").exists()


def test_what_goes_out_says_nothing_of_who_is_there(at: Counter, tmp_path: Path) -> None:
    basket = {"currency": "EUR", "amount_minor": 450, "lines": [BREAD]}

    folders = hand_over(at, tmp_path, {"business_day": DAY, "ticket": "17", "basket": basket})

    told = (folders.outgoing / "1.json").read_text()
    for secret in ("rénice", "Durand", "0017", "Bronze", "120", str(BERENICE.member.id)):
        assert secret not in told


def test_a_folder_with_rights_for_others_is_not_read(at: Counter, tmp_path: Path) -> None:
    (tmp_path / "register").mkdir(mode=0o700)
    folders = Folders(root=tmp_path / "register")
    folders.create()
    folders.root.chmod(0o770)

    hand_over(at, tmp_path, {"business_day": DAY, "ticket": "17", "basket": {}})

    assert (folders.incoming / "1.json").exists()
    assert not list(folders.bad.iterdir())
