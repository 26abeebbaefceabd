"""Shorthands of the tests of completion: what is offered for a text, among some names."""

import contextvars
from typing import Any

from debugpage.console.complete import Completion, Visible, complete
from debugpage.console.completion.deeper import Answer


def completion(before: str, /, after: str = "", **names: Any) -> Completion:
    """Complete `before` in a frame with those locals, of a module without names, without jedi."""
    return complete_in(Visible(names, {}, contextvars.copy_context()), before, after)


def complete_in(visible: Visible, before: str, after: str = "") -> Completion:
    """Complete `before` where that is visible, without jedi."""
    return complete(visible, before, after, ask=lambda _source: Answer())


def texts(before: str, /, after: str = "", **names: Any) -> list[str]:
    """Return what is offered, in its order."""
    return [match.text for match in completion(before, after, **names).matches]


def kinds(before: str, /, **names: Any) -> dict[str, str]:
    """Return the kinds of what is offered."""
    return {match.text: match.kind for match in completion(before, **names).matches}
