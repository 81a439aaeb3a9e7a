"""The example programmes as somebody's first draft: under their card's name and in their currency."""

from dataclasses import replace

from fidpos.paths import resources_dir
from fidpos.rules.codec import programme_from_json
from fidpos.server.backoffice.programme.checking import canonical
from fidpos.server.backoffice.programme.tree import Node
from fidpos.server.db.programmes import Card


def example_body(code: str, card: Card) -> Node:
    """One of `rules.examples.EXAMPLES`."""
    example = programme_from_json((resources_dir() / "programmes" / f"{code}.json").read_bytes())
    return canonical(replace(example, version=1, name=card.card_name, currency=card.currency))
