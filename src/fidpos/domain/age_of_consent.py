"""From which age somebody agrees alone to be written to, where a shop stands (decision 0034).

Sixteen, unless the state has set a lower age (GDPR, article 8, paragraph 1). Where the shop stands, its zone
says, which every shop has.
"""

from collections.abc import Mapping
from datetime import tzinfo

UNLESS_LOWER = 16

_LOWER: Mapping[int, str] = {
    13: """
        Europe/Brussels Europe/Tallinn Europe/Helsinki Europe/Mariehamn Europe/Riga Europe/Malta Europe/Lisbon
        Atlantic/Madeira Atlantic/Azores Europe/Stockholm Europe/Oslo Arctic/Longyearbyen Atlantic/Reykjavik
        Europe/London
    """,
    14: """
        Europe/Vienna Europe/Sofia Asia/Nicosia Asia/Famagusta Europe/Rome Europe/Vilnius Europe/Madrid
        Africa/Ceuta Atlantic/Canary
    """,
    15: """
        Europe/Paris America/Guadeloupe America/Martinique America/Cayenne America/Marigot
        America/St_Barthelemy America/Miquelon Indian/Reunion Indian/Mayotte Pacific/Noumea Pacific/Tahiti
        Pacific/Marquesas Pacific/Gambier Pacific/Wallis Europe/Prague Europe/Copenhagen Europe/Athens
        Europe/Ljubljana
    """,
}
"""Zones of the tz database (zone.tab) by age. Sources: the states' acts as listed by the Commission's report
on the GDPR, COM(2020) 264, and since: Denmark 15 from 2024, Slovenia 15 (ZVOP-2, 2023)."""

AGE_BY_ZONE: Mapping[str, int] = {zone: age for age, zones in _LOWER.items() for zone in zones.split()}


def age_of_consent(zone: tzinfo) -> int:
    """In years, of a shop that stands there."""
    return AGE_BY_ZONE.get(str(zone), UNLESS_LOWER)
