"""What a page asks of a frame: each command, carried out in the console that it is for.

Does: read a command, test its token and its number, find the console, tell what came of it.
Does not: judge who sent it, which the gate has done before.
"""

from debugpage.capture.expand import Unreachable, expand
from debugpage.capture.redact import Redactor, Unredacted
from debugpage.capture.take import take
from debugpage.capture.values import describe_alone
from debugpage.console.command import Command, Refusal, read_command
from debugpage.console.evaluate import Busy, Console, Outcome
from debugpage.console.gate import own_origin
from debugpage.console.store import Gone, Store, Unknown
from debugpage.console.tokens import Keyring, Sequence
from debugpage.exchange import Request, Response
from debugpage.options import Options
from debugpage.render.respond import respond_json


class Commands:
    """The commands that pages may send, by their names.

    store: where the consoles are. keyring: the tokens of the pages. Its methods block, and may be
    called from any thread.
    """

    def __init__(
        self, options: Options, store: Store, keyring: Keyring, redactor: Redactor
    ) -> None:
        self._options = options
        self._store = store
        self._keyring = keyring
        self._redactor = redactor
        self._sequence = Sequence()
        self._all = {"eval": self._evaluate, "values": self._tell_value}

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
            return respond_json(200, self._told(console.evaluate(command.code)))
        except Busy as busy:
            raise Refusal(429, str(busy)) from None

    def _tell_value(self, request: Request) -> Response:
        command, console = self._command_and_console(request, "values", "path")
        seconds = self._options.repr_milliseconds / 1_000
        try:
            redactor = self._redactor.fresh()
            value = expand(console.names, command.path, command.start, redactor, seconds)
        except Unreachable as unreachable:
            raise Refusal(404, str(unreachable)) from None
        return respond_json(200, {"value": value})

    def _command_and_console(
        self, request: Request, name: str, wanted: str
    ) -> tuple[Command, Console]:
        """Return a command that may be carried out, once, and the console that it is for.

        Commands of each name are numbered for themselves: a reading of values must not make one
        that was sent before it, but arrives after it, look like one that is sent twice.
        """
        command = read_command(request.values("content-type"), request.body, wanted)
        page = self._page_with_token(request, command)
        try:
            console = self._store.console(command.tb, command.frame)
        except (Gone, Unknown) as gone:
            raise Refusal(410, str(gone)) from None
        if not self._sequence.take(page, f"{command.tb}/{command.frame}/{name}", command.seq):
            raise Refusal(409, "this command was sent before")
        return command, console

    def _page_with_token(self, request: Request, command: Command) -> str:
        tokens = request.values("x-debugpage-token")
        if len(tokens) == 1:
            page = self._keyring.page_of(tokens[0], own_origin(request), command.tb, command.frame)
            if page:
                return page
        raise Refusal(403, "refused") from PermissionError("its token is not good for this frame")

    def _told(self, outcome: Outcome) -> dict[str, object]:
        """Return an outcome as JSON data: only code typed by the developer shows secrets."""
        seconds, unredacted = self._options.repr_milliseconds / 1_000, Unredacted()
        value = error = None
        if outcome.has_value:
            value = describe_alone(outcome.value, unredacted, seconds)
        if outcome.error is not None:
            error = take(outcome.error, self._options, redactor=unredacted).report.traceback
        return {
            "output": [list(printed) for printed in outcome.output],
            "omitted": outcome.omitted,
            "value": value,
            "error": error,
            "incomplete": outcome.incomplete,
        }
