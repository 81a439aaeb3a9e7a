"""From what was typed to what is recorded. All ids are made once, so that a second try records the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from fidpos.domain.card import Card, CardToken, Medium
from fidpos.domain.enrolment import Enrolment
from fidpos.domain.ids import AccountId, CardId, MemberId, RelativeId, StaffId
from fidpos.domain.member import Consent, Member, Profile, Relative
from fidpos.till.enrol.typed import Read


class IdsOnce:
    """Ids in the order in which they are asked for; asked again from the start, the same ones."""

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        self._new_id = new_id
        self._made: list[UUID] = []

    def again(self) -> Callable[[], UUID]:
        """From the first one on."""
        return self._from_the_first().__next__

    def _from_the_first(self) -> Iterator[UUID]:
        place = 0
        while True:
            if place == len(self._made):
                self._made.append(self._new_id())
            yield self._made[place]
            place += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIds:
    """Of the one who is being enrolled."""

    member_id: MemberId
    account_id: AccountId
    card_id: CardId
    kin: IdsOnce
    consents: IdsOnce
    events: IdsOnce

    @classmethod
    def made(cls, new_id: Callable[[], UUID]) -> "NewIds":
        """Before the first try."""
        return cls(
            member_id=MemberId(new_id()),
            account_id=AccountId(new_id()),
            card_id=CardId(new_id()),
            kin=IdsOnce(new_id),
            consents=IdsOnce(new_id),
            events=IdsOnce(new_id),
        )


@dataclass(frozen=True, slots=True)
class NewcomersCard:
    """What the member will hold out."""

    token: CardToken
    medium: Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is enrolled, with what, by whom, when; `number` is the member's own."""

    ids: NewIds
    read: Read
    number: str = field(repr=False)
    card: NewcomersCard | None
    consents: tuple[Consent, ...]
    staff_id: StaffId
    at: datetime
    day: date

    def enrolment(self) -> Enrolment:
        """All of it, to be recorded as one."""
        member = Member(
            id=self.ids.member_id,
            account_id=self.ids.account_id,
            number=self.number,
            profile=self._profile(),
            enrolled_on=self.day,
        )
        return Enrolment(member=member, cards=self._cards(), consents=self.consents, staff_id=self.staff_id)

    def _profile(self) -> Profile:
        new_id = self.ids.kin.again()
        household = tuple(
            Relative(
                id=RelativeId(new_id()),
                relation=each.relation,
                given_name=each.given_name,
                birthday=each.birthday,
            )
            for each in self.read.kin
        )
        return replace(self.read.profile, household=household)

    def _cards(self) -> tuple[Card, ...]:
        if self.card is None:
            return ()
        return (
            Card(
                id=self.ids.card_id,
                token=self.card.token,
                medium=self.card.medium,
                member_id=self.ids.member_id,
                linked_at=self.at,
            ),
        )
