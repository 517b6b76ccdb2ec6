"""The guard of the unit tests: the network is closed, the machine's own sockets aren't."""

import asyncio
import socket

import pytest


def test_a_connection_is_refused() -> None:
    with socket.socket() as client, pytest.raises(RuntimeError, match="tried the network"):
        client.connect(("127.0.0.1", 9))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match="tried the network"):
        socket.getaddrinfo("localhost", "http")


async def test_an_event_loop_still_runs() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.settimeout(0)
        right.settimeout(0)
        await asyncio.get_running_loop().sock_sendall(left, b"x")
        assert await asyncio.get_running_loop().sock_recv(right, 1) == b"x"
