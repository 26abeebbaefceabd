"""Loaders: asked for the sources that no file holds, as code of the application that they are."""

import linecache
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from types import FrameType
from typing import Any, NamedTuple

from debugpage.capture import anatomy
from debugpage.capture.guard import Abandoned, run_within
from debugpage.capture.source import files
from debugpage.capture.source.files import Files
from debugpage.capture.source.library import is_made_up
from debugpage.capture.templates import jinja

Texts = dict[Hashable, list[str]]
"""Lines by the file that code was compiled with, or by the `key` of a template's place."""


class _Question(NamedTuple):
    key: Hashable
    ask: Callable[[], object]


def texts_of(frames: Sequence[tuple[FrameType, int]], known: Files, seconds: float) -> Texts:
    """Return the lines of the modules and templates that frames stand in and that are no files.

    frames: all frames of an error, each with the number of its line. known: its files. seconds:
    the time for all loaders; of those that have not answered in it, there are no lines.
    """
    asked: dict[Hashable, Callable[[], object]] = {}
    for frame, line in frames:
        for key, ask in _questions(frame, line, frames, known):
            asked.setdefault(key, ask)
    answers = run_within(seconds, [partial(_answer, ask) for ask in asked.values()])
    return {key: files.split(text) for key, text in zip(asked, answers, strict=False)}


def _questions(
    frame: FrameType, line: int, frames: Sequence[tuple[FrameType, int]], known: Files
) -> Iterator[_Question]:
    place = jinja.place_of(frame, line)
    if place is None:
        ask = None if known.look(frame.f_code.co_filename).lines else _of_module(frame)
        if ask is not None:
            yield _Question(frame.f_code.co_filename, ask)
    elif place.template is not None and not place.lines({}):
        around = [other for other, _ in frames]
        yield _Question(place.key, partial(jinja.text_of, place, around))


def _of_module(frame: FrameType) -> Callable[[], object] | None:
    """Return how to ask for the source of a module, None where there is nobody to ask.

    Code that a module has made up has its globals, too: only the module's own is its loader's.
    """
    file, names = frame.f_code.co_filename, anatomy.globals_of(frame)
    entry: Any = linecache.cache.get(file)
    if is_made_up(file, names):
        return None
    if entry is not None and len(entry) == 1:  # who asked linecache first left a way to ask later
        ask: Callable[[], object] = entry[0]
        return ask
    name, spec, loader = (names.get(key) for key in ("__name__", "__spec__", "__loader__"))
    if type(name) is not str or names.get("__file__", file) != file or file.startswith("<"):
        return None
    return partial(_ask_for_module, name, spec, loader) if spec or loader else None


def _ask_for_module(name: str, spec: Any, loader: Any) -> object:
    return (getattr(spec, "loader", None) or loader).get_source(name)


def _answer(ask: Callable[[], object]) -> str:
    """Return what a loader answers; "" where that is no text."""
    try:
        text: Any = ask()
        return str.__str__(text) if issubclass(type(text), str) else ""
    except Abandoned:
        raise
    except BaseException:  # noqa: BLE001 - even SystemExit from a loader ends here
        return ""
