"""The one place where something is said: a fault, a question, a result, a reader in trouble, a next step."""

from fidpos.till.view import Banner, MemberView, Message, Panel, Question, StatusLight, TillState, Tone
from fidpos.ui.presenters.keys import Key
from fidpos.ui.presenters.models import Accent, BannerModel, Sound
from fidpos.ui.presenters.scene import Scene, button
from fidpos.ui.presenters.status import readers_in_trouble

ACCENTS = {
    Tone.SUCCESS: Accent.SUCCESS,
    Tone.INFO: Accent.INFO,
    Tone.WARNING: Accent.WARNING,
    Tone.ERROR: Accent.ERROR,
}
_ICONS = {
    Tone.SUCCESS: "circle-check",
    Tone.INFO: "info",
    Tone.WARNING: "triangle-alert",
    Tone.ERROR: "circle-x",
}
_SOUNDS = {
    Tone.SUCCESS: Sound.SUCCESS,
    Tone.INFO: Sound.CARD,
    Tone.WARNING: Sound.WARNING,
    Tone.ERROR: Sound.ERROR,
}
_PROMPTS = {
    TillState.LOCKED: ("prompt.locked", "lock"),
    TillState.IDLE: ("prompt.idle", "nfc"),
    TillState.AMOUNT: ("prompt.amount", "nfc"),
    TillState.MEMBER: ("prompt.member", "keyboard"),
    TillState.READY: ("prompt.ready", "corner-down-left"),
    TillState.ASKING: ("prompt.asking", "message-circle-question-mark"),
    TillState.CLOSING: ("prompt.closing", "clock"),
    TillState.WRITING_CARD: ("prompt.new_card", "id-card"),
}

_PANEL_PROMPTS = {
    Panel.REWARDS: ("prompt.rewards", "gift"),
    Panel.EFFECTS: ("prompt.effects", "sparkles"),
    Panel.CODES: ("prompt.codes", "keyboard"),
}


def banner(scene: Scene) -> BannerModel:
    """What matters most: a fault before a question, a question before a result, a result before a prompt."""
    view = scene.view
    if scene.console.fault is not None:
        return fault_banner(scene, scene.console.fault)
    if scene.console.busy:
        return _next_step(scene, *_PROMPTS[TillState.CLOSING])
    if view.question is not None:
        return question_banner(scene, view.question)
    if view.banner is not None and view.banner.serial > scene.console.hushed:
        return said_banner(scene, view.banner)
    broken = _broken_reader(scene)
    return _prompt(scene) if broken is None else _broken(scene, broken)


def banner_sound(tone: Tone) -> Sound:
    """What is heard with a banner of this tone."""
    return _SOUNDS[tone]


def question_banner(scene: Scene, question: Question) -> BannerModel:
    """What Enter and Esc answer."""
    return BannerModel(
        accent=Accent.WARNING,
        icon="message-circle-question-mark",
        title=scene.texts.message(question.message),
        detail=scene.texts.say("question.how"),
    )


def fault_banner(scene: Scene, fault: Message) -> BannerModel:
    """What the worker could not do."""
    hint = f"hint.{fault.key}"
    return BannerModel(
        accent=Accent.ERROR,
        icon="circle-x",
        title=scene.texts.message(fault),
        detail=scene.texts.say(hint if scene.texts.has(hint) else "hint.error"),
    )


def said_banner(scene: Scene, said: Banner) -> BannerModel:
    """What the session said last."""
    texts = scene.texts
    return BannerModel(
        accent=ACCENTS[said.tone],
        icon=_ICONS[said.tone],
        title=texts.message(said.message),
        detail=texts.message(said.detail) if said.detail is not None else "",
        action=button(texts, Key.F8, texts.say("banner.undo"), icon="undo-2") if said.undo else None,
    )


def _broken_reader(scene: Scene) -> StatusLight | None:
    """A reader with something to be done about it, while nothing else is going on."""
    if scene.view.state not in {TillState.IDLE, TillState.LOCKED} or scene.view.found is not None:
        return None
    return next(iter(readers_in_trouble(scene.lights)), None)


def _broken(scene: Scene, light: StatusLight) -> BannerModel:
    texts = scene.texts
    return BannerModel(
        accent=Accent.WARNING,
        icon="unplug",
        title=texts.say("light.trouble", label=light.label, message=light.message),
        detail=texts.message(light.hint) if light.hint is not None else "",
    )


def _prompt(scene: Scene) -> BannerModel:
    view = scene.view
    key, icon = _PROMPTS.get(view.state, _PROMPTS[TillState.IDLE])
    if view.sign_in is not None:
        key = "prompt.pin"
    elif view.new_card is not None and view.new_card.chosen:
        key, icon = "prompt.writing_card", "nfc"
    elif view.found is not None:
        key, icon = "prompt.search", "search"
    elif view.panel is not None:
        key, icon = _PANEL_PROMPTS[view.panel]
        key = "prompt.rewards_later" if view.panel is Panel.REWARDS and view.preview is None else key
    elif view.state is TillState.READY:
        return _next_step(scene, key, icon, _ready(view.member))
    return _next_step(scene, key, icon)


def _ready(member: MemberView | None) -> str:
    """F5 is named where it has something to offer."""
    offers = member.offers if member is not None else ()
    if any(offer.chosen for offer in offers):
        return "prompt.ready.taken"
    within_reach = any(not offer.missing and offer.obstacle is None for offer in offers)
    return "prompt.ready.detail" if within_reach else "prompt.ready.alone"


def _next_step(scene: Scene, key: str, icon: str, detail: str = "") -> BannerModel:
    title, said = scene.texts.say(key), scene.texts.say(detail or f"{key}.detail")
    return BannerModel(accent=Accent.PLAIN, icon=icon, title=title, detail=said)
