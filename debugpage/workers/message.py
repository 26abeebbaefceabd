"""What one process writes to another: a request as it arrived, and the response to it.

A message is a line of JSON, whose `kind` says what it is, and the bytes of a body.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from debugpage.exchange import Peer, Request, Response

MOST_HEAD_BYTES = 64 * 1024
MOST_BODY_BYTES = 64 * 1024
MOST_BYTES = MOST_HEAD_BYTES + MOST_BODY_BYTES + 2
"""Bytes of a message that asks; its body may have one byte too many, which its reader tells."""
MOST_ANSWER_BYTES = 4 << 20
"""Bytes of a message that answers."""


class TooLongError(ValueError):
    """The head of a request is too long to be passed on."""


class Message(NamedTuple):
    """A message: what its line of JSON says, and its body."""

    head: Mapping[str, Any]
    body: bytes = b""

    @property
    def kind(self) -> str:
        """What sort of a message it is."""
        return str(self.head.get("kind"))


def pack(message: Message) -> bytes:
    """Return a message as bytes."""
    return json.dumps(message.head).encode("ascii") + b"\n" + message.body


def unpack(data: bytes) -> Message:
    """Return the message that bytes are. Raises ValueError for what is none."""
    line, _, body = data.partition(b"\n")
    head = json.loads(line)
    if type(head) is not dict:
        raise ValueError("the head of a message is an object")
    return Message(head, body)


def pack_request(request: Request) -> bytes:
    """Return the message that asks for the response to a request. Raises TooLongError."""
    head = {
        "kind": "request",
        "method": request.method,
        "scheme": request.scheme,
        "query": request.query.decode("latin-1"),
        "headers": request.headers,
        "peer": request.peer,
        "root": request.root,
        "path": request.path,
        "proxied": request.proxied,
    }
    message = pack(Message(head, request.body[: MOST_BODY_BYTES + 1]))
    if len(message) > MOST_BYTES:
        raise TooLongError(f"its head has more than {MOST_HEAD_BYTES:,} bytes")
    return message


def request_of(message: Message) -> Request:
    """Return the request that a message asks about, as it was when it arrived."""
    head = message.head
    headers = tuple((name, value) for name, value in head["headers"])
    line = head["method"], head["scheme"], head["query"].encode("latin-1")
    place = Peer(*head["peer"]), head["root"], head["path"]
    return Request(*line, headers, *place, proxied=head["proxied"], body=message.body)


def pack_response(response: Response) -> bytes:
    """Return the message that answers with a response."""
    head = {"kind": "response", "status": response.status, "headers": response.headers}
    return pack(Message(head, response.body))


def response_of(message: Message) -> Response:
    """Return the response that a message answers with."""
    headers = tuple((name, value) for name, value in message.head["headers"])
    return Response(message.head["status"], headers, message.body)
