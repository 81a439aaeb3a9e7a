"""One card asked once, in a context of its own that is gone afterwards: nothing is left to go stale."""

import contextlib
from collections.abc import Iterable, Iterator

from fidpos.domain.card import Refusal
from fidpos.domain.uid_form import UidForm
from fidpos.readers.cards.profile import split_response
from fidpos.readers.driver import CardIdentity, CardRecogniser, Response
from fidpos.readers.drivers.pcsc import codes
from fidpos.readers.drivers.pcsc.api import Api, Connection
from fidpos.readers.drivers.pcsc.codes import ScardError
from fidpos.readers.uid_order import in_order


def ask(
    api: Api, reader: str, atr: bytes, cards: CardRecogniser, order: UidForm = UidForm.AS_READ
) -> CardIdentity | Refusal:
    """What the card in the reader says of itself; blocks for as long as the card does.

    Raises:
        ScardError: the card cannot be used or is gone.
    """
    try:
        return _ask_once(api, reader, atr, cards, order)
    except ScardError as error:
        if error.code != codes.RESET_CARD:
            raise
    # Another program reset the card between two of our commands; once more, afresh.
    return _ask_once(api, reader, atr, cards, order)


def tell(api: Api, reader: str, commands: Iterable[bytes]) -> None:
    """Send commands that the reader takes for itself while a card is in it.

    Raises:
        ScardError: the card has just gone, or the reader does not take them.
    """
    with _connection(api, reader) as card:
        for command in commands:
            api.transmit(card, command)


def control(api: Api, reader: str, commands: Iterable[bytes]) -> None:
    """Send commands to the reader, whether a card is in it or not.

    Raises:
        ScardError: its service does not let them through.
    """
    with api.established() as context:
        for command in commands:
            api.control(context, reader, command)


def _ask_once(
    api: Api, reader: str, atr: bytes, cards: CardRecogniser, order: UidForm
) -> CardIdentity | Refusal:
    with _connection(api, reader) as card:

        def transmit(command: bytes) -> Response:
            return split_response(api.transmit(card, command))

        return cards.recognise(atr, in_order(transmit, order), device=reader)


@contextlib.contextmanager
def _connection(api: Api, reader: str) -> Iterator[Connection]:
    with api.established() as context:
        card = api.connect(context, reader)
        try:
            yield card
        finally:
            api.disconnect(card)
