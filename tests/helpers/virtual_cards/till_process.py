"""A process that reads cards as a till does and says what it sees, until its standard input ends."""

import sys
import time

from fidpos.domain.card import CardRead, RefusedRead
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import DeviceStatus, FaultCode
from fidpos.readers.manager import ReaderManager
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.registry import Registry, Selection
from tests.helpers.reader_context import recogniser


def say_read(read: CardRead | RefusedRead) -> None:
    print(f"read {read.token.value if isinstance(read, CardRead) else read.reason.value}", flush=True)


def say_hung(statuses: tuple[DeviceStatus, ...]) -> None:
    if any(status.fault and status.fault.code is FaultCode.CARD_HUNG for status in statuses):
        print("hung", flush=True)


def main() -> int:
    manager = ReaderManager(
        Registry(production=True).prepare(
            [Selection(name="pcsc", driver="pcsc", settings={"card_timeout_ms": 200, "match": "Virtual PCD"})]
        ),
        decoder=CardDecoder(NumberLayout(merchant_code="1234")),
        cards=recogniser(),
        monotonic_s=time.monotonic,
        on_read=say_read,
        on_status=say_hung,
    )
    manager.start()
    sys.stdin.buffer.read()
    print(f"stuck {manager.close()}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
