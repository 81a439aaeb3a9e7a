"""What a button within a form does to what is written: add a part, take one away, put one into a group.

A button is named `do` and says `add:<field>`, `drop:<field>` or `combine:<field>`; what kind is added stands
in the field `<field>.kind`.
"""

from fidpos.rules.registry import CONDITIONS, EFFECTS
from fidpos.rules.shape import TAG, fields_of
from fidpos.server.backoffice.form import Form
from fidpos.server.backoffice.programme.tree import Node, at, items, record, with_value, without

ROOT = "s"
"""First step of the names of a form's fields."""


def acted(node: Node, form: Form, body: Node) -> Node:
    """The node once the button that was pressed did its work.

    Args:
        node: what the form held.
        form: with `do`; without one nothing changes.
        body: the whole programme: what is added names its first counter.
    """
    act, _, name = form.typed("do").partition(":")
    if act not in {"add", "drop", "combine"} or not name.startswith(f"{ROOT}"):
        return node
    path = name.removeprefix(ROOT).removeprefix(".")
    if act == "drop":
        return without(node, path) if path else node
    if act == "combine":
        return with_value(node, path, {TAG: "all", "of": [at(node, path)]})
    return _added(node, path, form.typed(f"{name}.kind"), is_item=form.flag(f"{name}.many"), body=body)


def begun(part: str, body: Node) -> Node:
    """What a new item of a list begins with: a reward is paid from the first counter."""
    counters = items(at(body, "counters"))
    if part != "rewards" or not counters:
        return None
    return {"counter": record(counters[0]).get("code")}


def _added(node: Node, path: str, kind: str, *, is_item: bool, body: Node) -> Node:
    new = _new(kind, body)
    if is_item:
        place = len(items(at(node, path)))
        node = with_value(node, f"{path}.{place}" if path else str(place), new)
    else:
        node = with_value(node, path, new)
    return _in_its_phase(node, path, kind)


def _new(kind: str, body: Node) -> dict[str, Node]:
    if not kind:
        return {}
    new: dict[str, Node] = {TAG: kind}
    found = CONDITIONS.get(kind) or EFFECTS.get(kind)
    if found is not None and any(each.name == "counter" for each in fields_of(found)):
        counters = items(at(body, "counters"))
        if counters:
            new["counter"] = record(counters[0]).get("code")
    return new


def _in_its_phase(node: Node, path: str, kind: str) -> Node:
    """The first effect of a rule decides when the rule runs, unless it can run then."""
    if path != "effects" or kind not in EFFECTS or len(items(at(node, path))) != 1:
        return node
    phases = [phase.value for phase in EFFECTS[kind].phases]
    if not phases or record(node).get("phase") in phases:
        return node
    order = ("earning", "basket", "line", "after")
    return with_value(node, "phase", min(phases, key=order.index))
