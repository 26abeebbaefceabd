"""A command of the page: its body read strictly, or refused with a status and a sentence."""

import json
from typing import Any, NamedTuple

MOST_BYTES = 64 * 1024
"""Bytes of a command's body that are taken."""
_HIGHEST_NUMBER = 2**53 - 1


class Refusal(Exception):  # noqa: N818 - not a fault of anybody's, an answer
    """A command is not carried out. Has the HTTP status and a sentence for the sender.

    `allow` are the methods that would do: what a 405 has to say (RFC 9110, section 15.5.6).
    """

    def __init__(self, status: int, sentence: str, allow: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.allow = allow


def refused(why: str, sentence: str = "refused") -> Refusal:
    """Return the refusal of a sender who may not ask: `why` is told to the terminal alone."""
    refusal = Refusal(403, sentence)
    refusal.__cause__ = PermissionError(why)
    return refusal


class Command(NamedTuple):
    """A command for a frame.

    `tb` is the report's id, `seq` the command's number on its page, and `fields` what else it
    says: `code` to run; the text `before` and `after` the cursor, to complete it; the number of a
    `run` and the `position` in its output; or the `path` to a value, the number of its first
    item, `start`, and the `name` it is to have.
    """

    tb: str
    frame: str
    seq: int
    fields: dict[str, Any]

    @property
    def code(self) -> str:
        """The code to run. Raises Refusal if that is no text."""
        return self._text("code")

    @property
    def before(self) -> str:
        """The text before the cursor. Raises Refusal if that is no text."""
        return self._text("before")

    @property
    def after(self) -> str:
        """The text after the cursor, empty by default. Raises Refusal if that is no text."""
        return self._text("after", "")

    @property
    def run(self) -> int:
        """The number of an evaluation. Raises Refusal if that is none."""
        return _whole(self.fields.get("run"), "run", 1)

    @property
    def position(self) -> int:
        """How much output of an evaluation is known already. Raises Refusal if that is none."""
        return _whole(self.fields.get("position", 0), "position", 0)

    @property
    def name(self) -> str:
        """The name that is wished for; empty if any will do. Raises Refusal if that is no text."""
        return self._text("name", "")

    @property
    def path(self) -> list[Any]:
        """The way to a value. Raises Refusal if that is no list."""
        path = self.fields.get("path")
        if type(path) is not list:
            raise Refusal(400, "path is a list of an expression, or a run, and numbers")
        return path

    @property
    def root(self) -> int | None:
        """The number of the evaluation whose value the path begins at; None if at an expression.

        Raises Refusal if that is no number.
        """
        first = self.path[0] if self.path else None
        return _whole(first.get("run"), "run", 1) if type(first) is dict else None

    @property
    def start(self) -> int:
        """The number of the first item that is asked for. Raises Refusal if that is none."""
        return _whole(self.fields.get("start", 0), "start", 0)

    def _text(self, name: str, default: str | None = None) -> str:
        text = self.fields.get(name, default)
        if type(text) is not str:
            raise Refusal(400, f"{name} is a string")
        return text


def read_command(content_types: list[str], body: bytes, wanted: str) -> Command:
    """Return the command that a request's body holds.

    content_types: the values of the request's `Content-Type` headers. body: its bytes.
    wanted: the field that says what to do, such as `code`.

    Raises Refusal: 415 for another type than JSON, 413 for too much, 400 for what is no command
    (RFC 8259 JSON with duplicate names, NaN or broken UTF-8 is none), 403 for a frame that can
    have no token.
    """
    return _command(read_object(content_types, body), wanted)


def read_object(content_types: list[str], body: bytes) -> dict[str, Any]:
    """Return the JSON object that a request's body is.

    content_types: the values of its `Content-Type` headers. Raises Refusal: 415, 413 or 400.
    """
    if [value.partition(";")[0].strip().lower() for value in content_types] != [
        "application/json"
    ] or not _has_json_parameters(content_types[0]):
        raise Refusal(415, "a command is sent as application/json")
    if len(body) > MOST_BYTES:
        raise Refusal(413, f"a command has at most {MOST_BYTES:,} bytes")
    return _parse(body)


def _has_json_parameters(content_type: str) -> bool:
    """Tell whether there is no parameter but a charset of UTF-8."""
    parameters = content_type.partition(";")[2].replace(" ", "").lower()
    return parameters in ("", "charset=utf-8")


def _parse(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(
            body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise Refusal(400, "the command is not well-formed JSON") from None
    if type(found) is not dict:
        raise Refusal(400, "a command is a JSON object")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate name")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _command(fields: dict[str, Any], wanted: str) -> Command:
    if not {"tb", "frame", "seq", wanted} <= fields.keys():
        raise Refusal(400, f"a command has the members tb, frame, seq and {wanted}")
    seq = _whole(fields["seq"], "seq", 1)
    command = Command(fields["tb"], fields["frame"], seq, fields)
    getattr(command, wanted)  # refused before anything else is looked at
    if type(fields["tb"]) is not str or type(fields["frame"]) is not str:
        raise Refusal(403, "no token fits")
    return command


def _whole(number: Any, name: str, least: int) -> int:
    if type(number) is not int or not least <= number <= _HIGHEST_NUMBER:
        raise Refusal(400, f"{name} is a whole number from {least}")
    return number
