"""Members with their household, cards, consents and tiers; staff."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from fidpos.columns import (
    blob_or_none,
    day_from_int,
    day_or_none,
    day_to_int,
    id_from_blob,
    instant_from_int,
    instant_to_int,
)
from fidpos.domain import folding
from fidpos.domain.card import Card, CardStatus, CardToken, Medium, TokenKind
from fidpos.domain.clock import DayMonth
from fidpos.domain.consent import Word
from fidpos.domain.ids import AccountId, CardId, MemberId, RelativeId, StaffId, VisitId
from fidpos.domain.member import (
    Channel,
    Member,
    MemberStatus,
    PostalAddress,
    Profile,
    Relation,
    Relative,
    TierStanding,
)
from fidpos.domain.staff import Role, Staff
from fidpos.localdb.engine import Row
from fidpos.localdb.mapping import Values
from fidpos.localdb.tables import cards, consents, members, relatives, staff_tries, staff_versions
from fidpos.wire.events import ConsentStated
from fidpos.wire.sync.pull import MemberState

_STATUSES = {status.value: status for status in MemberStatus}
_RELATIONS = {relation.value: relation for relation in Relation}
_CARD_STATUSES = {status.value: status for status in CardStatus}
_CHANNELS = {channel.value: channel for channel in Channel}
_MEDIA = {medium.value: medium for medium in Medium}
_TOKEN_KINDS = {kind.value: kind for kind in TokenKind}
_NOWHERE = PostalAddress()
_texts = msgspec.json.Decoder(tuple[str, ...])

MEMBER_COLUMNS = (
    members.c.id,
    members.c.account_id,
    members.c.number,
    members.c.status,
    members.c.enrolled_on,
    members.c.given_name,
    members.c.family_name,
    members.c.phone,
    members.c.birthday,
    members.c.birthday_changed_on,
    members.c.birth_year,
    members.c.language,
    members.c.labels,
    members.c.tier,
    members.c.tier_since,
    members.c.tier_until,
    members.c.merged_into,
    members.c.email,
    members.c.street,
    members.c.postcode,
    members.c.city,
)
RELATIVE_COLUMNS = (
    relatives.c.id,
    relatives.c.relation,
    relatives.c.given_name,
    relatives.c.birthday,
    relatives.c.birthday_changed_on,
)
CARD_COLUMNS = tuple(cards.c)
WORD_COLUMNS = (consents.c.at, consents.c.channel, consents.c.granted, consents.c.by_parent)
STAFF_COLUMNS = (
    staff_versions.c.staff_id,
    staff_versions.c.name,
    staff_versions.c.role,
    staff_versions.c.pin_hash,
    staff_versions.c.badge,
    staff_versions.c.own_member_id,
    staff_tries.c.failures,
    staff_tries.c.disabled,
)


def member_row(member: Member | MemberState) -> Values:
    """For `members`."""
    profile, tier = member.profile, member.tier
    return (
        member.id.bytes,
        member.account_id.bytes,
        member.number,
        member.status.value,
        day_to_int(member.enrolled_on),
        profile.given_name,
        profile.family_name,
        profile.phone,
        _birthday_to_int(profile.birthday),
        day_or_none(profile.birthday_changed_on),
        profile.birth_year,
        profile.language,
        texts_to_text(sorted(member.labels)),
        None if tier is None else tier.code,
        None if tier is None else day_to_int(tier.since),
        None if tier is None else day_or_none(tier.until),
        blob_or_none(member.merged_into),
        None,
        *_search_keys(member),
        profile.email,
        *_address_columns(profile.address or _NOWHERE),
        (profile.email or None) if member.merged_into is None else None,
    )


def _search_keys(member: Member | MemberState) -> tuple[str | None, str | None, str | None]:
    """What a search finds; a merged member is found under the one that remains."""
    if member.merged_into is not None:
        return None, None, None
    profile = member.profile
    phone = folding.fold_phone(profile.phone) or None
    return folding.family_first(profile), folding.given_first(profile), phone


def _address_columns(address: PostalAddress) -> tuple[str, str, str]:
    return address.street, address.postcode, address.city


def member_from_row(row: Row, household: Sequence[Row]) -> Member:
    """From `MEMBER_COLUMNS` and, for each relative in order, `RELATIVE_COLUMNS`."""
    (
        blob,
        account,
        number,
        status,
        enrolled_on,
        given_name,
        family_name,
        phone,
        birthday,
        birthday_changed_on,
        birth_year,
        language,
        labels,
        tier,
        tier_since,
        tier_until,
        merged_into,
        email,
        street,
        postcode,
        city,
    ) = row
    return Member(
        id=MemberId(id_from_blob(blob)),
        account_id=AccountId(id_from_blob(account)),
        number=number,
        profile=Profile(
            given_name=given_name,
            family_name=family_name,
            phone=phone,
            birthday=None if birthday is None else _birthday_from_int(birthday),
            birthday_changed_on=None if birthday_changed_on is None else day_from_int(birthday_changed_on),
            birth_year=birth_year,
            language=language,
            household=tuple([_relative_from_row(one) for one in household]) if household else (),
            email=email,
            address=_address(street, postcode, city),
        ),
        status=_STATUSES[status],
        tier=None if tier is None else tier_from_row((tier, tier_since, tier_until)),
        labels=frozenset(_texts.decode(labels)) if labels else frozenset(),
        enrolled_on=day_from_int(enrolled_on),
        merged_into=None if merged_into is None else MemberId(id_from_blob(merged_into)),
    )


def _address(street: str, postcode: str, city: str) -> PostalAddress | None:
    if not (street or postcode or city):
        return None
    return PostalAddress(street=street, postcode=postcode, city=city)


def relative_rows(member: Member | MemberState) -> list[Values]:
    """For `relatives`."""
    return [
        (
            member.id.bytes,
            position,
            one.id.bytes,
            one.relation.value,
            one.given_name,
            _birthday_to_int(one.birthday),
            day_or_none(one.birthday_changed_on),
        )
        for position, one in enumerate(member.profile.household)
    ]


def _relative_from_row(row: Row) -> Relative:
    blob, relation, given_name, birthday, changed_on = row
    return Relative(
        id=RelativeId(id_from_blob(blob)),
        relation=_RELATIONS[relation],
        given_name=given_name,
        birthday=None if birthday is None else _birthday_from_int(birthday),
        birthday_changed_on=None if changed_on is None else day_from_int(changed_on),
    )


def tier_from_row(row: Row) -> TierStanding:
    """From code, since and until."""
    code, since, until = row
    return TierStanding(
        code=code, since=day_from_int(since), until=None if until is None else day_from_int(until)
    )


def tier_row(member_id: MemberId, position: int, tier: TierStanding, visit_id: VisitId | None) -> Values:
    """For `tier_history`."""
    since, until = day_to_int(tier.since), day_or_none(tier.until)
    return (member_id.bytes, position, tier.code, since, until, blob_or_none(visit_id))


def card_row(card: Card) -> Values:
    """For `cards`."""
    return (
        card.token.text,
        card.id.bytes,
        card.medium.value,
        card.member_id.bytes,
        blob_or_none(card.holder_id),
        card.status.value,
        instant_to_int(card.linked_at),
    )


def card_from_row(row: Row) -> Card:
    """From `CARD_COLUMNS`."""
    token, blob, medium, member_id, holder_id, status, linked_at = row
    kind, _, value = token.partition(":")
    return Card(
        id=CardId(id_from_blob(blob)),
        token=CardToken(_TOKEN_KINDS[kind], value),
        medium=_MEDIA[medium],
        member_id=MemberId(id_from_blob(member_id)),
        holder_id=None if holder_id is None else RelativeId(id_from_blob(holder_id)),
        status=_CARD_STATUSES[status],
        linked_at=instant_from_int(linked_at),
    )


def consent_row(event: ConsentStated) -> Values:
    """For `consents`; which parent agreed, the journal alone tells."""
    return (
        event.consent_id.bytes,
        event.member_id.bytes,
        event.channel.value,
        int(event.granted),
        event.wording,
        instant_to_int(event.at),
        blob_or_none(event.staff_id),
        int(bool(event.sealed)),
    )


def word_from_row(row: Row) -> Word:
    """From `WORD_COLUMNS`."""
    at, channel, granted, by_parent = row
    return Word(instant_from_int(at), _CHANNELS[channel], bool(granted), bool(by_parent))


def staff_from_row(row: Row) -> Staff:
    """From `STAFF_COLUMNS`; the last two are NULL for who never mistyped."""
    blob, name, role, pin_hash, badge, own_member_id, failures, disabled = row
    return Staff(
        id=StaffId(id_from_blob(blob)),
        name=name,
        role=Role(role),
        pin_hash=pin_hash,
        badge=badge,
        own_member_id=None if own_member_id is None else MemberId(id_from_blob(own_member_id)),
        failures=failures or 0,
        disabled=bool(disabled),
    )


def texts_to_text(texts: Sequence[str]) -> str:
    """A list in one column: JSON, empty for none."""
    return msgspec.json.encode(texts).decode() if texts else ""


def _birthday_to_int(day: DayMonth | None) -> int | None:
    return None if day is None else day.month * 100 + day.day


@lru_cache(366)
def _birthday_from_int(number: int) -> DayMonth:
    month, day = divmod(number, 100)
    return DayMonth(day=day, month=month)
