"""The catalogues are whole: each key that code can ask for has its sentences, and none is left over."""

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

import fidpos
from fidpos.domain.card import CardStatus, Refusal, Trust
from fidpos.domain.errors import FidposError
from fidpos.domain.member import Channel
from fidpos.domain.staff import Role
from fidpos.domain.uid_form import UidForm
from fidpos.readers.driver import FaultCode, ReaderState
from fidpos.readers.manifest import Level
from fidpos.settings.declaration import settings_of
from fidpos.settings.till_settings import TillSettings
from fidpos.till.correcting.choose_act import What
from fidpos.till.correcting.reason import ReasonCode
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.gift_cards import GiftCardRefusal
from fidpos.till.reads import TABLE, Answer
from fidpos.till.technician.desk import FEEDBACK_MODES
from fidpos.till.technician.ports import HeldOut
from fidpos.till.technician.view import PairingStep, PairingView, RawKind, WizardStep
from fidpos.till.ticket.printer import PrinterState
from fidpos.till.view import QuestionKind
from fidpos.till.vouchers import VoucherRefusal
from fidpos.ui.presenters.technician.line_entry import takes_line
from fidpos.vault.key_store import KeyPlace

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src" / "fidpos"
LANGUAGES = ("fr", "en")


@cache
def _sentences(language: str) -> dict[str, tuple[str, ...]]:
    path = ROOT / "resources" / "translations" / language / "LC_MESSAGES" / "fidpos.po"
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    found = {}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key:
            assert not message.fuzzy, key
            forms = message.string or ""
            found[key] = (forms,) if isinstance(forms, str) else tuple(forms)
    return found


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@cache
def _trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py"))


@cache
def _templates() -> tuple[nodes.Template, ...]:
    environment = Environment(autoescape=True)
    pages = (ROOT / "resources" / "web" / "templates").rglob("*.html")
    return tuple(environment.parse(path.read_text("utf-8")) for path in pages)


def _asked(node: ast.AST) -> ast.expr | None:
    """The key argument of `say(...)` or `Message(...)`, if the node is such a call."""
    if not isinstance(node, ast.Call):
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "Message":
        return next((keyword.value for keyword in node.keywords if keyword.arg == "key"), None)
    return node.args[0] if name == "say" and node.args else None


def _constants() -> Iterator[str]:
    """Every string in the code, and both branches of the conditional ones."""
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for template in _templates():
        for constant in template.find_all(nodes.Const):
            if isinstance(constant.value, str):
                yield constant.value


def _patterns() -> Iterator[tuple[str, str]]:
    """Beginning and end of every key that is put together."""
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
                ends = node.values[0], node.values[-1]
                first, last = (end.value if isinstance(end, ast.Constant) else "" for end in ends)
                yield str(first), str(last)
    for template in _templates():
        for joined in template.find_all(nodes.Concat):
            outer = joined.nodes[0], joined.nodes[-1]
            begins, closes = (each.value if isinstance(each, nodes.Const) else "" for each in outer)
            yield str(begins), str(closes)


def _error_codes() -> Iterator[str]:
    for module in pkgutil.walk_packages(fidpos.__path__, "fidpos."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    pending = [FidposError]
    while pending:
        error = pending.pop()
        pending.extend(error.__subclasses__())
        if error.__module__.startswith("fidpos."):
            yield error.code


def _corrections() -> Iterator[str]:
    yield from (f"task.correct.what.{what.value}" for what in What)
    yield from (f"task.correct.reason.{code.value}" for code in ReasonCode)
    yield from (f"task.correct.part.{part}" for part in ("whole", "amount", "lines"))
    yield from (f"task.correct.key.visits_of_{whose}" for whose in ("till", "member"))
    yield from (f"task.correct.fact.{name}" for name in ("goods", "not_paid", "deducted", "pay_back"))
    for correction in CorrectionRefusal:
        yield from (f"correction.{correction.value}", f"hint.correction.{correction.value}")


def _families() -> Iterator[str]:
    """Keys that are put together from a closed choice."""
    yield from (f"error.{code}" for code in _error_codes())
    for fault in FaultCode:
        yield from (f"reader.fault.{fault.value}", f"reader.hint.{fault.value}")
        yield f"technician.hint.{fault.value}"
    yield from (f"desk.finding.uid.{form.value}" for form in UidForm)
    yield from (f"desk.feedback.{mode}" for mode in FEEDBACK_MODES)
    yield from (f"desk.wizard.{step}.{held.value}" for step in ("present", "test") for held in HeldOut)
    for step in WizardStep:
        yield from (f"desk.step.{step.value}", f"desk.wizard.help.{step.value}")
    yield from (f"desk.raw.{kind.value}" for kind in RawKind)
    yield from (f"trust.{trust.name.lower()}" for trust in Trust)
    yield from (f"read.{reason.value}" for reason in Refusal)
    yield from (f"light.reader.{state.value}" for state in ReaderState)
    for printer in PrinterState:
        if printer is not PrinterState.NONE:
            yield f"light.printer.{printer.value}"
        if printer.is_trouble:
            yield from (f"printer.{printer.value}", f"hint.printer.{printer.value}")
    yield from (f"ticket.channel.{channel.value}" for channel in Channel)
    yield from (f"role.{role.value}" for role in Role)
    yield from (f"reader.level.{level.value}" for level in Level)
    for pairing in PairingStep:
        at_step = f"desk.pairing.{pairing.value}"
        yield from (at_step, f"desk.pairing.step.{pairing.value}", f"desk.pairing.enter.{pairing.value}")
        yield from (f"desk.pairing.help.{pairing.value}", f"desk.pairing.help.{pairing.value}.detail")
        if takes_line(PairingView(step=pairing)):
            yield from (f"{at_step}.{part}" for part in ("label", "example", "hint", "aside", "aside.detail"))
    yield from _corrections()
    for gift_card in GiftCardRefusal:
        yield from (f"gift_card.{gift_card.value}", f"hint.gift_card.{gift_card.value}")
    for voucher in VoucherRefusal:
        yield from (f"voucher.number.{voucher.value}", f"hint.voucher.number.{voucher.value}")
    yield from (setting.message_key for setting in settings_of(TillSettings))
    yield from (f"vault.place.{place.value}" for place in KeyPlace)
    for kind in QuestionKind:
        yield from (f"question.yes.{kind.value}", f"question.no.{kind.value}")
    refused = {
        seen.value for cells in TABLE.values() for seen, given in cells.items() if given is Answer.REFUSE
    }
    spoilt = {f"card_{status.value}" for status in CardStatus if status is not CardStatus.ACTIVE}
    for reason in refused | spoilt:
        yield from (f"read.{reason}", f"hint.read.{reason}")
    yield from (f"reason.earning_withheld.{why}" for why in ("staff_own_purchase", "earning_visits_a_day"))
    for who in ("member", "spouse", "child", "other", "spouse_unnamed", "child_unnamed", "other_unnamed"):
        yield from (f"alert.birthday.{who}.{moment}" for moment in ("today", "soon", "past"))


def test_both_languages_have_the_same_keys() -> None:
    assert _sentences("fr").keys() == _sentences("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    empty = [key for key, forms in _sentences(language).items() if not all(form.strip() for form in forms)]

    assert not empty


def test_a_sentence_has_the_same_placeholders_in_each_language_and_form() -> None:
    differing = [
        key
        for key, forms in _sentences("fr").items()
        if len({frozenset(_placeholders(form)) for form in (*forms, *_sentences("en").get(key, ()))}) != 1
    ]

    assert not differing


def test_every_unit_that_a_sentence_names_exists() -> None:
    formats = {"", "signed", "percent", "hour", "month", "short_month", "long_day", "day_month"}
    used = {
        how
        for forms in (*_sentences("fr").values(), *_sentences("en").values())
        for form in forms
        for _, _, how, _ in string.Formatter().parse(form)
        if how is not None
    }

    assert {f"unit.{how}" for how in used - formats} <= _sentences("fr").keys()


def test_every_key_that_the_code_names_has_a_sentence() -> None:
    named = {
        asked.value
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(asked := _asked(node), ast.Constant) and isinstance(asked.value, str)
    }

    assert named - _sentences("fr").keys() == set()


def test_every_key_put_together_from_a_closed_choice_has_a_sentence() -> None:
    assert set(_families()) - _sentences("fr").keys() == set()


def test_the_parameters_that_the_code_gives_are_the_ones_the_sentence_wants() -> None:
    wrong = [
        f"{key}: {sorted(missing)} missing"
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (key := _key(_asked(node))) and (given := _given(node)) is not None
        if (missing := _placeholders(_sentences("fr").get(key, ("",))[0]) - given)
    ]

    assert not wrong


def _key(asked: ast.expr | None) -> str:
    """The key, where it is written out."""
    return asked.value if isinstance(asked, ast.Constant) and isinstance(asked.value, str) else ""


def _given(call: ast.Call) -> set[str] | None:
    """Names of the values in a call of `say` or `Message`, where they are written out."""
    params = next((keyword.value for keyword in call.keywords if keyword.arg == "params"), None)
    if isinstance(params, ast.Dict):
        return {_key(key) for key in params.keys}
    if params is not None or any(keyword.arg is None for keyword in call.keywords):
        return None
    return {keyword.arg for keyword in call.keywords if keyword.arg is not None}


def test_no_sentence_is_left_over() -> None:
    constants = set(_constants())
    patterns = {(first, last) for first, last in _patterns() if "." in first or last.startswith(".")}

    def is_used(key: str) -> bool:
        return key in constants or any(
            (first and key.startswith(first) and key.endswith(last))
            or (not first and key.endswith(last) and key.removesuffix(last) in constants)
            for first, last in patterns
        )

    assert {key for key in _sentences("fr") if not is_used(key)} - set(_families()) == set()


def test_french_keeps_its_double_punctuation_on_the_line() -> None:
    breakable = [
        key for key, forms in _sentences("fr").items() if any(re.search(" [:;!?»]", form) for form in forms)
    ]

    assert not breakable
