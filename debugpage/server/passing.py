"""Connections that outlive the process that accepted them, to be served by the next one.

A client may connect long before it asks, and keep its connection when it is answered. Were that
closed by a process that ends, its next request might be under way; so nothing is closed by which
nothing is asked: the connection is passed on, by way of the parent.
"""

import os
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from debugpage.server.channel import Channel, Message

if TYPE_CHECKING:
    from debugpage.server.children import Child


class Passing:
    """Passes connections to the parent, and takes those that it has, in a process that serves."""

    def __init__(self, channel: Channel) -> None:
        self.take: Callable[[socket.socket], None] = socket.socket.close
        self._channel = channel

    def pass_on(self, descriptor: int) -> bool:
        """Give the parent a connection, which stays open here too; tell whether that is possible.

        On Windows it is not. Where the parent is gone, nobody serves it any more.
        """
        if not hasattr(socket, "send_fds"):
            return False
        self._channel.send({"event": "connection"}, [descriptor])
        return True

    def hear(self, message: Message) -> bool:
        """Do what the parent says of connections; False says that it speaks of something else."""
        match message:
            case {"do": "serve", "descriptors": [descriptor]}:
                self.take(socket.socket(fileno=descriptor))
                return True
        return False


class Waiting:
    """Keeps connections, in the parent, until there is a process that serves them."""

    def __init__(self) -> None:
        self._descriptors: list[int] = []

    def hear(self, message: Message) -> bool:
        """Keep what a process passes on; False says that it tells something else."""
        match message:
            case {"event": "connection", "descriptors": [descriptor]}:
                self._descriptors.append(descriptor)
                return True
        return False

    def release(self, children: Sequence["Child"]) -> None:
        """Let processes serve what is kept, by turns."""
        kept, self._descriptors = self._descriptors, []
        for number, descriptor in enumerate(kept):
            children[number % len(children)].tell({"do": "serve"}, [descriptor])
            os.close(descriptor)
