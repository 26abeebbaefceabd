"""The page that opens the consoles for a browser, and what its script asks for.

Does: begin a challenge, take a code, a link's key or an approval, let the browser in.
Does not: judge who sent a request, beyond that it came from this very page.
"""

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from debugpage.console.command import Refusal, read_object, refused
from debugpage.console.gate import Gate
from debugpage.console.head import own_origin, why_not_told_as_document
from debugpage.console.unlock import terminal
from debugpage.console.unlock.challenges import Dead, TooMany
from debugpage.console.unlock.doorkeeper import Doorkeeper
from debugpage.exchange import Request, Response
from debugpage.render.negotiate import content_type
from debugpage.render.policy import fresh_nonce
from debugpage.render.respond import Headers, respond, respond_json
from debugpage.render.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.render.page import HtmlRenderer

NAME = "unlock"
"""What the page is called, below the reserved path."""
ENDED = "This browser is not let in any longer. Reload the page to open the consoles again."
"""What the page of a session that has ended is told."""
_OVER = "This request is over: it was used, has expired, or met too many wrong codes. Ask anew."
_NOT_IT = "That is not the code."
_USED = "This link was used already, or is older than ten minutes."
_MOST_TEXT = 200


class Locked(Exception):  # noqa: N818 - an answer
    """A page is for a browser that was let in, and this one was not, but may be."""


class Unlock:
    """What the unlock page asks for, by the names of its requests.

    gate: tests that it is this page that asks. doorkeeper: lets browsers in. renderer: returns
    what makes the page, which is loaded when it is needed.
    """

    def __init__(
        self,
        gate: Gate,
        doorkeeper: Doorkeeper,
        renderer: "Callable[[], HtmlRenderer]",
    ) -> None:
        self._gate = gate
        self._doorkeeper = doorkeeper
        self._renderer = renderer
        self._all: dict[str, Callable[[Request, dict[str, Any]], Response | str]] = {
            "ask": self._ask,
            "code": self._take_code,
            "look": self._look,
            "key": self._take_key,
        }

    def page(
        self,
        status: int,
        request: Request,
        base: str,
        why: str,
        error: str,
        about: Headers = (),
    ) -> Response:
        """Return the page, which leads on to an error once a browser is let in.

        base: the reserved path. why: the reason for the lock; "" where there is none.
        """
        if why:
            self.offer(request, base, error)
        nonce = fresh_nonce()
        text = self._renderer().render_unlock(base, error, why=why, nonce=nonce)
        return respond(status, content_type("html"), text, about, nonce)

    def carry_out(self, name: str, request: Request, base: str) -> Response:
        """Answer a request of the page's script. base: the reserved path. Raises Refusal."""
        if name not in self._all:
            raise Refusal(404, "there is no such request")
        if request.method != "POST":
            raise Refusal(405, "this is asked for by POST", ("POST",))
        refusal = self._gate.refusal_of_own_script(request)
        if refusal:
            raise refused(refusal)
        fields = read_object(request.values("content-type"), request.body)
        try:
            answer = self._all[name](request, fields)
        except Dead:
            raise Refusal(410, _OVER) from None
        except TooMany as sentence:
            raise Refusal(429, str(sentence)) from None
        return answer if isinstance(answer, Response) else self._let_in(request, fields, base)

    def _ask(self, request: Request, _fields: dict[str, Any]) -> Response:
        """Begin a challenge. Its code goes to the terminal, if there is one, and nowhere else."""
        browser = "".join(request.values("user-agent")[:1])
        challenge = self._doorkeeper.challenges.begin(
            request.peer.host or "", browser, own_origin(request)
        )
        is_told = terminal.tell(
            f"A browser asks to open consoles, and shows {challenge.label}. If that is yours, type"
            f" this code there: {challenge.code}"
        )
        told = {"challenge": challenge.key, "label": challenge.label, "told": is_told}
        return respond_json(200, told)

    def _take_code(self, request: Request, fields: dict[str, Any]) -> Response | str:
        key, typed = _text(fields, "challenge"), _text(fields, "code")
        if self._doorkeeper.challenges.answer(key, typed, own_origin(request)):
            return "in"
        raise Refusal(403, _NOT_IT)

    def _look(self, request: Request, fields: dict[str, Any]) -> Response | str:
        key = _text(fields, "challenge")
        if self._doorkeeper.challenges.is_approved(key, own_origin(request)):
            return "in"
        return respond_json(202, {"waiting": True})

    def _take_key(self, request: Request, fields: dict[str, Any]) -> Response | str:
        if self._doorkeeper.keys.use(_text(fields, "key"), own_origin(request)):
            return "in"
        raise Refusal(403, _USED)

    def _let_in(self, request: Request, fields: dict[str, Any], base: str) -> Response:
        new = self._doorkeeper.sessions.open(own_origin(request))
        error = fields.get("error")
        page = error if type(error) is str and is_id(error) else ""
        attributes = f"Path={base}{new.door}/; HttpOnly; SameSite=Strict"
        if request.scheme == "https" or request.values("origin")[0].startswith("https:"):
            attributes += "; Secure"
        about = (("Set-Cookie", f"{new.name}={new.value}; {attributes}"),)
        terminal.tell("The consoles are open for a browser; `debugpage lock` closes them.")
        told = {"door": new.door, "address": f"{base}{new.door}/{page}"}
        return respond_json(200, told, about)

    def offer(self, request: Request, base: str, error: str) -> None:
        """Show a link that opens the consoles, once until it is used or too old, on the terminal.

        Where standard error is no terminal, nothing secret is written.
        """
        if not terminal.is_watched() or why_not_told_as_document(request):
            return
        origin = own_origin(request)
        with suppress(OSError):  # the folder is gone or full: the page says what else there is
            key = self._doorkeeper.keys.issue(origin)
            if key:
                address = visible(f"{origin}{base}{NAME}?id={error}")
                terminal.tell(f"To open the consoles in your browser: {address}#{key}")


def error_in_query(request: Request) -> str:
    """Return the id of the error that the unlock page is asked to lead to; "" if it names none."""
    query = request.query.decode("latin-1")[:_MOST_TEXT]
    asked = parse_qs(query).get("id", [""])[0]
    return asked if is_id(asked) else ""


def is_id(text: str) -> bool:
    """Return whether a text may be the id of an error, and so the end of a path."""
    return len(text) < _MOST_TEXT and text.isascii() and text.replace("-", "").isalnum()


def _text(fields: dict[str, Any], name: str) -> str:
    text = fields.get(name)
    if type(text) is not str or len(text) > _MOST_TEXT:
        raise Refusal(400, f"{name} is a short string")
    return text
