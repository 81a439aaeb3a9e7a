"""The members: found, shown, put right; what is done to them, one by one or all at once."""

from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.pages.members import (
    bulk,
    contested,
    erasing,
    file,
    giving,
    listing,
    person,
    refunding,
    standing,
    together,
    visit_acts,
    waiting,
)
from fidpos.server.backoffice.permission import Permission

_VIEW, _EDIT = Permission.VIEW_MEMBERS, Permission.EDIT_MEMBERS
_MEMBER = "/members/{member_id:uuid}"

_ACTS = (giving.POINTS, giving.VOUCHER, giving.TAKE_VOUCHER, *standing.ACTS, erasing.ERASE)

AREA = Area(
    name="members",
    icon="users-round",
    start="/members",
    endpoints=(
        get("/members", _VIEW, listing.show),
        get("/members/new", _EDIT, person.show_enrol),
        post("/members/new", _EDIT, person.enrol),
        get("/members/bulk", Permission.CHANGE_IN_BULK, bulk.show),
        post("/members/bulk", Permission.CHANGE_IN_BULK, bulk.begin),
        get("/members/waiting", _EDIT, waiting.show),
        post("/members/waiting/look", _EDIT, waiting.look),
        post("/members/waiting/{review_id:uuid}/not-same", _EDIT, waiting.not_same),
        post("/members/waiting/events/{event_id:uuid}", _EDIT, waiting.settle),
        *contested.ENDPOINTS,
        *refunding.ENDPOINTS,
        get(_MEMBER, _VIEW, file.show),
        get(f"{_MEMBER}/account", _VIEW, file.show_account),
        get(f"{_MEMBER}/visits", _VIEW, file.show_visits),
        get(f"{_MEMBER}/visits/{{visit_id:uuid}}", _VIEW, file.show_visit),
        get(f"{_MEMBER}/history", _VIEW, file.show_history),
        get(f"{_MEMBER}/edit", _EDIT, person.show_edit),
        post(f"{_MEMBER}/edit", _EDIT, person.edit),
        get(f"{_MEMBER}/together", _EDIT, together.show),
        post(f"{_MEMBER}/merge", _EDIT, together.merge, asks_first=True),
        post(f"{_MEMBER}/pool", _EDIT, together.pool),
        post(f"{_MEMBER}/part", _EDIT, together.part),
        *(each for act in _ACTS for each in act.endpoints()),
        *(each.endpoint() for each in standing.PRESSED),
        *visit_acts.ENDPOINTS,
    ),
)
