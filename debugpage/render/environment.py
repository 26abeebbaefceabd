"""Jinja as pages are written with it: every value escaped, and readable, in one step."""

from collections.abc import MutableMapping
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame

from debugpage.render.escape import attribute


def written(value: object) -> str:
    """Return a value as HTML, which fits an attribute in quotes as well; markup as it is."""
    if type(value) is str:  # as most are
        return attribute(value)
    markup = getattr(value, "__html__", None)
    return markup() if markup else attribute(str(value))


class _Compiler(CodeGenerator):
    """Has templates print their values by `written`, where Jinja's own would call three functions.

    `jinja2.nativetypes` replaces the same two methods, for its own way of printing.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _is_escaped(frame):
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _is_escaped(frame):
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_escaped(frame: Frame) -> bool:
    return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile


class PageEnvironment(Environment):
    """Compiles templates so that printing a page costs little more than its texts."""

    code_generator_class = _Compiler
    written = staticmethod(written)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return a template's globals as one dictionary: each page copies them, names and all."""
        return {**self.globals, **(d or {})}
