"""A process that reads cards as a till does, and ends when told to although a card hangs."""

import sys
import threading
import time

from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import FaultCode
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.registry import Registry, Selection


def main() -> int:
    hung = threading.Event()
    manager = ReaderManager(
        Registry(production=True).prepare(
            [Selection(driver="pcsc", settings={"card_timeout_ms": 200, "match": "Virtual PCD"})]
        ),
        decoder=CardDecoder(NumberLayout(merchant_code="1234")),
        monotonic_s=time.monotonic,
        on_read=lambda read: None,
        on_status=lambda rows: (
            hung.set() if any(row.fault and row.fault.code is FaultCode.CARD_HUNG for row in rows) else None
        ),
    )
    manager.start()
    print("hung" if hung.wait(10) else "no hung card", flush=True)
    sys.stdin.buffer.read()
    print(f"stuck {manager.close()}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
