"""The age from which somebody agrees alone follows where the shop stands."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from fidpos.domain.age_of_consent import AGE_BY_ZONE, age_of_consent
from fidpos.till.first_run.countries import COUNTRIES


@pytest.mark.parametrize(
    ("zone", "age"),
    [
        ("Europe/Paris", 15),
        ("Indian/Reunion", 15),
        ("Europe/Brussels", 13),
        ("Europe/Madrid", 14),
        ("Europe/Copenhagen", 15),
        ("Europe/Berlin", 16),
        ("Europe/Luxembourg", 16),
        ("Europe/Zurich", 16),
        ("UTC", 16),
    ],
)
def test_the_age_is_that_of_the_state_and_else_sixteen(zone: str, age: int) -> None:
    assert age_of_consent(ZoneInfo(zone)) == age


def test_where_nobody_knows_it_is_sixteen() -> None:
    assert age_of_consent(UTC) == 16


def test_every_zone_of_the_table_exists_and_no_age_is_below_what_the_law_lets_a_state_set() -> None:
    assert all(ZoneInfo(zone).key == zone for zone in AGE_BY_ZONE)
    assert {13, 14, 15} == set(AGE_BY_ZONE.values())


def test_each_country_of_the_first_run_has_its_age_by_its_zone() -> None:
    found = {each.code: age_of_consent(ZoneInfo(each.zone)) for each in COUNTRIES}

    assert found == {
        **dict.fromkeys(("FR", "GP", "MQ", "GF", "RE"), 15),
        **dict.fromkeys(("BE", "PT", "GB"), 13),
        **dict.fromkeys(("AT", "ES", "IT"), 14),
        **dict.fromkeys(("CH", "LU", "MC", "CA", "DE", "NL", "IE"), 16),
    }
