"""Another program on this machine that holds a card exclusively until its standard input ends."""

import sys

from smartcard import scard


def main(reader: str) -> int:
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    code, card, _ = scard.SCardConnect(context, reader, scard.SCARD_SHARE_EXCLUSIVE, protocols)
    print("holding" if code == 0 else f"failed {code & 0xFFFFFFFF:#x}", flush=True)
    sys.stdin.buffer.read()
    scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
