"""Where the state after a step is not what the story expects: the path, what was wanted, what was found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fidpos.bootstrap.story.format import Expected
from fidpos.bootstrap.story.state import StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as expected; `path` is where the story says it."""

    path: str
    wanted: object
    got: object


def differences(
    expected: Expected, state: StepState, *, path: str, messages: Sequence[str]
) -> tuple[Difference, ...]:
    """All that differs; a step that is refused without being expected to differs too.

    Args:
        expected: what the step says.
        state: what is so.
        path: of the expectation.
        messages: in every language.
    """
    return tuple(
        Difference(path=f"{path}.{name}", wanted=wanted, got=got)
        for name, wanted, got in (
            *_amounts(expected, state),
            *_units(expected, state),
            *_texts(expected, state),
            *_lists(expected, state),
            *_rules(expected, state),
            *_messages(expected.messages or (), messages),
        )
    )


Found = Iterator[tuple[str, object, object]]


def _amounts(expected: Expected, state: StepState) -> Found:
    for name, wanted, got in (
        ("discount", expected.discount, state.discount),
        ("due", expected.due, state.due),
    ):
        if wanted is not None and Decimal(wanted) != Decimal(got):
            yield name, wanted, got


def _units(expected: Expected, state: StepState) -> Found:
    counted: tuple[tuple[str, Mapping[str, int] | None, Mapping[str, int]], ...] = (
        ("earned", expected.earned, state.earned),
        ("spent", expected.spent, state.spent),
        ("balance", expected.balance, state.balance),
    )
    for name, wanted, got in counted:
        for counter, amount in (wanted or {}).items():
            if got.get(counter, 0) != amount:
                yield f"{name}.{counter}", amount, got.get(counter, 0)


def _texts(expected: Expected, state: StepState) -> Found:
    if expected.tier is not None and expected.tier != state.tier:
        yield "tier", expected.tier, state.tier
    if (expected.refused or "") != state.refused:
        yield "refused", expected.refused or "", state.refused


def _lists(expected: Expected, state: StepState) -> Found:
    for name, wanted, got in (
        ("vouchers_given", expected.vouchers_given, state.vouchers_given),
        ("vouchers_held", expected.vouchers_held, state.vouchers_held),
        ("gifts", expected.gifts, state.gifts),
    ):
        if wanted is not None and Counter(wanted) != Counter(got):
            yield name, list(wanted), list(got)


def _rules(expected: Expected, state: StepState) -> Found:
    for name, wanted, got in (
        ("fired", expected.fired, state.fired),
        ("not_fired", expected.not_fired, state.not_fired),
    ):
        missing = [rule for rule in wanted or () if rule not in got]
        if missing:
            yield name, missing, list(got)


def _messages(wanted: Iterable[str], got: Sequence[str]) -> Found:
    for part in wanted:
        if not any(part in message for message in got):
            yield "messages", part, list(got)
