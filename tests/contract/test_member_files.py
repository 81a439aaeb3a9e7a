"""Members' files in every till's store: on disk, and in memory for tests of the till."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fidpos.domain.card import CardStatus
from fidpos.domain.errors import FidposError
from fidpos.domain.ids import EventId, RelativeId
from fidpos.domain.member import Channel, Member, MemberStatus, PostalAddress, Profile, Relation, Relative
from fidpos.localdb.store import LocalStore
from fidpos.till.counter_store import CounterStore
from fidpos.wire.events import CardStatusChanged, ConsentStated
from fidpos.wire.member_events import (
    MemberProfileChanged,
    MemberStatusChanged,
    ProfileChange,
    StatusReason,
    change_to_bytes,
)
from tests.helpers import real_store
from tests.helpers.counter import BERENICE, IDENTITY, INES, MALO, PAUL, TAREK, ZOE, programme
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore
from tests.helpers.store_events import CASHIER, Events

MOVED = replace(
    MALO.member.profile, phone="+33600000009", address=PostalAddress(street="3 rue Haute", city="Brest")
)


@dataclass
class Files:
    """A store under test."""

    store: LocalStore | MemoryStore
    events: Events

    @property
    def port(self) -> CounterStore:
        """The store as the counter sees it; mypy checks here that it fits."""
        return self.store

    def change(self, member: Member, before: Profile, after: Profile) -> None:
        body = change_to_bytes(ProfileChange(before=before, after=after))
        self.store.commit(
            MemberProfileChanged(
                id=EventId(self.events.new_id()),
                at=self.events.clock.now(),
                member_id=member.id,
                sealed=self.store.seal(member.id, body),
                staff_id=CASHIER,
            )
        )

    def stand(self, member: Member, status: MemberStatus) -> None:
        self.store.commit(
            MemberStatusChanged(
                id=EventId(self.events.new_id()),
                at=self.events.clock.now(),
                member_id=member.id,
                status=status,
                reason=StatusReason.OTHER,
                staff_id=CASHIER,
            )
        )

    def member(self, member: Member) -> Member:
        found = self.store.member(member.id)
        assert found is not None
        return found


@pytest.fixture(params=["memory", "disk"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    clock = FakeClock()
    if request.param == "memory":
        memory = MemoryStore(IDENTITY, programme(), (INES, PAUL, TAREK))
        memory.load(BERENICE, MALO, ZOE)
        yield Files(store=memory, events=Events(clock))
        return
    disk = real_store.new_store(tmp_path / "till.db", clock, BERENICE, MALO, ZOE)
    yield Files(store=disk, events=Events(clock))
    disk.close()


def test_a_change_is_what_the_counter_reads_next(files: Files) -> None:
    files.change(MALO.member, MALO.member.profile, MOVED)

    assert files.member(MALO.member) == replace(MALO.member, profile=MOVED)


def test_who_changed_their_number_is_found_by_the_new_one_alone(files: Files) -> None:
    files.change(MALO.member, MALO.member.profile, MOVED)

    assert [hit.member_id for hit in files.port.find_members("0600000009", 8)] == [MALO.member.id]
    assert files.port.find_members(MALO.member.profile.phone, 8) == ()


def test_the_household_comes_and_goes_and_the_others_keep_theirs(files: Files) -> None:
    yann = Relative(id=RelativeId(files.events.new_id()), relation=Relation.SPOUSE, given_name="Yann")
    before = ZOE.member.profile
    files.change(ZOE.member, before, replace(before, household=(*before.household, yann)))
    assert [each.given_name for each in files.member(ZOE.member).profile.household] == ["Léo", "Yann"]

    now = files.member(ZOE.member).profile
    files.change(ZOE.member, now, replace(now, household=(yann,)))
    assert files.member(ZOE.member).profile.household == (yann,)


def test_what_somebody_else_changed_meanwhile_stays(files: Files) -> None:
    before = MALO.member.profile
    files.change(MALO.member, before, MOVED)
    files.change(MALO.member, before, replace(before, given_name="Maël", phone="+33600000001"))

    assert files.member(MALO.member).profile == replace(MOVED, given_name="Maël")


def test_tier_points_and_account_are_untouched_by_a_change(files: Files) -> None:
    files.change(MALO.member, MALO.member.profile, MOVED)

    found = files.member(MALO.member)
    assert (found.tier, found.account_id) == (MALO.member.tier, MALO.member.account_id)
    assert [each.amount for each in files.port.balances(found.account_id)] == [520]


def test_blocked_and_served_again(files: Files) -> None:
    files.stand(MALO.member, MemberStatus.BLOCKED)
    assert files.member(MALO.member).status is MemberStatus.BLOCKED

    files.stand(MALO.member, MemberStatus.ACTIVE)
    assert files.member(MALO.member).status is MemberStatus.ACTIVE


def test_who_left_stays_away(files: Files) -> None:
    files.stand(MALO.member, MemberStatus.LEFT)
    files.stand(MALO.member, MemberStatus.ACTIVE)

    assert files.member(MALO.member).status is MemberStatus.LEFT


def test_a_change_of_somebody_unknown_is_refused_and_leaves_no_trace(files: Files) -> None:
    with pytest.raises(FidposError):
        files.change(replace(MALO.member, id=PAUL.id), MALO.member.profile, MOVED)  # type: ignore[arg-type]  # nobody's

    assert files.member(MALO.member) == MALO.member


def test_every_card_is_listed_whatever_became_of_it(files: Files) -> None:
    card = MALO.cards[0]
    files.store.commit(
        CardStatusChanged(
            id=EventId(files.events.new_id()),
            at=files.events.clock.now(),
            card_id=card.id,
            member_id=card.member_id,
            status=CardStatus.LOST,
            staff_id=CASHIER,
        )
    )

    assert files.port.files.cards_of(MALO.member.id) == (replace(card, status=CardStatus.LOST),)
    assert files.port.files.cards_of(ZOE.member.id) == ZOE.cards


def test_the_last_word_on_a_channel_counts(files: Files) -> None:
    for granted in (True, False):
        files.events.clock.advance(60)
        files.store.commit(
            ConsentStated(
                id=EventId(files.events.new_id()),
                at=files.events.clock.now(),
                consent_id=files.events.new_id(),  # type: ignore[arg-type]  # any id
                member_id=MALO.member.id,
                channel=Channel.SMS,
                granted=granted,
                wording="v1",
            )
        )

    assert files.port.files.words_of(MALO.member.id) == {Channel.SMS: False}


def test_who_collects_on_an_account(files: Files) -> None:
    assert files.port.files.sharing(ZOE.member.account_id) == (ZOE.member,)


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f468\N{ZERO WIDTH JOINER}\U0001f467",
        '<b>Malo</b> & "Fils"',
        "'; DROP TABLE members; --",
        "%_\\",
        "é" * 80,
        "\N{ARABIC LETTER ALEF}\N{HEBREW LETTER BET}",
    ],
)
def test_whatever_a_name_is_made_of_is_kept_as_text(files: Files, text: str) -> None:
    after = replace(MALO.member.profile, given_name=text, address=PostalAddress(street=text))
    files.change(MALO.member, MALO.member.profile, after)

    assert files.member(MALO.member).profile == after
    assert files.member(BERENICE.member) == BERENICE.member
    assert files.port.find_members("durand", 8)
