"""The card's name and the logo go from the office to the tills."""

from functools import partial
from pathlib import Path

import pytest

from fidpos.bootstrap.appearance import keep_logo, under_its_name
from fidpos.bootstrap.given import with_given
from fidpos.localdb.lock import Priority
from fidpos.localdb.pulled_configuration import bring_setting
from fidpos.localdb.store import LocalStore
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.settings.till_settings import TillSettings
from tests.helpers.fake_clock import FakeClock
from tests.helpers.office_place import OfficePlace
from tests.helpers.pictures import jpeg, png
from tests.helpers.real_store import new_store

PNG_BEGINS = b"\x89PNG"


def hear(place: OfficePlace, store: LocalStore, folder: Path) -> TillSettings:
    """What a till goes by that pulled everything and was started again."""
    changes = [change for answer in place.office.pull_all() for change in answer.changes]
    for setting in [change.setting for change in changes if change.setting is not None]:
        bring = partial(bring_setting, state=setting, stamp=store.origin.stamp())
        store.database.write(Priority.BACKGROUND, bring)
    settings = with_given(TillSettings(), store.database, folder / "settings.toml", {})
    keep_logo(folder / "logo.png", settings.logo)
    return settings


def test_a_till_shows_the_name_and_the_logo_that_the_owner_chose(place: OfficePlace, tmp_path: Path) -> None:
    store, logo = new_store(tmp_path / "till.db", FakeClock()), tmp_path / "logo.png"
    with place.client(OfficeRole.OWNER) as client:
        client.post("/programme/card", card_name="Carte Soleil")
        sent = client.post("/programme/logo", {"logo": ("../us.png", png())})
        page = client.get("/programme").text
        settings = hear(place, store, tmp_path)
        shown = logo.read_bytes()
        client.post("/programme/logo", no_logo="1")
        hear(place, store, tmp_path)

    assert sent.status_code == 303
    assert "data:image/png;base64," in page
    assert under_its_name(store.identity(), settings.card_name).card_name == "Carte Soleil"
    assert shown.startswith(PNG_BEGINS)
    assert not logo.exists()
    assert [act for (act,) in place.rows("SELECT act FROM audit WHERE act = 'logo_changed'")] == [
        *("logo_changed", "logo_changed")
    ]
    store.close()


@pytest.mark.parametrize("sent", [b"", b"<svg/>", jpeg()], ids=["nothing", "svg", "jpeg"])
def test_what_is_no_png_is_refused_with_a_reason(place: OfficePlace, sent: bytes) -> None:
    with place.client(OfficeRole.OWNER) as client:
        answer = client.post("/programme/logo", {"logo": ("us.png", sent)})

    assert answer.status_code == 422
    assert 'id="p-logo"' in answer.text
    assert place.rows("SELECT count(*) FROM settings_pushed") == [(0,)]


def test_a_franchise_changes_nothing_of_the_brand(place: OfficePlace) -> None:
    with place.client(OfficeRole.FRANCHISEE) as client:
        assert client.post("/programme/logo", {"logo": ("us.png", png())}).status_code == 403
        assert client.post("/programme/card", card_name="Mine").status_code == 403
