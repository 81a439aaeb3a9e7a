"""What a merchant still needs before the first customer can be served."""

from typing import LiteralString

from fidpos.server.db.work import Work

STEPS = ("shop", "staff", "programme", "till")
"""In the order in which they are best taken."""

_THERE: LiteralString = """
    SELECT EXISTS (SELECT FROM shops WHERE closed_at IS NULL), EXISTS (SELECT FROM staff_versions),
        EXISTS (SELECT FROM programmes), EXISTS (SELECT FROM tills)
"""


def missing_steps(work: Work) -> list[str]:
    """Those of `STEPS` that nobody has taken."""
    row = work.run(_THERE).fetchone()
    assert row is not None
    return [step for step, is_there in zip(STEPS, row, strict=True) if not is_there]
