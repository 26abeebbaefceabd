"""The names of one frame: input is compiled as a closure over them, so that every scope sees them.

`exec(code, globals, locals)` hides the locals from lambdas, generator expressions and functions;
one merged dict hides the module from `global`. A closure does neither: the input becomes the body
of a function, nested as the frame's own function was, and its free variables are our cells. Only
what has no scope of its own is evaluated as it is.
"""

import __future__

import ast
import builtins
import inspect
import keyword
import types
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, count, pairwise
from typing import Any, NamedTuple

from debugpage.console import rewrite
from debugpage.console.expression import LiveNames, plain_expression
from debugpage.console.scope import Scope, analyse, mangled
from debugpage.console.seen import Seen
from debugpage.console.source import syntax_tree

RESULT = "__debugpage_result__"
"""Where the input leaves its value."""

NAME = "<console>"
"""What the input is called in tracebacks, where a function has its name."""

LAST = "_"
"""Under which name the last value can be used, as in Python's own console."""

EXCEPTION = "__exception__"
"""Under which name the error that was caught can be looked at."""

_INNER, _OUTER = "__debugpage_input__", "__debugpage_frame__"
# Read so that no metaclass is asked.
_QUALNAME, _MODULE = type.__dict__["__qualname__"], type.__dict__["__module__"]
_INHERITED = __future__.annotations.compiler_flag


class Program(NamedTuple):
    """Input ready to run: calling `function` runs it (`awaits`: makes a coroutine that does).

    `code` is that of its own frame. `result` holds the value of the last expression afterwards, if
    there was one.
    """

    function: Callable[[], Any]
    code: types.CodeType
    result: types.CellType
    awaits: bool


class Namespace:
    """The names of one frame, and those typed since."""

    def __init__(self, held: Seen, error: BaseException | None = None) -> None:
        frame, local, self._is_module = held
        code = frame.f_code
        self.globals = frame.f_globals
        self._flags = code.co_flags & _INHERITED
        # gettext installs a function of that name; a value was left by somebody's own console.
        is_gettext = callable(getattr(builtins, LAST, None))
        self._has_last = LAST in local or LAST in frame.f_globals or is_gettext
        self.class_name = _enclosing_class(code)
        self._first = code.co_varnames[0] if code.co_argcount else ""
        self._class = _class_cell(frame, local, self._first)
        names = [name for name in local if _is_usable(name, self.class_name)]
        self._cells = {name: types.CellType(local[name]) for name in names}
        if error is not None and not (EXCEPTION in local or EXCEPTION in frame.f_globals):
            self._cells[EXCEPTION] = types.CellType(error)

    @property
    def names(self) -> dict[str, object]:
        """What the frame sees now: built-in names, the module's, and the locals over them."""
        seen = {**vars(builtins), **self.globals}
        for name in list(self._cells):
            seen.pop(name, None)  # a local that was deleted hides the others of its name
        return {**seen, **self.local}

    @property
    def local(self) -> dict[str, object]:
        """The locals of the frame with what was typed, without those that were deleted."""
        seen: dict[str, object] = {}
        for name, cell in list(self._cells.items()):  # code that runs may add some meanwhile
            try:
                seen[name] = cell.cell_contents
            except ValueError:  # deleted
                continue
        return seen

    def import_stars(self, tree: ast.Module) -> None:
        """Import what `tree`, the input as parsed, has `from … import *` of, and name it there."""
        rewrite.spell_out_star_imports(tree, self.globals)

    def compile(self, tree: ast.Module, file: str) -> Program:
        """Return the program that `tree`, the input as parsed, is when it stands in `file`.

        `tree` is changed on the way; it has no `import *` any more. Raises SyntaxError.
        """
        expression = plain_expression(tree)
        if expression is not None:
            return self._evaluating(expression, file)
        self._fit(tree)
        scope = analyse(tree, self.class_name)
        module = self._wrap(tree, scope)
        flags = self._flags
        code = _find(compile(module, file, "exec", flags=flags, dont_inherit=True), _INNER)
        cells = {name: self._cell(name) for name in code.co_freevars}
        closure = tuple(cells.values())
        function = types.FunctionType(_bare(code), self.globals, NAME, closure=closure)
        return Program(function, function.__code__, cells[RESULT], scope.awaits)

    def _evaluating(self, expression: ast.Expression, file: str) -> Program:
        compiled = compile(expression, file, "eval", flags=self._flags, dont_inherit=True)
        code, result = compiled.replace(co_name=NAME, co_qualname=NAME), types.CellType()

        def evaluate() -> None:
            names = LiveNames(self._cells, self.local)
            result.cell_contents = eval(code, self.globals, names)  # noqa: S307 - what a console is for

        return Program(evaluate, code, result, awaits=False)

    def remember(self, value: object) -> None:
        """Let `_` be `value`, unless the application has a `_` of its own (gettext gives one)."""
        if not self._has_last:
            self._cell(LAST).cell_contents = value

    def store(self, value: object, name: str = "") -> str:
        """Let `name` be `value` as if it had been assigned, and return the name.

        Without a name it is the first of temp1, temp2 and so on that means nothing yet. Raises
        ValueError for what is no name.
        """
        if not name:
            known = self.names
            name = next(free for number in count(1) if (free := f"temp{number}") not in known)
        elif not _is_usable(name):
            raise ValueError(f"{name[:100]!r} cannot be the name of a variable")
        if self._is_module:
            self.globals[name] = value
        else:
            self._cell(mangled(name, self.class_name)).cell_contents = value
        return name

    def _fit(self, tree: ast.Module) -> None:
        self._flags |= rewrite.take_futures(tree)
        rewrite.drop_annotations(tree)
        rewrite.keep_result(tree, RESULT)
        if self._is_module:
            rewrite.ask_module(tree)
        if _filled(self._class):
            rewrite.complete_super(tree, self._first)

    def _wrap(self, tree: ast.Module, scope: Scope) -> ast.Module:
        """Return a module in which the input is the body of a function inside our functions."""
        own, to_module = self._divide(scope.bound)
        names = own | {name for name, cell in self._cells.items() if _filled(cell)}
        reachable = names | {name for name in scope.inner if self._is_nowhere(name)}
        # Names that are not used are declared as well, so that locals() and eval() see them.
        declarations = [f"nonlocal {_listed(names - to_module - scope.to_module)}"]
        if to_module:
            declarations.append(f"global {_listed(to_module)}")
        inner = [f"{'async def' if scope.awaits else 'def'} {_INNER}():", *_indented(declarations)]
        if self.class_name:
            inner = _in_class(self.class_name, inner, reachable)
        lines = [f"def {_OUTER}({_listed(reachable)}):", *_indented(inner)]
        return _filled_in("\n".join(lines), tree.body)

    def _divide(self, bound: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return which of the names that the input binds are cells, and which the module's."""
        if not self._is_module:
            return {RESULT, *bound}, set()
        own = {RESULT} if self._has_last else {RESULT, LAST}
        return own, set(bound) - own

    def _cell(self, name: str) -> types.CellType:
        if name == RESULT:
            return types.CellType()
        if name == "__class__":
            return self._class
        return self._cells.setdefault(name, types.CellType())

    def _is_nowhere(self, name: str) -> bool:
        """Whether a function may mention `name` before it is typed: then it will find our cell."""
        elsewhere = name in self.globals or hasattr(builtins, name)
        return not (elsewhere or self._is_module) and _is_usable(name)


def _is_usable(name: object, class_name: str = "") -> bool:
    """Whether a function in that class could have a local of that name."""
    if type(name) is not str or not name.isidentifier() or keyword.iskeyword(name):
        return False
    return name != "__class__" and mangled(name, class_name) == name


def _enclosing_class(code: types.CodeType) -> str:
    """Return the name of the class in whose body the code was written, or an empty text."""
    parts = code.co_qualname.split(".")
    own = parts[-1]
    if not code.co_flags & inspect.CO_OPTIMIZED and _is_usable(own):
        return own
    classes = [name for name, inside in pairwise(parts) if "<locals>" not in (name, inside)]
    return classes[-1] if classes and _is_usable(classes[-1]) else ""


def _class_cell(frame: types.FrameType, local: Mapping[str, Any], first: str) -> types.CellType:
    """Return what `__class__` is in a method, also where the method does not mention it."""
    if "__class__" in local:
        return types.CellType(local["__class__"])
    own: Any = local.get(first)
    # The first argument is a class in a class method, and in a method of a metaclass.
    kinds: list[type[Any]] = [own, type(own)] if issubclass(type(own), type) else [type(own)]
    wanted = (frame.f_globals.get("__name__"), frame.f_code.co_qualname.rpartition(".")[0])
    for candidate in chain.from_iterable(map(type.mro, kinds)):
        if (_MODULE.__get__(candidate), _QUALNAME.__get__(candidate)) == wanted:
            return types.CellType(candidate)
    return types.CellType()


def _filled(cell: types.CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018  # an empty cell can only be told by the error
    except ValueError:
        return False
    return True


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _indented(lines: Iterable[str]) -> list[str]:
    return [f" {line}" for line in lines]


def _in_class(name: str, inner: list[str], reachable: set[str]) -> list[str]:
    """Return the lines in a class of that name, so that the compiler mangles names as there."""
    wrapper = [f"class {name}:", *_indented(inner)]
    # The wrapper must not hide the real class, which the module may hold under this name.
    return wrapper if name in reachable else [f"global {name}", *wrapper]


def _filled_in(wrapper: str, body: list[ast.stmt]) -> ast.Module:
    """Return the wrapper as a tree, with `body` at the end of its innermost function."""
    tree = syntax_tree(wrapper, NAME)
    inner: Any = tree
    while isinstance(inner.body[-1], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        inner = inner.body[-1]
    inner.body += body
    inner.lineno = 1
    return tree


def _find(code: types.CodeType, name: str) -> types.CodeType:
    """Return the code called `name` inside of `code`, which has one function at each level."""
    while code.co_name != name:
        code = next(const for const in code.co_consts if isinstance(const, types.CodeType))
    return code


def _bare(code: types.CodeType) -> types.CodeType:
    """Return the code with what is defined in it called as at the top level of a module."""
    return _renamed(code, f"{code.co_qualname}.<locals>.").replace(co_name=NAME, co_qualname=NAME)


def _renamed(code: types.CodeType, prefix: str) -> types.CodeType:
    def bare(constant: Any) -> Any:
        if isinstance(constant, types.CodeType):
            return _renamed(constant, prefix)
        return constant.removeprefix(prefix) if isinstance(constant, str) else constant

    name = code.co_qualname.removeprefix(prefix)
    return code.replace(co_qualname=name, co_consts=tuple(map(bare, code.co_consts)))
