"""Extraction: who is meant, in conditions that anybody can put together, and lists of them to take away."""

from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.pages.extraction import segments, taking
from fidpos.server.backoffice.permission import Permission

AREA = Area(
    name="extraction",
    icon="filter",
    start="/extraction",
    endpoints=(
        get("/extraction", Permission.EXTRACT, segments.show_list),
        get("/extraction/new", Permission.EXTRACT, segments.show_new),
        post("/extraction/builder", Permission.EXTRACT, segments.rebuild),
        post("/extraction/count", Permission.EXTRACT, segments.show_count),
        post("/extraction/save", Permission.EXTRACT, segments.save),
        get("/extraction/take", Permission.EXTRACT, taking.show),
        post("/extraction/take", Permission.EXTRACT, taking.take),
        get("/extraction/{segment_id:uuid}", Permission.EXTRACT, segments.show_saved),
        post("/extraction/{segment_id:uuid}/forget", Permission.EXTRACT, segments.forget, asks_first=True),
        post("/extraction/{segment_id:uuid}/label", Permission.EXTRACT, segments.tell_tills),
    ),
)
