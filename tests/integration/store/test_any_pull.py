"""Whatever happens here and elsewhere, and whenever it is heard: the store holds together, and all agree."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec import structs

from fidpos.domain.card import CardStatus, CardToken, Medium, TokenKind
from fidpos.domain.ids import CardId, ConsentId, EventId, MemberId, VoucherId, uuid7
from fidpos.domain.member import Channel, TierStanding
from fidpos.rules.titles import Titles
from fidpos.wire.codec import embed
from fidpos.wire.events import (
    CardLinked,
    CardStatusChanged,
    ConsentStated,
    CountBody,
    RuleUseBody,
    VoucherBody,
    VoucherUseBody,
)
from fidpos.wire.sealed import seal_token
from tests.helpers.store_states import lots_held, tidy_member
from tests.helpers.store_till import Disks
from tests.helpers.sync_pair import OTHER_TILL, TILL, Pair
from tests.simulation.shop import Till

HERE, ELSEWHERE = 0, 1
WHERE = st.sampled_from([HERE, ELSEWHERE])
WHO = st.integers(0, 3)
TIERS = st.none() | st.sampled_from(["gold", "silver"])


class AnyPull(RuleBasedStateMachine):
    """A till on disk, another one elsewhere, and their centre."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="fidpos-test-")
        self.disks = Disks(Path(self.folder.name))
        self.pair = Pair()
        self.here = self.disks.till(TILL, self.pair.clock, self.new_id)
        self.tills: list[Till] = [self.here, self.pair.new_till(OTHER_TILL)]
        self.sessions = [self.pair.started(till, rows_max=3) for till in self.tills]
        self.pair.counter.enrol(self.here)
        self.meet()

    def teardown(self) -> None:
        try:
            self.meet()
            self.all_agree()
        finally:
            self.disks.close()
            self.folder.cleanup()

    def new_id(self) -> UUID:
        return uuid7(self.pair.clock.now(), self.pair.random.randbytes)

    def member(self, till: Till, who: int) -> MemberId:
        known = sorted(till.members)
        return known[who % len(known)]

    @rule(where=WHERE)
    def somebody_enrols(self, where: int) -> None:
        if len(self.tills[where].members) < 4:
            self.pair.counter.enrol(self.tills[where])

    @rule(
        where=WHERE,
        who=WHO,
        uses=st.integers(0, 2),
        tier=TIERS,
        counts=st.booleans(),
        gives=st.booleans(),
        wants=st.booleans(),
    )
    def somebody_buys(
        self, where: int, who: int, uses: int, tier: str | None, counts: bool, gives: bool, wants: bool
    ) -> None:
        self.pair.clock.advance(60)
        till = self.tills[where]
        member = till.members[self.member(till, who)]
        held = [each.voucher.id for each in member.vouchers if each.used_by is None] if wants else []
        event = structs.replace(
            self.pair.counter.bought(till, member.id),
            rule_uses=(RuleUseBody(rule="birthday", subject="x", count=uses),) if uses else (),
            tier=TierStanding(code=tier, since=self.today) if tier else None,
            counts=(CountBody(scope="bread", visits=1, revenue_minor=300, quantity=1_000),) if counts else (),
            vouchers=(self.voucher(),) if gives else (),
            vouchers_used=tuple(VoucherUseBody(id=each) for each in held[:1]),
        )
        till.record(event)

    @rule(where=WHERE)
    def the_last_visit_is_undone(self, where: int) -> None:
        self.pair.clock.advance(60)
        self.pair.counter.void(self.tills[where])

    @rule(where=WHERE, who=WHO, granted=st.booleans())
    def somebody_says_whether_we_may_write(self, where: int, who: int, granted: bool) -> None:
        self.pair.clock.advance(60)
        till = self.tills[where]
        till.record(
            ConsentStated(
                id=EventId(self.new_id()),
                at=self.pair.clock.now(),
                consent_id=ConsentId(self.new_id()),
                member_id=self.member(till, who),
                channel=Channel.SMS,
                granted=granted,
                wording="1",
            )
        )

    @rule(where=WHERE, who=WHO)
    def somebody_gets_a_card(self, where: int, who: int) -> None:
        self.pair.clock.advance(60)
        till, card_id = self.tills[where], CardId(self.new_id())
        member = till.members[self.member(till, who)]
        till.record(
            CardLinked(
                id=EventId(self.new_id()),
                at=self.pair.clock.now(),
                card_id=card_id,
                member_id=member.id,
                medium=Medium.CHIP,
                sealed=seal_token(member.key, member.id, CardToken(TokenKind.NUMBER, str(card_id.int))),
            )
        )

    @rule(where=WHERE, who=WHO, status=st.sampled_from(CardStatus))
    def a_card_is_lost_or_found(self, where: int, who: int, status: CardStatus) -> None:
        till = self.tills[where]
        member = till.members[self.member(till, who)]
        for card in member.cards[:1]:
            till.record(
                CardStatusChanged(
                    id=EventId(self.new_id()),
                    at=self.pair.clock.now(),
                    card_id=card.id,
                    member_id=member.id,
                    status=status,
                )
            )

    @rule(where=WHERE)
    def a_till_sends(self, where: int) -> None:
        self.sessions[where].push()

    @rule(where=WHERE)
    def a_till_hears(self, where: int) -> None:
        self.sessions[where].pull()

    @rule(days=st.integers(1, 30))
    def days_pass(self, days: int) -> None:
        self.pair.clock.advance(days * 86_400)

    @rule()
    def the_till_starts_anew(self) -> None:
        self.here.close()
        self.here = self.disks.opened(self.here.path, TILL, self.pair.clock)
        self.tills[HERE] = self.here
        self.sessions[HERE] = self.pair.started(self.here, rows_max=3)

    @rule()
    def meet(self) -> None:
        """Everybody hears of everything."""
        for session in (*self.sessions, *self.sessions):
            self.pair.settle(session)

    @invariant()
    def the_store_holds_together(self) -> None:
        assert self.here.verified().holds
        assert not self.here.sync.set_aside

    def all_agree(self) -> None:
        for till in self.tills:
            assert set(till.members) == set(self.pair.data.members)
            for member_id, state in self.pair.data.members.items():
                assert tidy_member(till.members[member_id]) == tidy_member(state)
                account = self.pair.data.accounts[state.account_id]
                assert lots_held(till.accounts[state.account_id]) == lots_held(account)

    @property
    def today(self) -> date:
        return self.pair.clock.now().date()

    def voucher(self) -> VoucherBody:
        return VoucherBody(
            id=VoucherId(self.new_id()),
            source="thanks",
            title=Titles(fr="Merci", en="Thanks"),
            effect=embed(b'{"type":"amount_off","amount_minor":100}'),
            valid_from=self.today,
            valid_until=self.today + timedelta(days=400),
        )


TestAnyPull = AnyPull.TestCase
TestAnyPull.settings = settings(max_examples=15, stateful_step_count=25)
