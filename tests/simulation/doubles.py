"""People who are enrolled twice, cards that go from hand to hand, and what the office makes of them."""

from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from fidpos.domain.card import CardToken, Medium, TokenKind
from fidpos.domain.clock import Clock
from fidpos.domain.ids import AccountId, CardId, EventId, MemberId, uuid7
from fidpos.domain.member import Member, Profile
from fidpos.server.ports import Unit
from fidpos.server.services.office import NotToErase, NotToMerge, Office
from fidpos.vault.sealing import KEY_BYTES
from fidpos.wire.events import CardLinked, MemberEnrolled
from fidpos.wire.sealed import seal_person, seal_token
from tests.simulation.shop import CASHIER, Counter, Till

CARDS = 12


@dataclass(slots=True)
class Doubles:
    """Happens at the counters and in the office.

    Attributes:
        erased: who was forgotten, as it is written down beside the backups.
    """

    random: Random
    clock: Clock
    counter: Counter
    erased: list[MemberId] = field(default_factory=list)

    def act(self, till: Till) -> None:
        """Somebody holds out a card that the till does not know."""
        token = CardToken(TokenKind.NUMBER, str(self.random.randrange(CARDS)))
        if any(card.token == token.text for member in till.members.values() for card in member.cards):
            return
        known = [each for each in till.members if till.members[each].merged_into is None]
        if known and self.random.random() < 0.5:
            self._link(till, self.random.choice(sorted(known)), token)
            return
        member_id = self._meet(till)
        self._link(till, member_id, token)
        self.counter.buy(till, member_id)

    def decide(self, unit: Unit, known: list[MemberId]) -> None:
        """The office merges two members, or forgets one."""
        office = Office(book=unit.office(), now=self.clock.now(), new_id=self._id_at)
        chance = self.random.random()
        if chance < 0.7 and len(known) > 1:
            kept, gone = self.random.sample(known, 2)
            self._merge(office, kept, gone)
        elif known:
            self.erase(office, self.random.choice(known))

    def erase(self, office: Office, member_id: MemberId) -> None:
        """Forget somebody; it is written down first, under each of their ids."""
        with suppress(NotToErase):
            self.erased += office.known_as(member_id)
            office.erase(member_id)

    def _merge(self, office: Office, kept: MemberId, gone: MemberId) -> None:
        with suppress(NotToMerge):
            office.merge(kept, gone, self.clock.now().date())

    def _meet(self, till: Till) -> MemberId:
        """A member known by a card alone."""
        member_id = MemberId(self._id())
        key = self.random.randbytes(KEY_BYTES)
        till.keys[member_id] = key
        member = Member(
            id=member_id,
            account_id=AccountId(self._id()),
            number=f"provisional {member_id}",
            profile=Profile(given_name="", family_name=""),
            enrolled_on=self.counter.today,
        )
        till.record(
            MemberEnrolled(
                id=EventId(self.counter.new_id(till)),
                at=self.clock.now(),
                member_id=member_id,
                account_id=member.account_id,
                enrolled_on=self.counter.today,
                sealed=seal_person(key, member),
                provisional=True,
                staff_id=CASHIER,
            )
        )
        return member_id

    def _link(self, till: Till, member_id: MemberId, token: CardToken) -> None:
        key = till.members[member_id].key
        till.record(
            CardLinked(
                id=EventId(self.counter.new_id(till)),
                at=self.clock.now(),
                card_id=CardId(self._id()),
                member_id=member_id,
                medium=Medium.BARCODE,
                sealed=seal_token(key, member_id, token),
                staff_id=CASHIER,
            )
        )

    def _id(self) -> UUID:
        return uuid7(self.clock.now(), self.random.randbytes)

    def _id_at(self, at: object) -> UUID:
        return self._id()
