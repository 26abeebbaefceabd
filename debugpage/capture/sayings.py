"""What exceptions say of themselves: their messages and notes, which may take foreign code."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import WrapperDescriptorType
from typing import NamedTuple

from debugpage.capture import anatomy
from debugpage.capture.guard import Abandoned, Question
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.values.describer import Describer, QuietDescriber

MESSAGE_LENGTH = 20_000
"""Characters kept of a message; fewer of each when there are many exceptions."""
MOST_NOTES, SHORTEST_NOTE = 50, 200
"""Notes kept of an exception, and the characters of one that are kept in any case."""
_PLAIN = (str, int, float, bool, type(None))


class Said(NamedTuple):
    """What an exception says of itself."""

    message: str
    notes: tuple[str, ...]


_UNSAID = Said("", ())


class _Asking:
    """Asks an exception what it says; one that has not answered the first time is not asked."""

    def __init__(self, error: BaseException, redactor: Redactor, length: int) -> None:
        self._arguments = error, redactor, length
        self._was_begun = False

    def __call__(self) -> Said:
        if self._was_begun:
            return self.otherwise()
        self._was_begun = True
        return _asked(*self._arguments)

    def otherwise(self) -> Said:
        """Return what an exception has to say that does not answer."""
        return _not_asked(*self._arguments)


def sayings(
    errors: Sequence[BaseException], redactor: Redactor
) -> tuple[list[Said], list[Question]]:
    """Return what each exception says, and the questions by which the rest of them is filled in.

    Most exceptions are Python's own, or have no other words than those: they are asked at once.
    """
    length = max(500, MESSAGE_LENGTH // len(errors))
    said, questions = [_UNSAID] * len(errors), list[Question]()
    for number, error in enumerate(errors):
        if _is_plain(error):
            said[number] = _asked(error, redactor, length)
        else:
            asking = _Asking(error, redactor, length)
            tell = partial(said.__setitem__, number)
            questions.append(Question(asking, asking.otherwise, tell))
    return said, questions


def _is_plain(error: BaseException) -> bool:
    """Tell whether `str()` of an exception and of its notes runs nothing but the interpreter."""
    told = anatomy.class_attribute(type(error), "__str__")
    if type(told) is not WrapperDescriptorType:
        return False
    words = _WORDS.get(told.__objclass__)
    notes = (anatomy.instance_dict(error) or {}).get("__notes__", [])
    if words is None or type(notes) is not list:
        return False
    return all(anatomy.is_one_of(type(one), _PLAIN) for one in (*words(error), *notes))


def _arguments(error: BaseException) -> tuple[object, ...]:
    arguments: tuple[object, ...] = BaseException.__dict__["args"].__get__(error)
    return arguments


def _of_system(error: BaseException) -> tuple[object, ...]:
    names = ("errno", "strerror", "filename", "filename2")
    return (*_arguments(error), *(OSError.__dict__[name].__get__(error) for name in names))


_WORDS: dict[type, Callable[[BaseException], tuple[object, ...]]] = {
    BaseException: _arguments,
    KeyError: _arguments,
    ImportError: _arguments,
    OSError: _of_system,
    BaseExceptionGroup: lambda group: _arguments(group)[:1],
}
"""What the `__str__` of these classes speaks of, which many others inherit."""


def _asked(error: BaseException, redactor: Redactor, length: int) -> Said:
    notes = _notes(error, Describer(redactor), redactor, length)
    return Said(redactor.clipped(_message(error), length), notes)


def _not_asked(error: BaseException, redactor: Redactor, length: int) -> Said:
    arguments = _arguments(error)
    message = "<its str() did not answer in time>"
    if len(arguments) == 1 and type(arguments[0]) is str:
        message = arguments[0]
    notes = _notes(error, QuietDescriber(redactor), redactor, length)
    return Said(redactor.clipped(message, length), notes)


def _notes(
    error: BaseException, describer: Describer, redactor: Redactor, length: int
) -> tuple[str, ...]:
    notes = (anatomy.instance_dict(error) or {}).get("__notes__", [])
    if type(notes) not in (list, tuple):
        notes = [notes]
    texts = [_note(note, describer) for note in notes[:MOST_NOTES]]
    if len(notes) > MOST_NOTES:
        texts.append(f"… {len(notes) - MOST_NOTES:,} notes left out …")
    return tuple(_sharing(length, texts, redactor))


def _sharing(length: int, texts: list[str], redactor: Redactor) -> Iterator[str]:
    """Yield the notes, each cut to what those before it have left of a length for all."""
    for text in texts:
        note = redactor.clipped(text, max(SHORTEST_NOTE, length))
        length -= len(note)
        yield note


def _note(note: object, describer: Describer) -> str:
    return str.__str__(note) if issubclass(type(note), str) else describer.describe(note).text


def _message(error: BaseException) -> str:
    try:
        return str.__str__(str(error))
    except Abandoned:
        raise
    except BaseException as failure:  # noqa: BLE001 - even SystemExit from a `__str__` ends here
        return f"<its str() raised {anatomy.type_name(type(failure))}>"
