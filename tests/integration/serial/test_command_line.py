"""`fidpos readers` on a scanner at a real pseudo-terminal, set up by the settings file of a till."""

from pathlib import Path

from fidpos.readers.own_number import make_ean13
from tests.helpers.serial_port import PtyScanner
from tests.helpers.terminal import terminals

FIRST, SECOND = make_ean13("1234", 1), make_ean13("1234", 2)


def test_a_scanner_is_watched_and_proven_as_the_settings_say(tmp_path: Path) -> None:
    scanner = PtyScanner(tmp_path / "scanner")
    till = tmp_path / "till"
    till.mkdir()
    (till / "settings.toml").write_text(
        f'[readers.counter]\ndriver = "serial_line"\ndevice = "{scanner.port}"\nframing = "cr"\n'
    )

    with terminals(till) as terminal:
        test = terminal("test", "counter")
        test.wait_for_murmur("ready")
        scanner.send(f"{FIRST}\r".encode())
        first = test.line()
        scanner.send(f"{SECOND}\r".encode())
        second = test.line()

    scanner.unplug()
    assert f"num:{FIRST}" in first
    assert f"num:{SECOND}" in second
