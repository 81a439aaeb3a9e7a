"""The member column: who stands there, what they have and could get; or the invitation to present a card."""

from fidpos.texts.texts import Texts
from fidpos.till.view import MemberView, TillState
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import InviteModel, MemberModel
from fidpos.ui.presenters.reward_lines import reward_lines
from fidpos.ui.presenters.scene import Scene, button, initials

OFFERS_SHOWN = 3
"""Of the member column; F5 shows all."""

ALERTS_SHOWN = 2


def member(scene: Scene) -> MemberModel | InviteModel:
    """The first column."""
    view = scene.view.member
    return _invite(scene) if view is None else _member(scene, view)


def _invite(scene: Scene) -> InviteModel:
    texts = scene.texts
    key = "invite.amount" if scene.view.state is TillState.AMOUNT else "invite.idle"
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
        find=button(texts, Key.F2, texts.say("invite.find"), icon="search"),
    )


def _member(scene: Scene, view: MemberView) -> MemberModel:
    texts = scene.texts
    offers = reward_lines(texts, view.offers)
    within_reach = sum(line.affordable for line in offers)
    state = scene.view.state
    in_visit = state in {TillState.MEMBER, TillState.READY}
    has_panel = scene.view.panel is not None or scene.view.found is not None
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
        new_card=button(
            texts,
            Key.F3,
            texts.say("member.new_card"),
            enabled=(in_visit and not has_panel) or state is TillState.WRITING_CARD,
        ),
    )


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
