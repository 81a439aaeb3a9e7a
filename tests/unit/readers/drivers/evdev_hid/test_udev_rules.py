"""The rule that the installer ships: the makers the driver knows, and a name that sorts early enough."""

import re
from pathlib import Path

from fidpos.readers.drivers.evdev_hid.faults import UDEV_RULES
from fidpos.readers.drivers.evdev_hid.identity import SCANNER_MAKERS

RULES = Path(__file__).parents[5] / "installer" / "till" / "linux" / UDEV_RULES


def test_the_rule_is_for_the_makers_that_the_driver_knows() -> None:
    text = RULES.read_text(encoding="utf-8")
    vendors = re.findall(r'^ATTRS\{idVendor\}=="([0-9a-f]{4})", TAG\+="uaccess"$', text, re.MULTILINE)

    assert {int(vendor, 16) for vendor in vendors} == SCANNER_MAKERS


def test_the_rule_comes_before_the_one_that_gives_the_permission() -> None:
    assert UDEV_RULES < "73-seat-late.rules"
