"""The members of a story as a store takes them in: each with an account and a card."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID

from fidpos.bootstrap.story.format import StoryMember
from fidpos.bootstrap.story.steady import steady_id
from fidpos.bootstrap.story.values import day_month_of
from fidpos.domain.card import Card, CardToken, Medium, TokenKind
from fidpos.domain.ids import AccountId, CardId, ConsentId, MemberId, RelativeId
from fidpos.domain.member import Consent, Member, Profile, Relation, Relative, TierStanding
from fidpos.domain.shop import TillIdentity
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.readers.own_number import make_ean13

_PARENT = "story"
"""A consent of a story stands, whatever the age."""


def snapshot_of(told: StoryMember, serial: int, identity: TillIdentity) -> MemberSnapshot:
    """The member as enrolled on their first day.

    Args:
        told: as the story tells of them.
        serial: number of the card.
        identity: of the shop.
    """
    enrolled_at = datetime.combine(told.enrolled_on, time(), identity.calendar.zone).astimezone(UTC)
    number = make_ean13(identity.merchant_code, serial)

    def made(what: str) -> UUID:
        return steady_id(enrolled_at, f"{told.name}/{what}")

    member_id = MemberId(made("member"))
    standing = TierStanding(code=told.tier, since=told.enrolled_on, until=told.tier_until)
    relatives = tuple(
        Relative(id=RelativeId(made(name)), relation=relation, given_name=name, birthday=day_month_of(day))
        for relation, name, day in _household(told)
    )
    return MemberSnapshot(
        member=Member(
            id=member_id,
            account_id=AccountId(made("account")),
            number=number,
            profile=Profile(
                given_name=told.name,
                family_name="",
                birthday=day_month_of(told.birthday) if told.birthday is not None else None,
                birth_year=told.birth_year,
                household=relatives,
            ),
            tier=standing if told.tier else None,
            labels=told.labels,
            enrolled_on=told.enrolled_on,
        ),
        cards=(
            Card(
                id=CardId(made("card")),
                token=CardToken(TokenKind.NUMBER, number),
                medium=Medium.BARCODE,
                member_id=member_id,
                linked_at=enrolled_at,
            ),
        ),
        consents=tuple(
            Consent(
                id=ConsentId(made(channel)),
                member_id=member_id,
                channel=channel,
                granted=True,
                wording="story",
                at=enrolled_at,
                parent=_PARENT,
            )
            for channel in sorted(told.consents)
        ),
    )


def _household(told: StoryMember) -> Iterator[tuple[Relation, str, str]]:
    if told.spouse is not None:
        yield Relation.SPOUSE, "spouse", told.spouse
    for position, day in enumerate(told.children):
        yield Relation.CHILD, f"child{position}", day
    for name, day in (told.days or {}).items():
        yield Relation.OTHER, name, day
