"""The member column: who stands there, what they have and could get; or the invitation to present a card."""

from fidpos.texts.texts import Texts
from fidpos.till.view import MemberView, TillState
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import ButtonModel, InviteModel, MemberModel
from fidpos.ui.presenters.reward_lines import reward_lines
from fidpos.ui.presenters.scene import Scene, button, initials

OFFERS_SHOWN = 4
"""Of the member column, the last one where there is room; F5 shows all."""

ALERTS_SHOWN = 2


def member(scene: Scene) -> MemberModel | InviteModel:
    """The first column."""
    view = scene.view.member
    return _invite(scene) if view is None else _member(scene, view)


def _invite(scene: Scene) -> InviteModel:
    texts = scene.texts
    key = "invite.amount" if scene.view.state is TillState.AMOUNT else "invite.idle"
    is_free = scene.view.task is None
    if not is_free:
        key = "invite.task"
    return InviteModel(
        title=texts.say(key),
        subtitle=texts.say(f"{key}.detail"),
        card_name=scene.identity.card_name,
        merchant=scene.identity.merchant_name,
        media=(
            ("nfc", texts.say("medium.contactless")),
            ("cpu", texts.say("medium.chip")),
            ("scan-barcode", texts.say("medium.barcode")),
            ("smartphone", texts.say("medium.phone")),
        ),
        find=button(texts, Key.F2, texts.say("invite.find"), icon="search") if is_free else None,
    )


def _member(scene: Scene, view: MemberView) -> MemberModel:
    texts = scene.texts
    offers = reward_lines(texts, view.offers)
    within_reach = sum(line.affordable for line in offers)
    state = scene.view.state
    in_visit = state in {TillState.MEMBER, TillState.READY}
    return MemberModel(
        name=view.name or texts.say("member.provisional"),
        initials=initials(view.name),
        card=_card(texts, view),
        since=texts.say("member.since", since=view.member_since),
        tier=view.tier_title,
        counter=view.counter_title,
        points=texts.value(view.points),
        progress=_progress(texts, view),
        progress_ppm=view.progress.done_ppm if view.progress is not None else None,
        alerts=tuple(texts.message(alert) for alert in view.alerts[:ALERTS_SHOWN]),
        offers_title=texts.say("member.offers", count=within_reach)
        if within_reach
        else texts.say("member.next_offers"),
        offers=offers[:OFFERS_SHOWN],
        offers_empty=texts.say("member.no_offers"),
        rewards=button(texts, Key.F5, texts.say("member.rewards"), enabled=in_visit),
        codes=button(texts, Key.F6, texts.say("member.codes"), enabled=in_visit),
        file=_file(scene),
        has_keys=scene.view.task is None,
    )


def _file(scene: Scene) -> ButtonModel:
    """Opens the member's file; while a card is being made, gives that up."""
    texts, view = scene.texts, scene.view
    if view.state is TillState.WRITING_CARD:
        return button(texts, Key.F3, texts.say("back.new_card"))
    has_panel = view.panel is not None or view.found is not None
    may_open = view.state in {TillState.IDLE, TillState.MEMBER, TillState.READY} and not has_panel
    return button(texts, Key.F3, texts.say("member.file"), enabled=may_open)


def _card(texts: Texts, view: MemberView) -> str:
    if not view.masked_card:
        return texts.say("member.without_card")
    if view.holder:
        return texts.say("member.card_of", card=view.masked_card, holder=view.holder)
    return texts.say("member.card", card=view.masked_card)


def _progress(texts: Texts, view: MemberView) -> str:
    if view.progress is None:
        return texts.say("member.top_tier") if view.tier_code else ""
    return texts.say("member.progress", missing=view.progress.missing, tier=view.progress.next_title)
