"""What the office publishes to tills: a version of the programme, a word on a setting; checked first.

A version never changes once it is published, since visits name it: what is wrong is put right by the next.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import ShopId
from fidpos.rules.codec import programme_from_json, programme_to_json
from fidpos.rules.engine import compile_programme
from fidpos.server.configuration import Configuration, Pushed, Release
from fidpos.settings.declaration import Scope
from fidpos.settings.pushed import check_pushed


class VersionTaken(FidposError):
    """Versions only grow; `params` holds `version` and `newest`."""

    code = "version_taken"


class OtherCurrency(FidposError):
    """The programme is in another currency than the merchant; `params` holds `theirs` and `ours`."""

    code = "other_currency"


class TooLate(FidposError):
    """A programme takes effect from now on, or later, and never before."""

    code = "too_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """Who publishes, when, and for whom.

    Attributes:
        by: an operator or a member of staff.
        currency: the merchant's.
        shops: for which it is meant; empty for all of them.
    """

    by: UUID
    now: datetime
    currency: str
    shops: frozenset[ShopId] = frozenset()


def publish(configuration: Configuration, body: bytes, publishing: Publishing, since: datetime) -> Release:
    """A new version of the programme; tills take it up at `since`, whether they hear the centre then or not.

    Raises:
        ProgrammeError: the programme is refused; `params` holds `path` and `reason`.
        VersionTaken, OtherCurrency, TooLate: see there.
    """
    programme = compile_programme(programme_from_json(body)).programme
    if programme.currency != publishing.currency:
        raise OtherCurrency("another currency", theirs=programme.currency, ours=publishing.currency)
    if since < publishing.now:
        raise TooLate("a programme never takes effect in the past", since=since)
    newest = max((release.version for release in configuration.releases()), default=0)
    if programme.version <= newest:
        raise VersionTaken("versions only grow", version=programme.version, newest=newest)
    release = Release(
        version=programme.version, since=since, published_by=publishing.by, shops=publishing.shops
    )
    configuration.add_release(release, programme_to_json(programme))
    return release


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a setting is decided: for the merchant, a shop or a till."""

    scope: Scope
    id: UUID


def push_setting(
    configuration: Configuration, name: str, value: str | None, at: Spot, now: datetime
) -> Pushed:
    """From now on the setting has this value there; None takes back what was said there.

    Raises:
        SettingRefused: see `settings.pushed`.
    """
    check_pushed(name, value, at.scope)
    said = [each for each in configuration.pushed() if (each.name, each.place) == (name, at.id)]
    before = said[0].version if said else 0
    pushed = Pushed(name=name, place=at.id, version=before + 1, value=value, since=now)
    configuration.push(pushed)
    return pushed
