"""Asks a card in memory, through the same choice of profile as in the drivers."""

from collections.abc import Mapping

from fidpos.domain.card import Refusal
from fidpos.readers.cards.profile import split_response
from fidpos.readers.cards.secrets import CardSecrets
from fidpos.readers.driver import CardIdentity, Response, Transmit
from fidpos.readers.drivers.simulated.virtual_cards import VirtualChip
from tests.helpers.reader_context import recogniser

AUTHENTICATED: Mapping[str, Mapping[str, object]] = {"applet": {}, "desfire": {}, "ntag424": {}}


def ask(
    card: VirtualChip,
    secrets: CardSecrets | None = None,
    chosen: Mapping[str, Mapping[str, object]] = AUTHENTICATED,
) -> CardIdentity | Refusal:
    """The card is given power anew, then asked."""
    card.reset()
    return recogniser(chosen, secrets).recognise(card.atr, transmit_to(card), device="reader")


def transmit_to(card: VirtualChip) -> Transmit:
    def transmit(command: bytes) -> Response:
        return split_response(card.respond(command))

    return transmit


def garbled(card: VirtualChip, answers: Mapping[int, bytes]) -> Transmit:
    """As the card answers, but for the commands with these numbers, counted from 1."""
    sent = 0

    def transmit(command: bytes) -> Response:
        nonlocal sent
        sent += 1
        answer = card.respond(command)
        return split_response(answers.get(sent, answer))

    return transmit
