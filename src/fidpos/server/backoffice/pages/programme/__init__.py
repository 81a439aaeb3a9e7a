"""The programme editor: drafts in plain language, tried on past visits, published, compared, taken back."""

from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.pages.programme import (
    calendar,
    drafts,
    editing,
    overview,
    publishing,
    versions,
    what_if,
)
from fidpos.server.backoffice.permission import Permission

_EDIT, _PUBLISH = Permission.EDIT_PROGRAMME, Permission.PUBLISH_PROGRAMME
_DRAFT = "/programme/drafts/{draft_id:uuid}"
_VERSION = "/programme/versions/{version:number}"

AREA = Area(
    name="programme",
    icon="sliders-horizontal",
    start="/programme",
    endpoints=(
        get("/programme", _EDIT, overview.show),
        post("/programme/card", Permission.OWN_DATA, overview.change_card),
        post("/programme/logo", Permission.OWN_DATA, overview.change_logo),
        post("/programme/drafts", _EDIT, drafts.make),
        get(_DRAFT, _EDIT, drafts.show),
        post(f"{_DRAFT}/arrange", _EDIT, drafts.arrange),
        post(f"{_DRAFT}/throw-away", _EDIT, drafts.throw_away, asks_first=True),
        get(f"{_DRAFT}/json", _EDIT, drafts.download),
        post(f"{_DRAFT}/json", _EDIT, drafts.upload, upload_bytes=512 * 1024),
        get(f"{_DRAFT}/edit", _EDIT, editing.show),
        post(f"{_DRAFT}/edit", _EDIT, editing.save),
        post(f"{_DRAFT}/check", _EDIT, editing.check),
        get(f"{_DRAFT}/calendar", _EDIT, calendar.show),
        post(f"{_DRAFT}/calendar", _EDIT, calendar.mark),
        get(f"{_DRAFT}/what-if", _EDIT, what_if.show),
        post(f"{_DRAFT}/what-if", _EDIT, what_if.begin),
        get(f"{_DRAFT}/publish", _PUBLISH, publishing.show),
        post(f"{_DRAFT}/publish", _PUBLISH, publishing.ask),
        get("/programme/compare", _EDIT, versions.compare),
        get(_VERSION, _EDIT, versions.show),
        get(f"{_VERSION}/json", _EDIT, versions.download),
        post(f"{_VERSION}/restore", _EDIT, versions.restore),
    ),
)
