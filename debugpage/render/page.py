"""The page: Jinja templates filled with a report, as one self-contained file."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from debugpage.editors import editor_called
from debugpage.options import Options
from debugpage.render import bundle, words
from debugpage.render.bytecode import KeptBytecode
from debugpage.render.editor import editor_url, mapped
from debugpage.render.environment import PageEnvironment
from debugpage.render.frames import FrameWriter
from debugpage.render.listing import BLANK
from debugpage.render.loader import loader_of
from debugpage.render.markdown import to_markdown
from debugpage.render.policy import embedded_policy, fresh_nonce
from debugpage.render.story import Story, focus, tell
from debugpage.render.thrift import fitting
from debugpage.render.visible import visible
from debugpage.render.window import window
from debugpage.report import (
    UNFOLLOWED,
    ConsoleAccess,
    Frame,
    Healing,
    Report,
    heading,
)
from debugpage.report import Environment as Surroundings


class HtmlRenderer:
    """Turns reports into pages; its templates can be replaced whole or block by block.

    `template_dirs` are folders with templates of one's own. One called like a built-in template
    (`page.html`, `list.html`, `notice.html`, `parts/….html`) takes its place, and may begin with
    `{% extends "debugpage/page.html" %}` to change some blocks only; `templates/page.html` lists
    them. Values are escaped, and a name that does not exist is an error. `options` names the
    editor that links open; the environment says where none are given.
    """

    def __init__(
        self,
        template_dirs: Iterable[str | PathLike[str]] = (),
        options: Options | None = None,
    ) -> None:
        self._folders = tuple(Path(folder) for folder in template_dirs)
        self._options = options or Options.load()

    def render(
        self,
        report: Report,
        access: ConsoleAccess | None = None,
        *,
        nonce: str | None = None,
        locked: str = "",
        unlock: str = "",
        healing: Healing = UNFOLLOWED,
        served: str = "",
    ) -> str:
        """Return the page of a report.

        `access` opens the consoles of its frames; without it there are none, and `locked` is
        the sentence that says why. `unlock` is the reserved URL path, if a browser can be let in
        there. `healing` lets it follow the app when code is saved. `served` is the URL path below
        which the server has the script that consoles and following take. `nonce` has to be the
        one of the response's policy; a fresh one is drawn if it is not given.
        """

        def filled(shown: Report) -> str:
            story = tell(shown)
            return self._fill(
                "page.html",
                bundle.ERROR,
                nonce,
                report=shown,
                story=story,
                problem=heading(shown.problems),
                locked=locked,
                whole=access.whole if access and _lacks_values(shown) else "",
                unlock=unlock,
                healing=healing,
                **_loaded(served if access or healing.events or healing.again else ""),
                facts=_facts(shown, story, access) | {"healing": healing._asdict()},
            )

        return fitting(report, filled)

    def render_list(
        self,
        rows: Sequence[Mapping[str, Any]],
        *,
        base: str,
        project: str = "",
        facts: Mapping[str, str] = MappingProxyType({}),
        nonce: str | None = None,
    ) -> str:
        """Return the page of recent errors, in the order given.

        `rows` are what `debugpage.render.listing.row` makes, `base` is the reserved URL path, and
        `project` the folder whose errors they are. `facts` let its script follow what comes: the
        `version` of the list, and the path of its `events`.
        """
        names = {"rows": rows, "base": base, "project": project, "facts": dict(facts)}
        return self._fill("list.html", bundle.LIST, nonce, blank=BLANK, **names)

    def render_unlock(self, base: str, error: str, *, why: str, nonce: str | None = None) -> str:
        """Return the page that opens the consoles for a browser, and leads on to an error.

        `base` is the reserved URL path, `error` an id or "", `why` the reason for the lock, which
        is empty where there is none.
        """
        return self._fill("unlock.html", bundle.UNLOCK, nonce, base=base, error=error, why=why)

    def render_notice(self, title: str, text: str, *, nonce: str | None = None) -> str:
        """Return a small page that says one thing."""
        return self._fill("notice.html", bundle.NOTICE, nonce, title=title, text=text)

    def _fill(self, name: str, kit: bundle.Kit, nonce: str | None, **names: Any) -> str:
        nonce = nonce or fresh_nonce()
        early, late = bundle.scripts(bundle.EARLY_SCRIPTS), bundle.scripts(kit.scripts)
        styles = bundle.styles(kit.styles)
        return self._environment.get_template(name).render(
            nonce=nonce,
            policy=embedded_policy(nonce, filter(None, (early, late)), [styles]),
            styles=Markup(styles),  # noqa: S704 - our own static files
            early_script=Markup(early),  # noqa: S704 - the same
            script=Markup(late),  # noqa: S704 - the same
            **names,
        )

    @cached_property
    def _environment(self) -> Environment:
        environment = PageEnvironment(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_readable,
            loader=loader_of(self._folders),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=bool(self._folders),
            bytecode_cache=KeptBytecode(),
        )
        environment.policies["json.dumps_function"] = _json
        environment.globals.update(
            _vocabulary(self._options),
            frame=FrameWriter(environment).write,
            environment_panel=_environment_panel(environment),
        )
        return environment


@lru_cache(maxsize=4)
def standard_renderer(options: Options) -> HtmlRenderer:
    """Return the renderer of the built-in page, which is made once for the same options."""
    return HtmlRenderer(options=options)


def _environment_panel(environment: Environment) -> Callable[[Surroundings], Markup]:
    """Return a function that prints where errors ran, which hardly ever changes in a process."""

    @lru_cache(maxsize=16)
    def panel(where: Surroundings) -> Markup:
        template = environment.get_template("parts/environment.html")
        return Markup(template.render(environment=where))  # noqa: S704 - escaped by the template

    return panel


def _vocabulary(options: Options) -> dict[str, Any]:
    """Return the functions that templates may call."""

    def editor(frame: Frame) -> str:
        return editor_url(options.editor, mapped(frame.file, options.path_map), frame.line)

    return {
        "clock": _clock,
        "comment": _comment,
        "counted": words.counted,
        "editor": editor,
        "editor_name": editor_called(options.editor).title,
        "failing_text": _failing_text,
        "file_name": words.file_name,
        "folder": words.folder,
        "frame_of": lambda report: focus(report)[1],
        "headline": words.headline,
        "is_long": words.is_long,
        "is_quiet": words.is_quiet,
        "occasion": words.occasion,
        "outside": words.outside,
        "location": words.location,
        "one_line": words.one_line,
        "heading": heading,
        "short_headline": words.short_headline,
        "window": window,
    }


def _readable(value: object) -> object:
    """Return what a template prints, a text with marks for what could not be seen in it."""
    return visible(value) if type(value) is str else value


def _json(value: object, **options: Any) -> str:
    """Return JSON without any character that could not be seen: all but one are escaped anyhow."""
    return json.dumps(value, **options).replace("\x7f", r"\u007f")


def _loaded(path: str) -> dict[str, str]:
    """Return where below a path the script is that a page loads, and its digest; "" for none."""
    if not path:
        return {"served": "", "integrity": ""}
    script = bundle.served()
    return {"served": path + script.name, "integrity": script.integrity}


def _clock(seconds: float) -> datetime:
    """Return a moment (seconds since the epoch) in the server's own time zone."""
    return datetime.fromtimestamp(seconds).astimezone()


def _comment(text: str) -> Markup:
    """Return the text as an HTML comment that it cannot end (HTML, 13.1.6)."""
    safe = visible(text)
    # Twice, for a pair of hyphens may begin with the second one of another.
    for ending in ("--", "--", "->", "-!", "<!"):
        safe = safe.replace(ending, f"{ending[0]} {ending[1]}")
    return Markup("<!--\n" + safe.rstrip("-") + "\n-->")  # noqa: S704 - see above


def _failing_text(frame: Frame) -> str:
    """Return the line of code at which a frame stands."""
    source = frame.source
    index = frame.line - source.first if source else -1
    in_window = source is not None and 0 <= index < len(source.lines)
    return words.one_line(source.lines[index]) if source and in_window else ""


def _lacks_values(report: Report) -> bool:
    return any(f.unloaded is not None for problem in report.problems for f in problem.frames)


def _facts(report: Report, story: Story, access: ConsoleAccess | None) -> dict[str, Any]:
    """Return what the page's scripts need to know."""
    return {
        "id": report.id,
        "project": access.project if access else "",
        "endpoint": access.endpoint if access else "",
        "tokens": access.tokens if access else {},
        "open": story.frame.id if story.frame else "",
        "markdown": to_markdown(report, story),
    }
