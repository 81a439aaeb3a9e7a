"""Text that a spreadsheet would take for a formula, kept as text; and the same read back.

A cell that begins with one of these signs is worked out by whoever opens the file (OWASP, CSV injection).
"""

_SIGNS = "=+-@\t\r"


def neutral(cell: str) -> str:
    """The cell as it is written: an apostrophe in front of what would be a formula, or a quoted one."""
    return f"'{cell}" if _is_formula(cell) else cell


def meant(cell: str) -> str:
    """The cell as it was before `neutral` wrote it."""
    return cell[1:] if cell[:1] == "'" and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    return cell.lstrip("'").startswith(tuple(_SIGNS))
