"""How the centre starts, and what it does not start with."""

import json
import socket
from collections.abc import Mapping
from dataclasses import replace

import pytest

from fidpos.bootstrap.centre import open_centre
from fidpos.bootstrap.server import Place, run_server
from fidpos.server.api.serving import PortTaken
from fidpos.server.db.engine import URL_VARIABLE
from fidpos.server.db.errors import ServingRoleRefused
from fidpos.sync.client import CentreAddress, HttpLine
from fidpos.sync.ports import CentreAway, CentreRefused
from fidpos.vault.errors import KeysLost
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.centre_process import CentrePlace, CentreProcess, Network
from tests.helpers.paired_till import new_till, paired, paired_till


def serve(place: CentrePlace, environment: Mapping[str, str] | None = None, at: Place | None = None) -> None:
    """A start that is to fail."""

    def never(address: str) -> None:
        raise AssertionError(address)

    run_server(place.folder, at or Place(port=0), environment or place.environment, never)


@pytest.mark.parametrize("role", ["superuser", "owner", "backup"])
def test_it_does_not_serve_with_more_rights_than_serving_needs(place: CentrePlace, role: str) -> None:
    more = {**place.environment, URL_VARIABLE: str(getattr(place.database, role))}

    with pytest.raises(ServingRoleRefused):
        serve(place, more)


def test_a_port_that_is_taken_is_told(place: CentrePlace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(PortTaken):
        serve(place, at=Place(port=other.getsockname()[1]))


def test_keys_that_are_lost_are_not_made_anew(place: CentrePlace, network: Network) -> None:
    elsewhere = replace(place, folder=type(place.folder)(place.folder.root / "elsewhere"))

    with pytest.raises(KeysLost), open_centre(elsewhere.folder, elsewhere.environment):
        """There are merchants, whose keys are sealed."""
    assert not elsewhere.folder.keys.exists()


def test_what_it_writes_down_is_json_and_names_nobody(place: CentrePlace, network: Network) -> None:
    with CentreProcess(place, fresh=True) as centre:
        till = new_till("Zebulon Quastenflosser")
        paired(centre.url, network.code(), till)
        centre.stop()
    lines = (place.folder.logs / "server.log").read_text(encoding="utf-8").splitlines()

    messages = [json.loads(line)["message"] for line in lines]
    assert any("serving" in message for message in messages)
    assert "Zebulon" not in "\n".join(lines)
    assert "127.0.0.1" not in "\n".join(messages)


def test_another_centres_tls_key_is_not_spoken_to(place: CentrePlace, network: Network) -> None:
    with CentreProcess(place, bind="0.0.0.0") as centre:
        url = centre.url.replace("0.0.0.0", "127.0.0.1")
        with HttpLine(CentreAddress(url=url, pin=bytes(32))) as line, pytest.raises(CentreAway):
            line.send("GET", "/sync/keys")
        with HttpLine(CentreAddress(url=url)) as line, pytest.raises(CentreAway):
            line.send("GET", "/sync/keys")


def test_a_request_that_comes_twice_is_refused_by_the_database_too(
    centre: CentreProcess, network: Network
) -> None:
    till = new_till()
    welcome = paired(centre.url, network.code(), till)
    with paired_till(centre.url, welcome, till) as working:
        send = working.line.send

        def twice(method: str, path: str, body: bytes, headers: Mapping[str, str], **more: float) -> object:
            send(method, path, body, headers, **more)
            return send(method, path, body, headers, **more)

        working.line.send = twice  # type: ignore[method-assign, assignment]
        with pytest.raises(CentreRefused) as refused:
            working.session.hello()

    assert refused.value.refusal.code is RefusalCode.REPLAYED
