"""What a page asks of a frame: each command, carried out in the console that it is for.

Does: read a command, test its token and its number, find the console, tell what came of it.
Does not: judge who sent it, which the gate has done before.
"""

import logging
from collections.abc import Callable
from typing import Any

from debugpage.capture.redaction.learned import mask_value
from debugpage.capture.redaction.redactor import Redactor, Unredacted
from debugpage.capture.take import take
from debugpage.capture.values.describer import describe_alone
from debugpage.capture.values.expand import Unreachable, expand, reach
from debugpage.console.command import Command, Refusal, read_command, refused
from debugpage.console.evaluate import Busy, Console, Evaluation, NoSuchRun, Outcome
from debugpage.console.store import Gone, Store, Unknown
from debugpage.console.tokens import Keyring, Sequence
from debugpage.exchange import Request, Response
from debugpage.journal import log_evaluation
from debugpage.options import Options
from debugpage.render.respond import respond_json
from debugpage.workers.everyone import tell_all

_log = logging.getLogger("debugpage")

SECONDS = 0.3
"""For how long a request waits at most: a worker's time-out may be as short as a second or two."""
SECONDS_TO_STOP = 0.5
"""For how long one that stops an evaluation waits for its end."""


class Commands:
    """The commands that pages may send, by their names.

    store: where the consoles are. keyring: the tokens of the pages. bearer_of: tells for whom a
    token must be that comes with a request. lock: closes all consoles of this process. Its methods
    block, and may be called from any thread.
    """

    def __init__(
        self,
        options: Options,
        store: Store,
        keyring: Keyring,
        redactor: Redactor,
        bearer_of: Callable[[Request], str],
        lock: Callable[[], object],
    ) -> None:
        self._options = options
        self._store = store
        self._keyring = keyring
        self._redactor = redactor
        self._bearer_of = bearer_of
        self._lock_all = lock
        self._sequence = Sequence()
        self._all = {
            "eval": self._evaluate,
            "progress": self._follow,
            "interrupt": self._interrupt,
            "complete": self._complete,
            "values": self._tell_value,
            "store": self._store_value,
            "lock": self._lock,
        }

    @property
    def names(self) -> frozenset[str]:
        """The names of all commands."""
        return frozenset(self._all)

    def carry_out(self, name: str, request: Request) -> Response:
        """Carry out the command that a request's body holds. Raises Refusal."""
        return self._all[name](request)

    def _evaluate(self, request: Request) -> Response:
        command, console = self._command_and_console(request, "eval", "code")
        try:
            evaluation = console.evaluate(command.code)
        except Busy as busy:
            raise Refusal(429, str(busy)) from None
        log_evaluation(command, self._bearer_of(request).rpartition(" ")[2])
        evaluation.wait(SECONDS)
        return self._tell(evaluation, 0)

    def _follow(self, request: Request) -> Response:
        command, console = self._command_and_console(request, "progress", "run")
        evaluation = _run(console, command)
        evaluation.wait_for_more(command.position, SECONDS)
        return self._tell(evaluation, command.position)

    def _interrupt(self, request: Request) -> Response:
        command, console = self._command_and_console(request, "interrupt", "run")
        evaluation = _run(console, command)
        evaluation.interrupt(SECONDS_TO_STOP)
        return self._tell(evaluation, command.position)

    def _complete(self, request: Request) -> Response:
        command, console = self._command_and_console(request, "complete", "before")
        completion = console.complete(command.before, command.after)
        matches = [{"text": match.text, "kind": match.kind} for match in completion.matches]
        return respond_json(200, {**completion._asdict(), "matches": matches})

    def _tell_value(self, request: Request) -> Response:
        command, console = self._command_and_console(request, "values", "path")
        if not command.path:
            return respond_json(200, self._values_of_frame(command))
        seconds = self._options.repr_milliseconds / 1_000
        # What was typed for shows secrets, as it does at first.
        redactor = self._redactor.fresh() if command.root is None else Unredacted()
        names, path = _way(console, command)
        try:
            value = expand(names, path, command.start, redactor, seconds)
            if command.root is None:
                value = mask_value(value, self._store.remainder(command.tb).mask)
        except Unreachable as unreachable:
            raise Refusal(404, str(unreachable)) from None
        except (Gone, Unknown) as gone:
            raise Refusal(410, str(gone)) from None
        return respond_json(200, {"value": value})

    def _values_of_frame(self, command: Command) -> dict[str, object]:
        """Return all that is shown of a frame, as members of an answer. Raises Refusal."""
        try:
            frame = self._store.remainder(command.tb).frame(command.frame)
        except KeyError:
            raise Refusal(404, "this frame has no values") from None
        except (Gone, Unknown) as gone:
            raise Refusal(410, str(gone)) from None
        omitted = frame.locals_omitted
        return {"values": frame.values, "locals": frame.locals, "locals_omitted": omitted}

    def _store_value(self, request: Request) -> Response:
        command, console = self._command_and_console(request, "store", "path")
        wished = command.name
        try:
            name = console.store(reach(*_way(console, command)), wished)
        except Unreachable as unreachable:
            raise Refusal(404, str(unreachable)) from None
        except ValueError as mistake:
            raise Refusal(400, str(mistake)) from None
        return respond_json(200, {"name": name})

    def _lock(self, request: Request) -> Response:
        """Close all consoles of this user in every process; its own one may be gone already."""
        command = read_command(request.values("content-type"), request.body, "seq")
        self._count(self._page_with_token(request, command, "lock"), command, "lock")
        self._lock_all()
        try:
            tell_all("lock")
        except OSError as fault:
            _log.warning("Other processes cannot be told to lock their consoles: %s", fault)
        return respond_json(200, {"locked": True})

    def _command_and_console(
        self, request: Request, name: str, wanted: str
    ) -> tuple[Command, Console]:
        """Return a command that may be carried out, once, and the console that it is for.

        Commands of each name are numbered for themselves: a reading of values must not make one
        that was sent before it, but arrives after it, look like one that is sent twice.
        """
        command = read_command(request.values("content-type"), request.body, wanted)
        page = self._page_with_token(request, command, name)
        try:
            console = self._store.console(command.tb, command.frame)
        except (Gone, Unknown) as gone:
            raise Refusal(410, str(gone)) from None
        self._count(page, command, name)
        return command, console

    def _count(self, page: str, command: Command, name: str) -> None:
        if not self._sequence.take(page, f"{command.tb}/{command.frame}/{name}", command.seq):
            raise Refusal(409, "this command was sent before")

    def _page_with_token(self, request: Request, command: Command, name: str) -> str:
        tokens = request.values("x-debugpage-token")
        if len(tokens) == 1:
            bearer, signed = self._bearer_of(request), f"{name}\n".encode() + request.body
            page = self._keyring.page_of(tokens[0], bearer, command.tb, command.frame, signed)
            if page:
                return page
        raise refused("its token is not good for this frame")

    def _tell(self, evaluation: Evaluation, position: int) -> Response:
        """Return how far an evaluation is, with what it has printed since a position."""
        state = evaluation.state  # first: what has ended prints nothing more
        printed = evaluation.printed(position)
        progress = {
            "run": evaluation.number,
            "state": state,
            "position": position + sum(len(piece.text) for piece in printed),
            "output": [list(piece) for piece in printed],
            "omitted": evaluation.omitted,
        }
        outcome = evaluation.outcome or Outcome()
        return respond_json(200, progress | self._told(outcome))

    def _told(self, outcome: Outcome) -> dict[str, object]:
        """Return an outcome as members of an answer: only code that was typed shows secrets."""
        seconds, unredacted = self._options.repr_milliseconds / 1_000, Unredacted()
        value = error = None
        if outcome.has_value:
            value = describe_alone(outcome.value, unredacted, seconds)
        if outcome.error is not None:
            error = take(outcome.error, self._options, redactor=unredacted).report
        return {"incomplete": outcome.incomplete, "value": value, "error": error}


def _run(console: Console, command: Command) -> Evaluation:
    try:
        return console.run(command.run)
    except NoSuchRun as missing:
        raise Refusal(404, str(missing)) from None


def _way(console: Console, command: Command) -> tuple[dict[str, object], list[Any]]:
    """Return the names that the path of a command begins among, and the path."""
    if command.root is None:
        return console.names, command.path
    try:
        return {"value": console.value(command.root)}, ["value", *command.path[1:]]
    except NoSuchRun as missing:
        raise Refusal(404, str(missing)) from None
