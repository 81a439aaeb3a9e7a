"""The order of rules and of rewards: who moves a rule up means that it runs before the other one."""

from collections.abc import Mapping

from fidpos.server.backoffice.programme.slug import unused
from fidpos.server.backoffice.programme.tree import Node, at, items, record, with_value, without


def run_order(body: Node) -> list[int]:
    """Indices of the rules, in the order in which they run within their phases: by priority, then by code."""
    rules = [record(each) for each in items(record(body).get("rules"))]
    return sorted(range(len(rules)), key=lambda index: _place(rules[index]))


def moved(body: Node, part: str, index: int, *, by: int) -> Node:
    """The item one place further up (-1) or down (1); nothing changes at an end.

    Rules run by priority: those of the phase are numbered anew, so that they run in the order that is shown.
    """
    if part == "rules":
        return _rule_moved(body, index, by)
    listed = list(items(record(body).get(part)))
    other = index + by
    if not 0 <= other < len(listed):
        return body
    listed[index], listed[other] = listed[other], listed[index]
    return with_value(body, part, listed)


def copied(body: Node, part: str, index: int) -> Node:
    """A second one behind it, under a code of its own."""
    listed = items(record(body).get(part))
    taken = {str(record(each).get("code")) for each in (*listed, *items(record(body).get("rewards")))}
    original = record(listed[index])
    copy = {**original, "code": unused(str(original.get("code") or "copy"), frozenset(taken))}
    return with_value(body, part, [*listed[: index + 1], copy, *listed[index + 1 :]])


def without_item(body: Node, part: str, index: int) -> Node:
    """It is no more."""
    return without(body, f"{part}.{index}")


def _rule_moved(body: Node, index: int, by: int) -> Node:
    phase = record(at(body, f"rules.{index}")).get("phase")
    order = [each for each in run_order(body) if record(at(body, f"rules.{each}")).get("phase") == phase]
    here = order.index(index)
    if not 0 <= here + by < len(order):
        return body
    order[here], order[here + by] = order[here + by], order[here]
    for place, each in enumerate(order):
        rule = dict(record(at(body, f"rules.{each}")))
        rule.pop("priority", None)
        body = with_value(body, f"rules.{each}", {**rule, "priority": place} if place else rule)
    return body


def _place(rule: Mapping[str, Node]) -> tuple[int, str]:
    priority = rule.get("priority", 0)
    return priority if isinstance(priority, int) else 0, str(rule.get("code") or "")
