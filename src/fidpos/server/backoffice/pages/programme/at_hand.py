"""What every page about programmes begins with: the draft, and the scene that its words come from."""

import msgspec

from fidpos.domain.money import Currency
from fidpos.server.backoffice.answer import NotHere
from fidpos.server.backoffice.asked import Asked
from fidpos.server.backoffice.programme.spot import Scene
from fidpos.server.backoffice.programme.tree import Node
from fidpos.server.db import programmes
from fidpos.server.db.programmes import Draft
from fidpos.server.db.work import Work


def scene_of(asked: Asked, work: Work, body: Node) -> Scene:
    """Where the parts of a programme stand, with the shops and tills that they can name."""
    shops, tills = programmes.shops_and_tills(work)
    currency = Currency.of(programmes.card(work).currency)
    return Scene(body=body, texts=asked.texts, currency=currency, shops=shops, tills=tills)


def draft_of(asked: Asked, work: Work, *, lock: bool = False) -> Draft:
    """The draft that the address names.

    Raises:
        NotHere: there is none, or it was thrown away.
    """
    found = programmes.draft(work, asked.id("draft_id"), lock=lock)
    if found is None:
        raise NotHere("no such draft")
    return found


def version_of(work: Work, version: int) -> Node:
    """The body of a published version.

    Raises:
        NotHere: there is none.
    """
    raw = programmes.version_body(work, version)
    if raw is None:
        raise NotHere("no such version")
    body: Node = msgspec.json.decode(raw)
    return body


def name_of(body: Node) -> str:
    """What the programme is called."""
    name = body.get("name") if isinstance(body, dict) else None
    return name[:200] if isinstance(name, str) else ""
