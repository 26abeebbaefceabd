"""What templates may call: the words for an error's parts, and what is made once for many pages."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from debugpage.editors import editor_called
from debugpage.options import Options
from debugpage.render import words
from debugpage.render.editor import editor_url, mapped
from debugpage.render.escape import script_data
from debugpage.render.frames import FrameWriter
from debugpage.render.story import focus
from debugpage.render.visible import visible
from debugpage.render.window import window
from debugpage.report import Frame, heading


def vocabulary(environment: Environment, options: Options) -> dict[str, Any]:
    """Return the functions that templates may call, by name."""

    def editor(frame: Frame) -> str:
        return editor_url(options.editor, mapped(frame.file, options.path_map), frame.line)

    frames = FrameWriter(environment)
    return {
        "clock": _clock,
        "as_json": lambda value: Markup(script_data(value)),  # noqa: S704 - for script elements
        "comment": _comment,
        "counted": words.counted,
        "editor": editor,
        "editor_name": editor_called(options.editor).title,
        "environment_panel": _remembered(environment, "parts/environment.html", "environment"),
        "failing_text": _failing_text,
        "fields_table": _remembered(environment, "parts/fields.html", "title", "fields"),
        "file_name": words.file_name,
        "folder": words.folder,
        "frame": frames.write,
        "frame_of": lambda report: focus(report)[1],
        "headline": words.headline,
        "heading": heading,
        "is_long": words.is_long,
        "is_quiet": words.is_quiet,
        "location": words.location,
        "occasion": words.occasion,
        "one_line": words.one_line,
        "outside": words.outside,
        "short_headline": words.short_headline,
        "timeline": frames.timeline,
        "window": window,
    }


def _remembered(environment: Environment, name: str, *needs: str) -> Callable[..., Markup]:
    """Return a function that prints a part; what hardly changes in a process is printed once.

    needs: the names of the function's arguments in the part, which knows no others.
    """

    @lru_cache(maxsize=64)
    def part(*arguments: object) -> Markup:
        template = environment.get_template(name)
        return Markup(template.render(zip(needs, arguments, strict=True)))  # noqa: S704 - escaped by the template

    return part


def _clock(seconds: float) -> datetime:
    """Return a moment (seconds since the epoch) in the server's own time zone."""
    return datetime.fromtimestamp(seconds).astimezone()


def _comment(text: str) -> Markup:
    """Return the text as an HTML comment that it cannot end (HTML, 13.1.6)."""
    first, *parts = visible(text).split("-")
    apart = [f" {part}" if part[:1] in ("", ">", "!") else part for part in parts]
    safe = "-".join([first, *apart])
    safe = safe.replace("<!", "< !") if "<" in safe else safe
    return Markup(f"<!--\n{safe}\n-->")  # noqa: S704 - see above


def _failing_text(frame: Frame) -> str:
    """Return the line of code at which a frame stands."""
    text = frame.source.text_at(frame.line) if frame.source else None
    return words.one_line(text or "")
