"""Sample views for every state of the till, as the checkout session would publish them.

All people are invented. Times are those of a quiet Wednesday afternoon in November 2026.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from fidpos.domain.card_writing import WriteProblem
from fidpos.domain.clock import ShopCalendar, utc
from fidpos.domain.ids import MemberId, MerchantId, ShopId, StaffId, TillId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.domain.shop import TillIdentity
from fidpos.domain.staff import Role
from fidpos.texts.texts import Texts
from fidpos.till.new_card import NewCardView
from fidpos.till.ports import MemberHit, PastVisit
from fidpos.till.technician.view import PlugInLine
from fidpos.till.view import (
    Banner,
    CheckoutView,
    EffectLine,
    EffectState,
    HistoryLine,
    Lamp,
    MemberView,
    Message,
    Panel,
    PreviewView,
    Question,
    QuestionKind,
    RewardOffer,
    StaffView,
    StatusLight,
    TierProgress,
    TillState,
    Tone,
)
from fidpos.ui.presenters.amount_entry import AmountEntry, AmountStyle
from fidpos.ui.presenters.console import Console
from fidpos.ui.presenters.pin_entry import PinEntry
from fidpos.ui.presenters.scene import Scene
from fidpos.ui.presenters.search_entry import SearchEntry
from fidpos.ui.presenters.task.entry import TaskEntry
from fidpos.ui.presenters.technician.line_entry import LineEntry

RESOURCES = Path(__file__).parents[2] / "resources"
NOW = utc(2026, 11, 18, 13, 32)
ZONE = ZoneInfo("Europe/Paris")

IDENTITY = TillIdentity(
    merchant_id=MerchantId(UUID(int=1)),
    merchant_name="Le Fournil des Halles",
    merchant_code="0481",
    card_name="Carte Club",
    shop_id=ShopId(UUID(int=2)),
    shop_name="Boutique du Marché",
    till_id=TillId(UUID(int=3)),
    till_name="Terminal 2",
    currency=EUR,
    calendar=ShopCalendar(zone=ZONE),
)

ELODIE = StaffView(staff_id=StaffId(UUID(int=11)), name="Élodie Martin", role=Role.CASHIER)
KARIM = StaffView(staff_id=StaffId(UUID(int=12)), name="Karim Benali", role=Role.MANAGER)
STAFF = (
    ELODIE,
    KARIM,
    StaffView(staff_id=StaffId(UUID(int=13)), name="Lucas Fabre", role=Role.CASHIER),
    StaffView(staff_id=StaffId(UUID(int=14)), name="Nadia Rossi", role=Role.CASHIER),
    StaffView(staff_id=StaffId(UUID(int=15)), name="Paul Anselme", role=Role.TECHNICIAN),
)

OFFERS = (
    RewardOffer(code="coffee", title="Café offert", counter="points", cost=150, missing=0, chosen=False),
    RewardOffer(
        code="pastry", title="Viennoiserie offerte", counter="points", cost=300, missing=0, chosen=False
    ),
    RewardOffer(code="five", title="5 € de remise", counter="points", cost=500, missing=0, chosen=False),
    RewardOffer(
        code="cake", title="Gâteau du dimanche", counter="points", cost=1500, missing=216, chosen=False
    ),
    RewardOffer(
        code="basket", title="Panier gourmand", counter="points", cost=2500, missing=1216, chosen=False
    ),
)
CAMILLE = MemberView(
    member_id=MemberId(UUID(int=21)),
    name="Camille Lefèvre",
    given_name="Camille",
    holder="",
    masked_card="0486",
    member_since=date(2023, 3, 4),
    tier_code="gold",
    tier_title="Or",
    counter_title="Points",
    points=1284,
    progress=TierProgress(next_code="platinum", next_title="Platine", missing=716, done_ppm=642_000),
    alerts=(Message(key="alert.birthday.child.soon", params={"name": "Léa", "days": 3}),),
    offers=OFFERS,
)


def euros(minor: int) -> Money:
    """An amount in cents of euro."""
    return Money(minor, EUR)


def _visit(
    number: int,
    day: date,
    amount: int,
    points: int,
    *,
    discount: int = 0,
    voided: bool = False,
    reasons: tuple[Message, ...] = (),
) -> HistoryLine:
    past = PastVisit(
        id=VisitId(UUID(int=100 + number)),
        closed_at=utc(day.year, day.month, day.day, 10),
        business_day=day,
        amount=euros(amount),
        discount=euros(discount),
        points=points,
        voided=voided,
    )
    return HistoryLine(past=past, reasons=reasons)


EARNED = (
    Message(key="reason.earned", params={"title": "1 point par euro", "points": 12}),
    Message(key="reason.earned", params={"title": "Anniversaire de la famille", "points": 12}),
)
VISITS = (
    _visit(1, date(2026, 11, 14), 1240, 12, reasons=EARNED[:1]),
    _visit(2, date(2026, 11, 11), 890, 8),
    _visit(3, date(2026, 11, 4), 2310, 23, discount=231),
    _visit(4, date(2026, 10, 30), 1120, -489, discount=500),
    _visit(5, date(2026, 10, 27), 14000, 140, voided=True),
    _visit(6, date(2026, 10, 27), 1400, 14),
    _visit(7, date(2026, 10, 19), 975, 9),
)

PREVIEW = PreviewView(
    amount=euros(1240),
    discount=euros(124),
    due=euros(1116),
    points_earned=24,
    points_spent=0,
    points_after=1308,
    gifts=(),
    reasons=(
        *EARNED,
        Message(key="near.amount", params={"title": "Baguette offerte", "missing": euros(260)}),
    ),
)
WITH_REWARD = replace(
    PREVIEW, discount=euros(624), due=euros(616), points_earned=12, points_spent=500, points_after=796
)

LIGHTS = (
    StatusLight(
        key="reader.pcsc", label="Lecteur de cartes", lamp=Lamp.OK, message=Message(key="light.reader.ready")
    ),
    StatusLight(
        key="reader.wedge", label="Douchette", lamp=Lamp.OK, message=Message(key="light.reader.ready")
    ),
    StatusLight(key="sync", label="Centre", lamp=Lamp.OFF, message=Message(key="light.sync.not_paired")),
    StatusLight(
        key="backup",
        label="Sauvegarde",
        lamp=Lamp.OK,
        message=Message(key="light.backup.ok", params={"at": NOW}),
    ),
)
IN_TROUBLE = (
    replace(
        LIGHTS[0],
        lamp=Lamp.WARNING,
        message=Message(key="reader.fault.device_lost"),
        hint=Message(key="reader.hint.device_lost"),
    ),
    LIGHTS[1],
    LIGHTS[2],
    replace(
        LIGHTS[3],
        lamp=Lamp.WARNING,
        message=Message(key="light.backup.late", params={"days": 5}),
        hint=Message(key="hint.light.backup"),
    ),
)

LOCKED = CheckoutView(state=TillState.LOCKED, staff_names=STAFF, at=NOW)
IDLE = CheckoutView(state=TillState.IDLE, staff=ELODIE, at=NOW)
AMOUNT = replace(IDLE, state=TillState.AMOUNT, amount=euros(1240))
MEMBER = replace(
    IDLE,
    state=TillState.MEMBER,
    member=CAMILLE,
    visits=VISITS,
    banner=Banner(
        serial=3, tone=Tone.SUCCESS, message=Message(key="banner.recognised", params={"name": "Camille"})
    ),
)
READY = replace(MEMBER, state=TillState.READY, amount=euros(1240), preview=PREVIEW, banner=None)
CHOSEN = replace(
    READY,
    member=replace(
        CAMILLE,
        offers=(*OFFERS[:2], replace(OFFERS[2], chosen=True), *OFFERS[3:]),
    ),
    preview=WITH_REWARD,
    panel=Panel.REWARDS,
)
EFFECTS = (
    EffectLine(
        code="base",
        title="1 point par euro",
        state=EffectState.APPLIED,
        gives=Message(key="effect.points", params={"points": 12, "counter": "Points"}),
    ),
    EffectLine(
        code="launch",
        title="Lancement de la gamme d’automne",
        state=EffectState.SET_ASIDE,
        why=Message(key="effect.set_aside"),
    ),
    EffectLine(
        code="double",
        title="Points doublés",
        state=EffectState.HELD_BACK,
        why=Message(key="effect.lost", params={"title": "Lancement de la gamme d’automne"}),
    ),
    EffectLine(
        code="baguette",
        title="Baguette offerte",
        state=EffectState.NOT_NOW,
        why=Message(
            key="miss.with_distance",
            params={
                "why": Message(key="miss.amount"),
                "more": Message(key="miss.more.minor", params={"missing": euros(260)}),
            },
        ),
    ),
)
MANY_EFFECTS = tuple(replace(line, code=f"{line.code}_{copy}") for copy in range(3) for line in EFFECTS[:3])
NOT_NOW_OFFER = replace(
    OFFERS[4],
    code="lunch",
    title="Formule du midi",
    missing=0,
    obstacle=Message(
        key="miss.with_distance",
        params={
            "why": Message(key="miss.weekday"),
            "more": Message(key="miss.more.days", params={"missing": 3}),
        },
    ),
)
SETTING_ASIDE = replace(READY, panel=Panel.EFFECTS, effects=EFFECTS)
CODED = replace(READY, panel=Panel.CODES, codes=("AUTOMNE26", "VOISINS"))
CLOSED = replace(
    MEMBER,
    state=TillState.IDLE,
    member=replace(CAMILLE, points=1308),
    visits=(_visit(8, date(2026, 11, 18), 1240, 24, discount=124, reasons=EARNED), *VISITS),
    banner=Banner(
        serial=4,
        tone=Tone.SUCCESS,
        message=Message(key="banner.visit_closed", params={"points": 24, "balance": 1308}),
        detail=Message(key="detail.due", params={"due": euros(1116)}),
        undo=True,
    ),
)


def refused(reason: str) -> Banner:
    """The banner of a read that cannot be used."""
    return Banner(
        serial=5,
        tone=Tone.ERROR,
        message=Message(key=f"read.{reason}"),
        detail=Message(key=f"hint.read.{reason}"),
    )


OTHER_MEMBER = replace(
    READY,
    state=TillState.ASKING,
    question=Question(
        kind=QuestionKind.OTHER_MEMBER, message=Message(key="question.other_member", params={"name": "Hugo"})
    ),
)
UNUSUAL = replace(
    READY,
    state=TillState.ASKING,
    amount=euros(124000),
    preview=replace(PREVIEW, amount=euros(124000), discount=euros(0), due=euros(124000), points_earned=1240),
    question=Question(
        kind=QuestionKind.UNUSUAL_AMOUNT,
        message=Message(key="question.unusual_amount", params={"amount": euros(124000)}),
    ),
)
NEW_CARD = replace(
    MEMBER,
    state=TillState.WRITING_CARD,
    banner=None,
    new_card=NewCardView(kinds=("applet", "memory_sle4442", "ntag21x", "printed")),
)
assert NEW_CARD.new_card is not None
WRITING = replace(
    NEW_CARD,
    amount=euros(1240),
    preview=PREVIEW,
    new_card=replace(NEW_CARD.new_card, chosen="ntag21x", ending="1197"),
)
assert WRITING.new_card is not None
CUT_SHORT = replace(
    WRITING,
    banner=Banner(
        serial=6,
        tone=Tone.ERROR,
        message=Message(key="write.cut_short"),
        detail=Message(key="hint.write.cut_short"),
    ),
    new_card=replace(WRITING.new_card, problem=WriteProblem.CUT_SHORT),
)
PRINTED = replace(
    MEMBER,
    document="/home/caisse/.local/share/fidpos/till/cards/card-1197-5f0c2e9a.pdf",
    banner=Banner(
        serial=7,
        tone=Tone.SUCCESS,
        message=Message(key="banner.card_printed", params={"ending": "1197"}),
        detail=Message(
            key="hint.card_printed",
            params={"path": "/home/caisse/.local/share/fidpos/till/cards/card-1197-5f0c2e9a.pdf"},
        ),
    ),
)
FOUND = tuple(
    MemberHit(
        member_id=MemberId(UUID(int=30 + place)),
        name=name,
        masked_phone=f"•• •• •• {tail}",
        tier_code="gold",
        last_visit_on=date(2026, 11, 14) - timedelta(days=9 * place) if place < 4 else None,
    )
    for place, (name, tail) in enumerate(
        (
            ("Camille Lefèvre", "04 86"),
            ("Camille Lefort", "12 70"),
            ("Cédric Lefranc", "55 31"),
            ("Chloé Lefebvre", "90 08"),
            ("Clara Legendre", "27 43"),
        )
    )
)
FINDING = replace(IDLE, found=FOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A state by name: the view, and what the screen itself remembers with it."""

    view: CheckoutView
    lights: tuple[StatusLight, ...] = LIGHTS
    search: SearchEntry = field(default_factory=SearchEntry)
    pin: PinEntry = field(default_factory=PinEntry)
    code: SearchEntry = field(default_factory=SearchEntry)
    past: int | None = None
    help_open: bool = False
    fault: Message | None = None
    asked: PlugInLine | None = None
    line: LineEntry = field(default_factory=LineEntry)
    task: TaskEntry = field(default_factory=TaskEntry)

    def scene(self, texts: Texts, style: AmountStyle = AmountStyle.CENTS) -> Scene:
        """The scene that the presenters look at."""
        entry = AmountEntry(currency=EUR, style=style).showing(self.view.amount)
        console = Console(
            entry=entry,
            pin=self.pin,
            search=self.search,
            code=self.code,
            past=self.past,
            help_open=self.help_open,
            fault=self.fault,
            asked=self.asked,
            line=self.line,
            task=self.task,
        )
        return Scene(
            view=self.view,
            console=console,
            lights=self.lights,
            identity=IDENTITY,
            now=NOW,
            texts=texts.in_zone(ZONE),
        )


SAMPLES = {
    "lock": Sample(view=LOCKED),
    "pin": Sample(view=replace(LOCKED, sign_in=ELODIE), pin=PinEntry("1234")),
    "pin_wrong": Sample(
        view=replace(
            LOCKED,
            sign_in=ELODIE,
            visit_id=VisitId(UUID(int=99)),
            banner=Banner(
                serial=1, tone=Tone.ERROR, message=Message(key="sign_in.wrong_pin", params={"tries": 4})
            ),
        )
    ),
    "idle": Sample(view=IDLE),
    "amount": Sample(view=AMOUNT),
    "member": Sample(view=MEMBER),
    "ready": Sample(view=READY),
    "reward": Sample(view=CHOSEN),
    "set_aside": Sample(view=SETTING_ASIDE),
    "codes": Sample(view=CODED, code=SearchEntry(text="prin", line=1)),
    "past": Sample(view=READY, past=0),
    "closed": Sample(view=CLOSED),
    "unknown_card": Sample(view=replace(IDLE, banner=refused("unknown"))),
    "blocked_card": Sample(view=replace(AMOUNT, banner=refused("card_blocked"))),
    "bank_card": Sample(view=replace(IDLE, banner=refused("bank_card"))),
    "other_member": Sample(view=OTHER_MEMBER),
    "unusual_amount": Sample(view=UNUSUAL),
    "find": Sample(view=FINDING, search=SearchEntry(text="c lef", line=1)),
    "find_nobody": Sample(view=replace(IDLE, found=()), search=SearchEntry(text="zzz")),
    "help": Sample(view=READY, help_open=True),
    "trouble": Sample(view=IDLE, lights=IN_TROUBLE),
    "disk_full": Sample(view=READY, fault=Message(key="error.store_full")),
}

CROWDED_SAMPLES = {
    "many_effects": Sample(view=replace(SETTING_ASIDE, effects=MANY_EFFECTS)),
    "many_rewards": Sample(
        view=replace(CHOSEN, member=replace(CAMILLE, offers=(*OFFERS, *[NOT_NOW_OFFER] * 4)))
    ),
}
"""With as many lines as there are digits."""

CARD_SAMPLES = {
    "choosing": Sample(view=NEW_CARD),
    "waiting": Sample(view=WRITING),
    "cut_short": Sample(view=CUT_SHORT),
    "printed": Sample(view=PRINTED),
}
"""While a new card is made."""
