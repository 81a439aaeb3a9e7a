"""Settings of the tills that the office decides: for all shops, for one, or taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fidpos.server.backoffice.answer import Answer, NotHere, Page, Redirect
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.endpoint import Area, get, post
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.message import Message
from fidpos.server.backoffice.permission import Permission
from fidpos.server.backoffice.prove import require_fresh
from fidpos.server.backoffice.setting_words import SettingWords
from fidpos.server.configuration import Pushed
from fidpos.server.db.currency import currency_of
from fidpos.server.services.publish import Spot, push_setting
from fidpos.settings.declaration import Scope, Setting
from fidpos.settings.errors import SettingRefused, Wrong
from fidpos.settings.pushed import pushed_value
from fidpos.settings.till_settings import TillSettings
from fidpos.settings.written import choices_of, pushed_text, settings_to_push, typed_text

_BY_NAME = {each.name: each for each in settings_to_push()}
_TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a setting can be decided.

    Attributes:
        said: what is said of it there, as it is typed; None where nothing is.
    """

    id: UUID
    name: str
    scope: Scope
    said: str | None


def show(asked: Asked) -> Answer:
    """Every setting, with what is said of it."""
    pushed, places = _pushed(asked), _spots(asked)
    lines = [(each, _places(asked, each, pushed, places)) for each in _BY_NAME.values()]
    context = {"lines": lines, "usual": _usual, "words": _words(asked)}
    return Page(template="settings/list.html", context=context)


def show_one(asked: Asked) -> Answer:
    """One setting, at each place."""
    return _shown(asked, Form({}, asked.visitor.language))


def take_one(asked: Asked) -> Answer:
    """It has this value there from now on, or what is said there is taken back."""
    setting = _setting(asked)
    require_fresh(asked, f"/settings/{setting.name}")
    form, spots = Form(asked.fields, asked.visitor.language), _spots(asked)
    place = form.id("place")
    spot = next((spot for spot, _ in spots if spot.id == place), None)
    if spot is None:
        raise NotHere("no such place")
    try:
        is_back = form.flag(_TAKE_BACK)
        value = None if is_back else _read(asked, setting, form)
        with asked.books.register.pages(asked.visitor.merchant_id) as pages:
            push_setting(pages.configuration, setting.name, value, spot, asked.now())
            detail = {"name": setting.name, "value": value or ""}
            pages.audit(asked.visitor.person_id, "setting_pushed", spot.id, detail)
    except Wrong as wrong:
        form.wrong(f"value-{place}", "office.settings.wrong", reason=wrong)
        return _shown(asked, form)
    except SettingRefused as refused:
        form.wrong(f"value-{place}", "office.settings.wrong", reason=refused.params["reason"])
        return _shown(asked, form)
    asked.books.announce(asked.visitor.merchant_id)
    return Redirect(path=f"/settings/{setting.name}", said=Message(key="office.settings.told"))


def _read(asked: Asked, setting: Setting, form: Form) -> str:
    return pushed_text(setting.kind, _words(asked).read(setting, form.typed("value")))


def _setting(asked: Asked) -> Setting:
    found = _BY_NAME.get(str(asked.place["name"]))
    if found is None:
        raise NotHere("no such setting")
    return found


def _pushed(asked: Asked) -> Sequence[Pushed]:
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        return [each for each in pages.configuration.pushed() if each.value is not None]


def _spots(asked: Asked) -> Sequence[tuple[Spot, str]]:
    """Where the visitor may decide: who sees some shops decides for those only."""
    with asked.books.register.pages(asked.visitor.merchant_id) as pages:
        shops, tills = pages.shops(), pages.tills()
    all_shops = [(Spot(scope=Scope.MERCHANT, id=asked.visitor.merchant_id), "")]
    names = {shop.id: shop.name for shop in shops}
    return [
        *(all_shops if asked.visitor.shops is None else ()),
        *((Spot(scope=Scope.SHOP, id=each.id), each.name) for each in shops if asked.sees(each.id)),
        *(
            (Spot(scope=Scope.TILL, id=each.id), f"{names[each.shop_id]} · {each.name}")
            for each in tills
            if asked.sees(each.shop_id)
        ),
    ]


def _places(
    asked: Asked, setting: Setting, pushed: Sequence[Pushed], spots: Sequence[tuple[Spot, str]]
) -> Sequence[_Place]:
    width = {Scope.TILL: 0, Scope.SHOP: 1, Scope.MERCHANT: 2}
    said = {each.place: each.value for each in pushed if each.name == setting.name}
    return [
        _Place(
            id=spot.id,
            name=name or asked.texts.say("office.settings.everywhere"),
            scope=spot.scope,
            said=typed_text(pushed_value(value)) if (value := said.get(spot.id)) is not None else None,
        )
        for spot, name in spots
        if width[spot.scope] >= width[setting.scope]
    ]


def _usual(setting: Setting) -> str:
    """What holds where nobody says anything."""
    return typed_text(getattr(TillSettings(), setting.name))


def _words(asked: Asked) -> SettingWords:
    with asked.reading() as work:
        return SettingWords(texts=asked.texts, currency=currency_of(work))


def _shown(asked: Asked, form: Form) -> Page:
    setting, words = _setting(asked), _words(asked)
    context = {
        "setting": setting,
        "places": _places(asked, setting, _pushed(asked), _spots(asked)),
        "choices": choices_of(setting.kind),
        "words": words,
        "usual": _usual(setting),
        "problems": form.problems,
    }
    return Page(template="settings/one.html", context=context, status=200 if form.is_good else 422)


AREA = Area(
    name="settings",
    icon="settings-2",
    start="/settings",
    endpoints=(
        get("/settings", Permission.MANAGE_SHOPS, show),
        get("/settings/{name}", Permission.MANAGE_SHOPS, show_one),
        post("/settings/{name}", Permission.MANAGE_SHOPS, take_one),
    ),
)
