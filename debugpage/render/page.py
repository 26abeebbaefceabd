"""The page: Jinja templates filled with a report, as one self-contained file."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypedDict, Unpack

from jinja2 import Environment, StrictUndefined

from debugpage.options import Options
from debugpage.render import bundle
from debugpage.render.asset import Asset, asset, in_utf8
from debugpage.render.bytecode import KeptBytecode
from debugpage.render.environment import PageEnvironment
from debugpage.render.loader import loader_of
from debugpage.render.markdown import to_markdown
from debugpage.render.policy import embedded_policy, fresh_nonce
from debugpage.render.story import Story, tell
from debugpage.render.thrift import fitting
from debugpage.render.visible import visible
from debugpage.render.vocabulary import vocabulary
from debugpage.report import UNFOLLOWED, ConsoleAccess, Healing, Report, heading


class Serving(TypedDict, total=False):
    """How a page is served.

    `nonce` has to be the one of the response's policy; a fresh one is drawn if it is not given.
    `locked` is the sentence that says why there are no consoles. `unlock` is the reserved URL path,
    if a browser can be let in there. `healing` lets the page follow the app when code is saved.
    `served` is the URL path below which the server has the script that consoles and following take.
    """

    nonce: str | None
    locked: str
    unlock: str
    healing: Healing
    served: str


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
        self, report: Report, access: ConsoleAccess | None = None, **serving: Unpack[Serving]
    ) -> str:
        """Return the page of a report.

        `access` opens the consoles of its frames; without it there are none.
        """
        return self.encoded(report, access, **serving).decode()

    def encoded(
        self, report: Report, access: ConsoleAccess | None = None, **serving: Unpack[Serving]
    ) -> bytes:
        """Return the page of a report as it is sent, in UTF-8, which costs less than its text."""

        def page(shown: Report) -> bytes:
            return in_utf8(self._pieces(shown, access, serving))

        return fitting(report, page)

    def _pieces(
        self, report: Report, access: ConsoleAccess | None, serving: Serving
    ) -> Iterable[str]:
        story = tell(report)
        healing = serving.get("healing", UNFOLLOWED)
        is_served = access or healing.events or healing.again
        return self._filled(
            "page.html",
            _kit(story, serving.get("unlock", "")),
            serving.get("nonce"),
            report=report,
            story=story,
            problem=heading(report.problems),
            locked=serving.get("locked", ""),
            whole=access.whole if access and _lacks_values(report) else "",
            unlock=serving.get("unlock", ""),
            healing=healing,
            **_loaded(serving.get("served", "") if is_served else ""),
            facts=_facts(report, story, access) | {"healing": healing._asdict()},
        )

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
        from debugpage.render.listing import BLANK

        names = {"rows": rows, "base": base, "project": project, "facts": dict(facts)}
        return self._text("list.html", bundle.LIST, nonce, blank=BLANK, **names)

    def render_unlock(self, base: str, error: str, *, why: str, nonce: str | None = None) -> str:
        """Return the page that opens the consoles for a browser, and leads on to an error.

        `base` is the reserved URL path, `error` an id or "", `why` the reason for the lock, which
        is empty where there is none.
        """
        return self._text("unlock.html", bundle.UNLOCK, nonce, base=base, error=error, why=why)

    def render_notice(self, title: str, text: str, *, nonce: str | None = None) -> str:
        """Return a small page that says one thing."""
        return self._text("notice.html", bundle.NOTICE, nonce, title=title, text=text)

    def _text(self, name: str, kit: bundle.Kit, nonce: str | None, **names: Any) -> str:
        return "".join(self._filled(name, kit, nonce, **names))

    def _filled(self, name: str, kit: bundle.Kit, nonce: str | None, **names: Any) -> Iterable[str]:
        nonce = nonce or fresh_nonce()
        carried = _carried(kit)
        scripts = filter(None, (carried["early_script"], carried["script"]))
        policy = embedded_policy(nonce, scripts, (carried["styles"],))
        template = self._environment.get_template(name)
        return template.generate(nonce=nonce, policy=policy, **carried, **names)

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
        environment.globals.update(vocabulary(environment, self._options))
        return environment


@lru_cache(maxsize=4)
def standard_renderer(options: Options) -> HtmlRenderer:
    """Return the renderer of the built-in page, which is made once for the same options."""
    return HtmlRenderer(options=options)


class _Carried(TypedDict):
    """What a page carries of our static files."""

    early_script: Asset
    script: Asset
    styles: Asset


@lru_cache(maxsize=8)
def _carried(kit: bundle.Kit) -> _Carried:
    return {
        "early_script": asset(bundle.scripts(bundle.EARLY_SCRIPTS)),
        "script": asset(bundle.scripts(kit.scripts)),
        "styles": asset(bundle.styles(kit.styles)),
    }


def _kit(story: Story, unlock: str) -> bundle.Kit:
    """Return what the page of a report carries; `unlock` is where its consoles are opened."""
    kit = bundle.ERROR.also(bundle.CHAINED) if len(story.sections) > 1 else bundle.ERROR
    return kit.also(bundle.LOCKED) if unlock else kit


def _readable(value: object) -> object:
    """Return what a template prints, a text with marks for what could not be seen in it."""
    return visible(value) if type(value) is str else value


def _loaded(path: str) -> dict[str, str]:
    """Return where below a path the script is that a page loads, and its digest; "" for none."""
    if not path:
        return {"served": "", "integrity": ""}
    name, integrity = bundle.served_as()
    return {"served": path + name, "integrity": integrity}


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
