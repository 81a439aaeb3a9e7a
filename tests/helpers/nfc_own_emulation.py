"""nfcpy's own emulation of a FeliCa card, so that not only our idea of its datagrams is tested.

Arguments: the port, the IDm in hex. It says `listening` and ends with its input.
"""

import sys
import threading
from typing import Any

import nfc


def emulate(port: int, idm: bytes) -> None:
    """Until stdin ends."""
    is_over = threading.Event()

    def on_startup(target: Any) -> Any:
        target.brty = "212F"
        target.sensf_res = bytearray(b"\x01" + idm + bytes(8) + b"\x12\xfc")
        return target

    def end_with_input() -> None:
        sys.stdin.read()
        is_over.set()

    with nfc.ContactlessFrontend(f"udp:localhost:{port}") as clf:
        threading.Thread(target=end_with_input, daemon=True).start()
        print("listening", flush=True)
        while not is_over.is_set():
            clf.connect(card={"on-startup": on_startup}, terminate=is_over.is_set)


if __name__ == "__main__":
    emulate(int(sys.argv[1]), bytes.fromhex(sys.argv[2]))
