"""Waits until the smart-card service has seen that a reader is empty; for programs, whose hands are too fast.

pcscd looks at its virtual reader every 400 ms. Before it cuts the power of a card that nobody uses any more
it looks once more, and forgets what it saw; vpcd, which then finds the old card gone, hands it the next one
at the look that follows. Such a swap is never announced: state, ATR and event counter stay as they were, so
that no client of the service can know of it. Whoever swaps cards faster than a person can waits here.
"""

import time

from fidpos.readers.drivers.pcsc.api import STATE_UNAWARE, Api, SlotState


def wait_until_empty(api: Api, reader: str, limit_s: float) -> bool:
    """Whether the service says within the limit that no card is in the reader.

    Raises:
        ScardError: there is no service, or no such reader.
    """
    deadline_s = time.monotonic() + limit_s
    known = SlotState(reader=reader, raw=STATE_UNAWARE)
    context = api.establish()
    try:
        while (left_s := deadline_s - time.monotonic()) > 0:
            for now in api.wait(context, [known], left_s):
                if not now.is_present:
                    return True
                known = now
        return False
    finally:
        api.release(context)
