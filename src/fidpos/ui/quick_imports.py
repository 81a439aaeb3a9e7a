"""What is imported after Qt's binding is not read twice.

The binding looks through the source of every module that is imported after it, in case the module wants its
optional spellings (`from __feature__ import snake_case`), and the text stays in memory. Nothing here wants
them. Measured with PySide6 6.11: 26 MB and a fifth of the time until everything is imported; others saw the
same (napari, issue 8584).
"""

import sys
from types import ModuleType

from PySide6 import QtCore  # noqa: F401 -- brings the module along

_MODULE, _LOOK = "shibokensupport.feature", "_mod_uses_pyside"


def import_quickly() -> None:
    """From now on; a binding that does not look for it this way is left as it is."""
    feature = sys.modules.get(_MODULE)
    if hasattr(feature, _LOOK):
        setattr(feature, _LOOK, _wants_no_spellings)


def _wants_no_spellings(_module: ModuleType) -> bool:
    return False
