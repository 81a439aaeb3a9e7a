"""What the till knows of a card that was held out, and how it comes to know what only the centre can say.

The centre is asked for all that the card holds: what it sets aside nobody else can spend meanwhile, and with
it comes how the card stands. For a look it is let go at once; for an act that takes from the card it stays,
in the journal, until the act has moved it.
"""

from dataclasses import dataclass
from enum import Enum, auto

from fidpos.domain.gift_card import GiftCard, GiftCardState, GiftHold
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId, GiftHoldId, VisitId
from fidpos.posting.gift_card_standing import gift_card_of
from fidpos.till.gift_card_payment import HoldAsked, held_event, release_holds
from fidpos.till.gift_cards import GiftCardWork
from fidpos.vault.errors import SealBroken
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.gift_card_standing import GiftCardStanding, GiftEntryState
from fidpos.wire.sync.hold import GiftCardClaim, Held, Hold

ALL_OF_IT = 10**12
"""Minor units: more than any card holds."""


class Need(Enum):
    """For what a card is held out."""

    LOOK = auto()
    """Nothing is written."""
    ADD = auto()
    """The till keeps the card as the centre says it is; nothing stays set aside."""
    TAKE = auto()
    """All that it holds stays set aside for this desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A card as it stands now.

    Attributes:
        is_told: by the centre just now, or it is this till's alone; otherwise as it was last heard of.
        hold: what the centre has set aside for this desk.
        latest: its movements as the centre told them, where the till does not keep them.
        number: as it was read, likewise.
    """

    card: GiftCard
    is_told: bool = True
    hold: GiftHold | None = None
    latest: tuple[GiftEntryState, ...] = ()
    number: GiftCardNumber | None = None

    @property
    def told(self) -> frozenset[GiftCardId]:
        """For `GiftCardWork.told`."""
        return frozenset({self.card.id} if self.is_told else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """About one card; the ids are made before it is first put."""

    number: GiftCardNumber
    visit_id: VisitId
    hold_id: GiftHoldId
    wanted_minor: int = ALL_OF_IT

    @classmethod
    def about(cls, number: GiftCardNumber, work: GiftCardWork, wanted_minor: int = ALL_OF_IT) -> "Question":
        """A new one; the hold belongs to no purchase, so its visit is one that never closes."""
        return cls(
            number=number,
            visit_id=VisitId(work.new_id()),
            hold_id=GiftHoldId(work.new_id()),
            wanted_minor=wanted_minor,
        )

    def request(self, work: GiftCardWork) -> Hold:
        """What the centre is asked."""
        claim = GiftCardClaim(
            hold_id=self.hold_id,
            number_digest=self.number.digest,
            wanted_minor=self.wanted_minor,
            currency=work.store.identity().currency.code,
        )
        return Hold(
            visit_id=self.visit_id,
            staff_id=work.authority.answers.id,
            at=work.at,
            business_day=work.today,
            claims=(claim,),
        )

    def is_answered_by(self, told: Held) -> bool:
        """Whether something of this very card was set aside."""
        return told.granted > 0 and told.gift_card is not None and _is_about(told.gift_card, self.number)


def looked_at(question: Question, told: Held) -> Known:
    """The card as the centre says it is, for a look."""
    standing = told.gift_card
    assert standing is not None, "the question was answered"
    card = gift_card_of(standing, question.number.masked)
    return Known(card=card, latest=standing.entries, number=question.number)


def kept(work: GiftCardWork, question: Question, told: Held, need: Need) -> Known | None:
    """Keep the card as the centre says it is, with what was set aside; None when this till knows of less.

    Raises:
        StoreError: nothing was kept.
    """
    standing = told.gift_card
    assert standing is not None, "the question was answered"
    asked = HoldAsked(hold_id=question.hold_id, visit_id=question.visit_id, amount_minor=told.granted)
    if not work.store.learn_gift_card(standing, held_event(work, standing.id, asked)):
        return None
    hold = work.store.gift_hold(question.hold_id)
    assert hold is not None, "it was learnt with the card"
    if need is Need.ADD:
        release_holds(work, (hold,))
        hold = None
    card = work.store.gift_card(standing.id)
    assert card is not None, "it was learnt"
    return Known(card=card, hold=hold)


def as_last_heard(card: GiftCard | None, *, is_told: bool) -> Known | None:
    """What the till knows by itself; of a draft it says no more than of a number that nobody has."""
    if card is None or card.state is GiftCardState.DRAFT:
        return None
    return Known(card=card, is_told=is_told)


def as_refused(card: GiftCard | None) -> Known | None:
    """The centre set nothing aside; it told as much as the till knew where that is no surprise."""
    is_no_surprise = card is not None and (card.state is not GiftCardState.ACTIVE or not card.available_minor)
    return as_last_heard(card, is_told=is_no_surprise)


def _is_about(standing: GiftCardStanding, number: GiftCardNumber) -> bool:
    try:
        return open_inscription(standing.key, standing.id, standing.sealed).number == number
    except SealBroken:
        return False
