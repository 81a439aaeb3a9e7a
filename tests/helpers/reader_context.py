"""What a driver is given in tests: one merchant, the usual card formats, a sink that collects."""

import time
from collections.abc import Callable, Mapping

from fidpos.readers.cards.catalogue import Catalogue
from fidpos.readers.cards.formats.contactless_uid.profile import KINDS
from fidpos.readers.cards.recogniser import Recogniser
from fidpos.readers.cards.secrets import CardSecrets, NoSecrets
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import CardRecogniser, Decoder, DriverContext, ReaderSink
from fidpos.readers.own_number import NumberLayout

MERCHANT_CODE = "1234"
DECODER = CardDecoder(NumberLayout(merchant_code=MERCHANT_CODE))

USUAL: Mapping[str, Mapping[str, object]] = {"applet": {}}
WITH_UIDS: Mapping[str, Mapping[str, object]] = {"applet": {}, "contactless_uid": {"kinds": list(KINDS)}}


def recogniser(
    chosen: Mapping[str, Mapping[str, object]] = USUAL, secrets: CardSecrets | None = None
) -> Recogniser:
    """The enabled formats, all of which must be built."""
    catalogue = Catalogue(chosen, secrets or NoSecrets(), distributions=list)
    assert [entry.fault for entry in catalogue.entries() if entry.fault] == []
    return catalogue.recogniser()


def driver_context(
    sink: ReaderSink,
    name: str,
    *,
    decoder: Decoder = DECODER,
    cards: CardRecogniser | None = None,
    monotonic_s: Callable[[], float] = time.monotonic,
) -> DriverContext:
    """A context in which a driver called `name` runs."""
    return DriverContext(
        name=name, sink=sink, decoder=decoder, cards=cards or recogniser(), monotonic_s=monotonic_s
    )
