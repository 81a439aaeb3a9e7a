"""What is published was checked first; versions only grow, and nothing takes effect in the past."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from fidpos.domain.errors import FidposError, ProgrammeError
from fidpos.rules.codec import programme_from_json, programme_to_json
from fidpos.server.configuration import Release
from fidpos.server.services.publish import (
    OtherCurrency,
    Publishing,
    Spot,
    TooLate,
    VersionTaken,
    publish,
    push_setting,
)
from fidpos.settings.declaration import Scope
from fidpos.settings.errors import SettingRefused
from tests.helpers.centre_office import CASHIER, MERCHANT, PROGRAMME
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_centre import MemoryCentre

NOW = FakeClock().now()
PUBLISHING = Publishing(by=CASHIER, now=NOW, currency="EUR")
AT_THE_MERCHANT = Spot(scope=Scope.MERCHANT, id=MERCHANT)


@pytest.fixture
def centre() -> MemoryCentre:
    return MemoryCentre(NOW)


def body(**changes: object) -> bytes:
    return json.dumps({**json.loads(programme_to_json(PROGRAMME)), **changes}).encode()


def published(centre: MemoryCentre, raw: bytes, in_days: int = 0) -> Release:
    with centre.configuration(MERCHANT) as configuration:
        return publish(configuration, raw, PUBLISHING, NOW + timedelta(days=in_days))


def test_a_version_is_published_with_its_instant_and_by_whom(centre: MemoryCentre) -> None:
    release = published(centre, body(version=3), in_days=2)

    assert release == Release(version=3, since=NOW + timedelta(days=2), published_by=CASHIER)
    assert centre.data[MERCHANT].programmes[3] == replace(PROGRAMME, version=3)


def test_a_programme_is_kept_in_its_plain_form(centre: MemoryCentre) -> None:
    spaced = json.dumps(json.loads(body()), indent=4).encode()
    published(centre, spaced)

    _, kept = centre.data[MERCHANT].decided.released[1]
    assert kept == programme_to_json(programme_from_json(spaced))


@pytest.mark.parametrize("version", [1, 2])
def test_versions_only_grow(centre: MemoryCentre, version: int) -> None:
    published(centre, body(version=2))

    with pytest.raises(VersionTaken) as refused:
        published(centre, body(version=version))
    assert refused.value.params == {"version": version, "newest": 2}


@pytest.mark.parametrize(
    ("refusal", "publishing"),
    [
        (ProgrammeError, lambda centre: published(centre, b"{}")),
        (ProgrammeError, lambda centre: published(centre, body(counters=[]))),
        (OtherCurrency, lambda centre: published(centre, body(currency="CHF"))),
        (TooLate, lambda centre: published(centre, body(), in_days=-1)),
    ],
)
def test_what_is_refused_is_not_published(
    centre: MemoryCentre, refusal: type[FidposError], publishing: Callable[[MemoryCentre], Release]
) -> None:
    with pytest.raises(refusal):
        publishing(centre)

    with centre.configuration(MERCHANT) as configuration:
        assert configuration.releases() == []


def test_each_word_on_a_setting_is_a_version_of_its_own(centre: MemoryCentre) -> None:
    with centre.configuration(MERCHANT) as configuration:
        said = [push_setting(configuration, "sound", value, AT_THE_MERCHANT, NOW) for value in ("true", None)]

    assert [(each.version, each.value) for each in said] == [(1, "true"), (2, None)]


def test_a_setting_that_no_till_could_take_is_not_pushed(centre: MemoryCentre) -> None:
    with centre.configuration(MERCHANT) as configuration:
        with pytest.raises(SettingRefused):
            push_setting(configuration, "sound", "loud", AT_THE_MERCHANT, NOW)
        assert configuration.pushed() == []
