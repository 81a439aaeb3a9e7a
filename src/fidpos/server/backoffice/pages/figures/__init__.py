"""What the scheme brings: a page a theme, each asked of months, a shop and a segment.

Every figure leads to its formula in words, to its two parts and to the members behind it.
"""

from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.pages.figures import (
    behind,
    choices,
    customers,
    members,
    overview,
    promises,
    scheme,
)
from fidpos.server.backoffice.permission import Permission

AREA = Area(
    name="figures",
    icon="chart-column",
    start="/figures",
    endpoints=(
        get("/figures", Permission.VIEW_FIGURES, overview.show),
        get("/figures/loyalty", Permission.VIEW_FIGURES, customers.loyalty),
        get("/figures/cohorts", Permission.VIEW_FIGURES, customers.cohorts),
        get("/figures/customers", Permission.VIEW_FIGURES, customers.spread),
        get("/figures/scheme", Permission.VIEW_FIGURES, scheme.show),
        get("/figures/promises", Permission.VIEW_FIGURES, promises.show),
        get("/figures/settings", Permission.PUBLISH_PROGRAMME, choices.show),
        post("/figures/settings", Permission.PUBLISH_PROGRAMME, choices.keep),
        post("/figures/remake", Permission.PUBLISH_PROGRAMME, choices.remake),
        get("/figures/members", Permission.VIEW_MEMBERS, members.show),
        get("/figures/{figure}/formula", Permission.VIEW_FIGURES, behind.formula),
    ),
)
