"""The sheet that lies beside an export: what stands in each file and column, in every language given."""

from collections.abc import Iterator, Sequence

from fidpos.server.db.own_data import OwnColumn, columns_told, exported_tables
from fidpos.texts.texts import Texts


def readme(texts: Sequence[Texts]) -> str:
    """Plain text, one language after the other."""
    return "\n".join(line for each in texts for line in _said(each))


def _said(texts: Texts) -> Iterator[str]:
    title = texts.say("office.own_data.readme.title")
    yield from (title, "=" * len(title), "", texts.say("office.own_data.readme.lead"), "")
    for name in ("members", "gift_cards", "left_behind", "staff", "programmes", "keys", "tables", "journals"):
        yield texts.say(f"office.own_data.readme.{name}")
        yield ""
    for table in exported_tables():
        yield f"tables/{table.name}.jsonl"
        said = f"office.own_data.table.{table.name}"
        if texts.has(said):
            yield f"    {texts.say(said)}"
        yield from (f"    - {each.name}: {_meaning(texts, each)}" for each in columns_told(table))
        yield ""


def _meaning(texts: Texts, column: OwnColumn) -> str:
    """Of which kind it is, and what it refers to or means where there are words for it."""
    kind = texts.say(f"office.own_data.kind.{column.kind}")
    if column.refers_to is not None:
        return f"{kind}, {texts.say('office.own_data.refers', table=column.refers_to)}"
    key = f"office.own_data.column.{column.name}"
    return f"{kind}, {texts.say(key)}" if texts.has(key) else kind
