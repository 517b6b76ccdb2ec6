"""The two signals that ask the program to stop."""

import asyncio
import signal


def until_signalled() -> asyncio.Event:
    """An event that SIGINT or SIGTERM sets, from now on."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    return stopping
