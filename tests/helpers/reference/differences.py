"""What the engine and the reference do not agree on."""

from fidpos.rules.evaluation import Evaluation

UNORDERED = ("discounts", "earned")
"""Only what each rule gives on each line or counter matters, not in which order it was found."""
ORDERED = (
    *("amount_minor", "discount_minor", "spent", "gifts", "tier", "messages", "rule_uses"),
    *("offers", "vouchers", "vouchers_used", "voucher_offers"),
)


def differences(engine: Evaluation, reference: Evaluation) -> list[str]:
    """One line for each part in which they differ: discounts, points, gifts, uses, the fate of every rule."""
    found = []
    for name in (*ORDERED, *UNORDERED):
        ours, theirs = getattr(engine, name), getattr(reference, name)
        if name in UNORDERED:
            ours, theirs = sorted(ours), sorted(theirs)
        if ours != theirs:
            found.append(f"{name}: engine {ours}, reference {theirs}")
    expected = {entry.rule: entry for entry in reference.trace}
    for entry in engine.trace:
        if entry != expected.pop(entry.rule, None):
            other = next((each for each in reference.trace if each.rule == entry.rule), None)
            found.append(f"trace: engine {entry}, reference {other}")
    return [*found, *(f"trace: engine has none, reference {entry}" for entry in expected.values())]
