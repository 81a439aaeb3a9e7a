"""Drafts of programmes as tests make them over HTTP."""

import re

import httpx
import msgspec

from fidpos.paths import resources_dir
from tests.helpers.office_place import Client

PROGRAMMES = resources_dir() / "programmes"


def draft_of(client: Client, origin: str = "empty") -> str:
    """The path of a new draft."""
    answer = client.post("/programme/drafts", None, **{"from": origin})
    return answer.headers["location"].removeprefix("/office")


def uploaded(client: Client, name: str = "mode_cagnotte") -> str:
    """The path of a draft of one of the examples."""
    path = draft_of(client)
    file = ("p.json", (PROGRAMMES / f"{name}.json").read_bytes())
    assert client.post(f"{path}/json", files={"file": file}).status_code == 303
    return path


def body_of(client: Client, path: str) -> dict[str, object]:
    """What stands in it."""
    body: dict[str, object] = msgspec.json.decode(client.get(f"{path}/json").content)
    return body


def was_of(client: Client, path: str, at: str) -> str:
    """What the form of one part holds against somebody else's changes."""
    return hidden(client.get(f"{path}/edit", at=at).text)


def hidden(page: str) -> str:
    """The same, of a page."""
    found = re.search(r'name="was" value="([0-9a-f]*)"', page)
    assert found is not None
    return found[1]


def published(client: Client, path: str, **fields: str) -> httpx.Response:
    """What comes of publishing a draft, at once and everywhere unless said otherwise."""
    was = hidden(client.get(f"{path}/publish").text)
    return client.post(f"{path}/publish", None, **{"when": "now", "where": "all", "was": was, **fields})
