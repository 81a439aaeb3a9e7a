"""How errors are said: in words for every kind of error, with what to do next."""

import importlib
import logging
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import fidpos
from fidpos import paths
from fidpos.cli.command import error_sentences, observed_where_there_is_one
from fidpos.domain.errors import (
    BackupError,
    FidposError,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreReadOnly,
)
from fidpos.paths import TillFolder
from fidpos.settings.declaration import settings_of
from fidpos.settings.errors import SettingRefused, Wrong
from fidpos.settings.till_settings import TillSettings
from fidpos.texts.texts import Texts
from fidpos.vault.errors import KeysLost
from fidpos.vault.key_store import KeyPlace


@pytest.fixture(scope="module", params=["fr", "en"])
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts.load(paths.resources_dir() / "translations", request.param)


def all_errors() -> Iterator[type[FidposError]]:
    for package in ("domain", "vault", "settings", "bootstrap"):
        for module in pkgutil.walk_packages([f"{fidpos.__path__[0]}/{package}"], f"fidpos.{package}."):
            if not module.name.startswith("fidpos.bootstrap.demo"):
                importlib.import_module(module.name)
    pending = [FidposError]
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        if kind.__module__.split(".")[1] in {"domain", "vault", "settings", "bootstrap"}:
            yield kind


def code_of(kind: type[FidposError]) -> str:
    return kind.code


ERRORS: list[type[FidposError]] = sorted(all_errors(), key=code_of)


@pytest.mark.parametrize("kind", ERRORS, ids=code_of)
def test_every_error_has_words_of_its_own(texts: Texts, kind: type[FidposError]) -> None:
    assert texts.has(f"error.{kind.code}")


def test_the_path_is_added_for_the_technician() -> None:
    french = Texts.load(paths.resources_dir() / "translations", "fr")

    sentence, hint = error_sentences(StoreMissing("no store", path="/srv/till"), french)

    assert sentence == "Les données de ce terminal sont introuvables (/srv/till)."
    assert hint.endswith(".")


def test_what_the_log_says_is_added_when_there_is_no_path(texts: Texts) -> None:
    assert "(x is damaged)." in error_sentences(BackupError("x is damaged"), texts)[0]
    assert "(" not in error_sentences(StoreFull(), texts)[0]


@pytest.mark.parametrize("kind", [StoreFull, StoreReadOnly, StoreMissing, StoreError])
def test_at_a_terminal_no_amount_is_kept_and_no_key_is_pressed(texts: Texts, kind: type[StoreError]) -> None:
    _, hint = error_sentences(kind(), texts)

    assert not any(word in hint for word in ("amount", "montant", "Enter", "Entrée"))


def test_a_folder_that_cannot_be_written_is_still_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(folder: TillFolder) -> None:
        raise StoreReadOnly("cannot write", path=str(folder.root))

    monkeypatch.setattr(TillFolder, "create", refuses)

    with observed_where_there_is_one(TillFolder(tmp_path)):
        logging.getLogger("fidpos").warning("heard by nobody")

    assert list(tmp_path.iterdir()) == []


def test_an_error_without_words_uses_those_of_its_parent(texts: Texts) -> None:
    class Nameless(StoreCorrupt):
        code = "nameless"

    assert error_sentences(Nameless(), texts) == error_sentences(StoreCorrupt(), texts)


def test_what_to_do_about_lost_keys_is_not_what_to_do_about_any_error(texts: Texts) -> None:
    assert error_sentences(KeysLost(), texts)[1] != error_sentences(FidposError(), texts)[1]


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("setting.one_of", choices="fr, en"),
        Wrong("setting.whole_number", least=1, most=60),
        *(Wrong(f"setting.{key}") for key in ("true_or_false", "absolute_folder", "tables")),
        *(Wrong(f"setting.{key}") for key in ("unreadable", "not_toml", "unknown", "not_here")),
    ],
    ids=lambda wrong: wrong.key,
)
def test_a_refused_setting_is_said_with_its_place_and_why(texts: Texts, wrong: Wrong) -> None:
    assert texts.has(wrong.key)

    sentence, _ = error_sentences(SettingRefused("", place="till.toml: sound", reason=wrong), texts)

    assert "till.toml: sound" in sentence
    assert texts.say(wrong.key, **wrong.params) in sentence


def test_every_setting_and_every_place_of_keys_has_words(texts: Texts) -> None:
    assert all(texts.has(setting.message_key) for setting in settings_of(TillSettings))
    assert all(texts.has(place.message_key) for place in KeyPlace)
