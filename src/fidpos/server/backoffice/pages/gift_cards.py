"""Gift cards: searched, opened, frozen, adjusted, replaced; what was overdrawn is settled."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import GiftCardState
from fidpos.domain.gift_card_number import named_by
from fidpos.domain.ids import GiftCardId
from fidpos.domain.money import Currency, Money
from fidpos.server.backoffice.answer import Answer, NotHere, NotNow, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.gift_approvals import ADJUST, WRITE_OFF
from fidpos.server.backoffice.gift_desk import desk_of, locked
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.pages import gift_debts, gift_report
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.rendering import url
from fidpos.server.db import gift_office
from fidpos.server.db.approvals import Asking, ask, open_of_subject
from fidpos.server.db.gift_acts import seen_like
from fidpos.server.db.reviews import PostgresReviews
from fidpos.server.db.work import Work
from fidpos.server.mail.letter import check_address
from fidpos.server.reason import Reason
from fidpos.server.services.gift_desk import DeskCard, GiftDesk, GiftReason
from fidpos.texts.formats import LOCALES
from fidpos.vault.sealing import new_key

START = "/gift-cards"
_CARD = "/gift-cards/{card_id:uuid}"
_FREEZING = (GiftReason.LOST, GiftReason.DOUBTFUL, GiftReason.MISTAKE)
_THAWING = (GiftReason.CLEARED, GiftReason.MISTAKE, GiftReason.GOODWILL)
_ADJUSTING = (GiftReason.MISTAKE, GiftReason.GOODWILL)
_REPLACING = (GiftReason.LOST, GiftReason.DAMAGED, GiftReason.MISTAKE)


def show(asked: Asked) -> Answer:
    """The cards that are looked for, the latest first."""
    wanted = gift_office.Filter(
        sought=asked.query.get("q", ""),
        state=_state(asked.query.get("state", "")),
        holding=bool(asked.query.get("holding")),
        owing=bool(asked.query.get("owing")),
        withheld=bool(asked.query.get("withheld")),
        after=_after(asked),
    )
    with asked.reading() as work:
        found = gift_office.find_cards(work, wanted, asked.visitor.shops)
    context = {
        "found": found,
        "wanted": wanted,
        "states": tuple(GiftCardState),
        "money": _money,
        "onwards": _onwards(asked, found),
        "is_first": wanted.after is None,
        "is_filtered": any((wanted.sought, wanted.state, wanted.holding, wanted.owing, wanted.withheld)),
    }
    return Page(template="gift_cards/list.html", context=context)


def open_card(asked: Asked) -> Answer:
    """A card with everything that moved on it."""
    with asked.reading() as work:
        return _file(asked, Form({}, asked.visitor.language), work)


def freeze(asked: Asked) -> Answer:
    """Nothing is taken from it any more."""
    return _act(asked, "gift_card_frozen", _FREEZING, lambda desk, card, why: desk.freeze(card, why))


def thaw(asked: Asked) -> Answer:
    """It can be used again."""
    return _act(asked, "gift_card_thawed", _THAWING, lambda desk, card, why: desk.thaw(card, why))


def adjust(asked: Asked) -> Answer:
    """Asked for here, done when a second person agrees."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        card = locked(asked, work)
        amount = form.money("amount", Currency.of(card.currency), least=1)
        why = _reason(form, _ADJUSTING)
        if not form.is_good or amount is None or why is None:
            return _file(asked, form, work)
        minor = -amount.minor if form.typed("direction") == "take" else amount.minor
        _ask(asked, work, ADJUST, card, minor=minor, reason=why.value)
    return _back(asked, "office.gift.asked")


def write_off(asked: Asked) -> Answer:
    """Asked for here, done when a second person agrees."""
    with asked.work() as work:
        card = locked(asked, work)
        if not card.receivable_minor:
            raise NotNow(Message(key="error.not_on_this_card"))
        _ask(asked, work, WRITE_OFF, card, minor=card.receivable_minor)
    return _back(asked, "office.gift.asked")


def settle(asked: Asked) -> Answer:
    """The customer paid what had been spent beyond the balance."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        card = locked(asked, work)
        amount = form.money("paid", Currency.of(card.currency), least=1)
        ticket = form.text("ticket", needed=True, at_most=40)
        if amount is not None and amount.minor > card.receivable_minor:
            form.wrong("paid", "office.gift.too_much")
        if not form.is_good or amount is None or ticket is None:
            return _file(asked, form, work)
        desk_of(asked, work).settle(card, amount.minor, ticket)
        asked.write_down(work, "gift_card_settled", card.id, minor=str(amount.minor))
    return _back(asked, "office.gift.settled")


def settle_from(asked: Asked) -> Answer:
    """Another card of the customer pays it."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        number = named_by(form.typed("other"))
        seen = gift_office.Filter(sought=number.canonical if number is not None else "")
        others = gift_office.find_cards(work, seen, asked.visitor.shops) if number is not None else []
        if len(others) != 1:
            form.wrong("other", "office.gift.no_such_number")
            return _file(asked, form, work)
        card, other = _both(asked, work, others[0].id)
        minor = desk_of(asked, work).settle_from(card, other)
        asked.write_down(work, "gift_card_settled", card.id, minor=str(minor), other=str(other.id))
    return _back(asked, "office.gift.settled")


def prolong(asked: Asked) -> Answer:
    """It can be used for longer."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        card, until = locked(asked, work), form.day("until")
        if until is not None and until <= max(_today(asked), card.expires_on or date.min):
            form.wrong("until", "office.gift.not_later")
        if not form.is_good or until is None:
            return _file(asked, form, work)
        desk_of(asked, work).prolong(card, until)
        asked.write_down(work, "gift_card_prolonged", card.id, until=until.isoformat())
    return _back(asked, "office.gift.prolonged")


def replace(asked: Asked) -> Answer:
    """A new number for what the card holds; it is shown once, to be printed or written down."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        card, why = locked(asked, work), _reason(form, _REPLACING)
        if why is None:
            return _file(asked, form, work)
        desk, key = desk_of(asked, work), new_key()
        heir_id = desk.new_card_id()
        asked.unit_of(work).keep_keys({heir_id: key})
        number = desk.issue_heir(card, heir_id, key)
        seen_like(work, heir_id, card.id)
        desk.replace(card, heir_id, why)
        _settle_reviews(asked, work, card)
        asked.write_down(work, "gift_card_replaced", card.id, heir=str(heir_id))
    context = {
        "title": "office.gift.replaced",
        "number": number.grouped,
        "heir_id": heir_id,
        "balance": _money(card.balance_minor, card.currency),
    }
    return Page(template="gift_cards/replaced.html", context=context)


def mail(asked: Asked) -> Answer:
    """The number goes to an address once more."""
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        card = locked(asked, work)
        address = form.text("address", needed=True)
        key = gift_office.key_of(work, card.id)
        language = form.typed("language") if form.typed("language") in LOCALES else asked.visitor.language
        if address is not None and not _is_address(address):
            form.wrong("address", "office.gift.no_address")
        if not form.is_good or address is None or key is None:
            return _file(asked, form, work)
        desk_of(asked, work).mail(card, key, address, language)
        asked.write_down(work, "gift_card_mailed", card.id)
    return _back(asked, "office.gift.mailed")


def _act(
    asked: Asked,
    act: str,
    reasons: tuple[GiftReason, ...],
    do: Callable[[GiftDesk, DeskCard, GiftReason], None],
) -> Answer:
    form = Form(asked.fields, asked.visitor.language)
    with asked.work() as work:
        card, why = locked(asked, work), _reason(form, reasons)
        if why is None:
            return _file(asked, form, work)
        do(desk_of(asked, work), card, why)
        asked.write_down(work, act, card.id, reason=why.value)
    return _back(asked, f"office.gift.said.{act}")


def _settle_reviews(asked: Asked, work: Work, card: DeskCard) -> None:
    """That its number is another card's, its holder does not notice any more."""
    reviews = PostgresReviews(work)
    for review in reviews.open() if card.disowned else ():
        if review.subject_id == card.id and review.reason == Reason.NUMBER_TAKEN:
            reviews.settle(review, asked.visitor.person_id, "replaced")


def _ask(asked: Asked, work: Work, kind: str, card: DeskCard, **body: object) -> None:
    if open_of_subject(work, kind, card.id) is not None:
        raise NotNow(Message(key="office.gift.asked_already"))
    ask(work, Asking(kind=kind, by=asked.visitor.person_id, subject_id=card.id, body=body))
    asked.write_down(work, f"{kind}_asked", card.id, minor=str(body["minor"]))


def _both(asked: Asked, work: Work, other_id: GiftCardId) -> tuple[DeskCard, DeskCard]:
    """Locked in the order of their ids: two who settle crosswise wait for each other."""
    card_id = GiftCardId(asked.id("card_id"))
    if card_id == other_id:
        raise NotNow(Message(key="error.not_on_this_card"))
    found = {each: locked(asked, work, each) for each in sorted((card_id, other_id))}
    return found[card_id], found[other_id]


def _file(asked: Asked, form: Form, work: Work) -> Page:
    found = gift_office.find_card(work, asked.id("card_id"), asked.visitor.shops)
    if found is None:
        raise NotHere("no such gift card")
    card, desk = found
    context = {
        "card": card,
        "desk": desk,
        "entries": gift_office.entries_of(work, card.id),
        "waiting": [kind for kind in (ADJUST, WRITE_OFF) if open_of_subject(work, kind, card.id)],
        "form": form,
        "problems": form.problems,
        "money": lambda minor: _money(minor, card.currency),
        "reasons": {"freeze": _FREEZING, "thaw": _THAWING, "adjust": _ADJUSTING, "replace": _REPLACING},
    }
    return Page(template="gift_cards/file.html", context=context, status=422 if form.problems else 200)


def _reason(form: Form, among: tuple[GiftReason, ...]) -> GiftReason | None:
    why = form.choice("reason", GiftReason)
    if why is not None and why not in among:
        form.wrong("reason", "office.form.no_choice")
        return None
    return why


def _back(asked: Asked, key: str) -> Redirect:
    return Redirect(path=f"{START}/{asked.id('card_id')}", said=Message(key=key))


def _money(minor: int, currency: str) -> Money:
    return Money(minor, Currency.of(currency))


def _today(asked: Asked) -> date:
    return asked.now().astimezone(asked.zone).date()


def _is_address(said: str) -> bool:
    try:
        check_address(said)
    except InvalidValue:
        return False
    return "." in said.rpartition("@")[2]


def _state(said: str) -> GiftCardState | None:
    return next((each for each in GiftCardState if each.value == said), None)


def _after(asked: Asked) -> tuple[datetime, UUID] | None:
    if "after" not in asked.query:
        return None
    try:
        return datetime.fromisoformat(asked.query.get("at", "")), UUID(asked.query["after"])
    except ValueError:
        raise NotHere("no such page") from None


def _onwards(asked: Asked, found: list[gift_office.Listed]) -> str | None:
    if len(found) < gift_office.SHOWN:
        return None
    kept = {name: asked.query.get(name) for name in ("q", "state", "holding", "owing", "withheld")}
    return url(START, **kept, at=found[-1].issued_at.isoformat(), after=found[-1].id)


AREA = Area(
    name="gift_cards",
    icon="gift",
    start=START,
    endpoints=(
        get(START, Permission.VIEW_GIFT_CARDS, show),
        *gift_report.ENDPOINTS,
        *gift_debts.ENDPOINTS,
        get(_CARD, Permission.VIEW_GIFT_CARDS, open_card),
        post(f"{_CARD}/freeze", Permission.MANAGE_GIFT_CARDS, freeze, asks_first=True),
        post(f"{_CARD}/thaw", Permission.MANAGE_GIFT_CARDS, thaw),
        post(f"{_CARD}/adjust", Permission.MANAGE_GIFT_CARDS, adjust),
        post(f"{_CARD}/settle", Permission.MANAGE_GIFT_CARDS, settle),
        post(f"{_CARD}/settle-from", Permission.MANAGE_GIFT_CARDS, settle_from),
        post(f"{_CARD}/write-off", Permission.MANAGE_GIFT_CARDS, write_off, asks_first=True),
        post(f"{_CARD}/prolong", Permission.MANAGE_GIFT_CARDS, prolong),
        post(f"{_CARD}/replace", Permission.MANAGE_GIFT_CARDS, replace),
        post(f"{_CARD}/mail", Permission.MANAGE_GIFT_CARDS, mail),
    ),
)
