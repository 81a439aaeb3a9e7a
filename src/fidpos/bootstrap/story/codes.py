"""A story beside its programme: it names only what the programme has."""

from collections.abc import Iterable

from fidpos.bootstrap.story.format import Expected, RefundStep, Step, Story, VisitStep
from fidpos.bootstrap.story.values import refused
from fidpos.rules.programme import Programme


def check_codes(story: Story, programme: Programme) -> None:
    """Refuse a story that names what the programme does not have.

    Raises:
        InvalidValue: as `story_from_json`.
    """
    if story.shop.currency != programme.currency:
        raise refused("shop.currency", f"must be the programme's, {programme.currency}")
    known = _Known(programme)
    for index, member in enumerate(story.members):
        known.tier(f"members[{index}].tier", member.tier)
    for index, step in enumerate(story.steps):
        known.step(f"steps[{index}]", step)


class _Known:
    """The codes of a programme."""

    def __init__(self, programme: Programme) -> None:
        self._rules = frozenset(rule.code for rule in programme.rules)
        self._rewards = frozenset(reward.code for reward in programme.rewards)
        self._tiers = frozenset(tier.code for tier in programme.tiers)
        self._counters = frozenset(counter.code for counter in programme.counters)

    def tier(self, path: str, code: str | None) -> None:
        if code and code not in self._tiers:
            raise refused(path, f"no tier has the code {code!r}")

    def step(self, path: str, step: Step) -> None:
        if isinstance(step, VisitStep):
            _refuse_unknown(f"{path}.rewards", step.rewards, self._rewards, "reward")
            _refuse_unknown(f"{path}.refuse", step.refuse, self._rules, "rule")
            self._sources(f"{path}.vouchers", step.vouchers)
            self._sources(f"{path}.gifts", step.gifts or ())
        if isinstance(step, RefundStep):
            self._sources(f"{path}.returned", step.returned or ())
        self._expected(f"{path}.expect", step.expect)

    def _expected(self, path: str, expected: Expected) -> None:
        self.tier(f"{path}.tier", expected.tier)
        for name in ("earned", "spent", "balance"):
            _refuse_unknown(f"{path}.{name}", getattr(expected, name) or (), self._counters, "counter")
        for name in ("fired", "not_fired"):
            _refuse_unknown(f"{path}.{name}", getattr(expected, name) or (), self._rules, "rule")
        for name in ("vouchers_given", "vouchers_held", "gifts"):
            self._sources(f"{path}.{name}", getattr(expected, name) or ())

    def _sources(self, path: str, codes: Iterable[str]) -> None:
        _refuse_unknown(path, codes, self._rules | self._rewards, "rule or reward")


def _refuse_unknown(path: str, codes: Iterable[str], known: frozenset[str], what: str) -> None:
    for code in codes:
        if code not in known:
            raise refused(path, f"no {what} has the code {code!r}")
