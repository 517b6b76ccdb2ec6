"""Unit tests reach no network: a connection fails the test that tries one."""

import sys
from collections.abc import Iterator

import pytest

_LOOK_UPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_CONNECTIONS = frozenset({"socket.connect", "socket.sendto"})


class SocketGuard:
    """An audit hook, which the interpreter calls before it connects; it can't be removed, so it is switched."""

    def __init__(self) -> None:
        self.is_on = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        # The address of a Unix socket is a path; asyncio and databases use those.
        if self.is_on and (
            event in _LOOK_UPS or (event in _CONNECTIONS and not isinstance(arguments[1], str | bytes))
        ):
            raise RuntimeError(f"a unit test tried the network: {event} {arguments}")


@pytest.fixture(scope="session")
def _socket_guard() -> SocketGuard:
    guard = SocketGuard()
    sys.addaudithook(guard)
    return guard


@pytest.fixture(autouse=True)
def _no_network(_socket_guard: SocketGuard) -> Iterator[None]:
    _socket_guard.is_on = True
    yield
    _socket_guard.is_on = False
