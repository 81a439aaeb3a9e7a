"""Sample views of the desk's pages about the centre, for every state, step and refusal."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from fidpos.domain.ids import AllowanceId
from fidpos.domain.money import EUR, Money
from fidpos.till.allowance import AllowanceStanding, AllowanceState
from fidpos.till.centre_link import (
    CentreStanding,
    LinkState,
    PairingRefusal,
    PairingRefused,
    Trouble,
    WaitingGroup,
    WaitingKind,
    WaitingList,
)
from fidpos.till.centre_words import refusal_words
from fidpos.till.technician.view import CentreView, Page, PairingStep, PairingView, TechnicianView
from fidpos.till.view import Message
from fidpos.ui.presenters.technician.line_entry import LineEntry
from fidpos.wire.sync.allowance import AllowanceKind
from tests.helpers.desk_samples import at
from tests.helpers.sample_views import NOW, Sample

UP_TO_DATE = CentreStanding(
    state=LinkState.UP_TO_DATE,
    address="https://centre.exemple.fr",
    merchant_name="Maison Lefèvre",
    shop_name="Boulangerie du Marché",
    till_name="Caisse 1",
    heard_at=NOW - timedelta(seconds=12),
    clock_offset=timedelta(milliseconds=300),
)
SENDING = replace(
    UP_TO_DATE,
    state=LinkState.SENDING,
    waiting=14,
    waiting_since=NOW - timedelta(minutes=3),
    clock_offset=timedelta(seconds=190),
)
OFFLINE = replace(
    SENDING, state=LinkState.OFFLINE, waiting=214, waiting_since=NOW - timedelta(days=3, hours=2)
)
REVOKED = replace(SENDING, state=LinkState.ATTENTION, trouble=Trouble.REVOKED)
WAITING = WaitingList(
    groups=tuple(
        WaitingGroup(kind=kind, count=count, oldest_at=NOW - timedelta(minutes=minutes))
        for kind, count, minutes in (
            (WaitingKind.VISIT, 9, 3),
            (WaitingKind.MEMBER, 2, 2),
            (WaitingKind.GIFT_CARD, 1, 2),
            (WaitingKind.STAFF, 1, 1),
            (WaitingKind.OTHER, 1, 1),
        )
    )
)
GIVEN = (
    AllowanceStanding(
        kind=AllowanceKind.GIFT_CARDS,
        state=AllowanceState.GOOD,
        id=AllowanceId(UUID(int=1)),
        amount=Money(10_000, EUR),
        drawn=Money(1_250, EUR),
        expires_at=NOW + timedelta(hours=45),
        as_of=NOW,
    ),
    AllowanceStanding(kind=AllowanceKind.REWARDS, state=AllowanceState.NONE),
)
"""What the till may let go by itself: some of gift cards, and no rewards."""
TYPED_CODE = "02g4k9m27zq0r5v8c3n1t6xa"
SCANNED_CODE = f"FIDPOS-PAIR:1:02:{'8' * 13}:{'4' * 52}:https://centre.exemple.fr"


def centre(standing: CentreStanding, waiting: WaitingList | None = None, **more: object) -> TechnicianView:
    """The desk with this link."""
    shown = CentreView(standing=standing, waiting=waiting, allowances=GIVEN if standing.is_paired else ())
    return TechnicianView(page=Page.CENTRE, centre=replace(shown, **more))  # type: ignore[arg-type]  # its fields


def pairing(step: PairingStep, refused: PairingRefusal | None = None, **more: object) -> TechnicianView:
    """The desk with the pairing at this step."""
    shown = PairingView(step=step, address="https://centre.exemple.fr", till_name="Caisse 1")
    if refused is not None:
        words = refusal_words(PairingRefused(reason=refused, waiting=3))
        shown = replace(shown, problem=words.message, hint=words.hint)
    is_asked = step is PairingStep.ASKING
    return TechnicianView(
        page=Page.PAIRING,
        centre=CentreView(is_asked=is_asked),
        pairing=replace(shown, **more),  # type: ignore[arg-type]  # fields of the view
    )


ALONE = centre(CentreStanding())
PAIRED = centre(UP_TO_DATE, WaitingList())
CODE = pairing(PairingStep.CODE)
ADDRESS = pairing(PairingStep.ADDRESS)
NAME = pairing(PairingStep.NAME)
ASKING = pairing(PairingStep.ASKING)
DONE = pairing(PairingStep.DONE, standing=UP_TO_DATE)


def typing(desk: TechnicianView, text: str) -> Sample:
    """The pairing with this in its line."""
    assert desk.pairing is not None
    return Sample(view=at(desk), line=LineEntry(step=desk.pairing.step, text=text))


CENTRE_SAMPLES = {
    "alone": Sample(view=at(ALONE)),
    "paired": Sample(view=at(PAIRED)),
    "paired_unheard": Sample(view=at(centre(replace(UP_TO_DATE, heard_at=None, clock_offset=None)))),
    "sending": Sample(view=at(centre(SENDING, WAITING))),
    "offline": Sample(view=at(centre(OFFLINE, replace(WAITING, uncounted=1_200)))),
    "revoked": Sample(view=at(centre(REVOKED, WAITING))),
    **{
        f"trouble_{trouble.value}": Sample(view=at(centre(replace(REVOKED, trouble=trouble), WAITING)))
        for trouble in Trouble
    },
    "unpair_asked": Sample(
        view=at(replace(PAIRED, notice=Message(key="desk.centre.unpair_again"))),
    ),
    **{
        f"allowance_{state.value}": Sample(
            view=at(
                centre(
                    OFFLINE,
                    WAITING,
                    allowances=tuple(replace(GIVEN[0], kind=kind, state=state) for kind in AllowanceKind),
                )
            )
        )
        for state in AllowanceState
    },
    "asked": Sample(view=at(centre(CentreStanding(), is_asked=True))),
    "code": typing(CODE, ""),
    "code_typed": typing(CODE, TYPED_CODE),
    "code_scanned": typing(CODE, SCANNED_CODE),
    "code_wrong": typing(pairing(PairingStep.CODE, PairingRefusal.BAD_CODE), TYPED_CODE),
    "address": typing(ADDRESS, ""),
    "address_typed": typing(ADDRESS, "https://un-centre-au-nom-tres-long.boulangeries.exemple.fr:8443"),
    "name": typing(NAME, "Caisse 1"),
    "asking": Sample(view=at(ASKING)),
    "help": Sample(view=at(PAIRED), help_open=True),
    "help_pairing": Sample(view=at(CODE), help_open=True),
    "done": Sample(view=at(DONE)),
    **{
        f"refused_{reason.value}": typing(pairing(PairingStep.NAME, reason), "Caisse 1")
        for reason in PairingRefusal
    },
}
