"""Where the centre listens."""

import asyncio
import socket

import pytest

from fidpos.server.api.serving import PortTaken, listening


def test_a_port_that_is_taken_or_an_address_of_another_machine_is_told() -> None:
    with listening("127.0.0.1", 0) as taken:
        for address, port in (("127.0.0.1", taken.getsockname()[1]), ("192.0.2.1", 0), ("nowhere", 0)):
            with pytest.raises(PortTaken):
                listening(address, port)


def test_what_is_answered_leaves_at_once() -> None:
    """With Nagle's algorithm the body of an answer waits for the far side to say that it got the head."""

    async def story() -> int:
        taken: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line = writer.get_extra_info("socket")
            taken.set_result(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        place = listening("127.0.0.1", 0)
        server = await asyncio.start_server(serve, sock=place)
        _, writer = await asyncio.open_connection(*place.getsockname())
        found = await taken
        writer.close()
        server.close()
        await server.wait_closed()
        return found

    assert asyncio.run(story())
