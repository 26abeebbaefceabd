"""Sample reports for tests: plain, chained, grouped, recursive and hostile ones, made by hand."""

from typing import Any

from debugpage.report import (
    Entry,
    Environment,
    Field,
    Frame,
    Hint,
    Problem,
    Report,
    RequestInfo,
    Source,
    Span,
    Value,
)

HOSTILE_TEXTS = (
    "<script>document.title='owned'</script>",
    "</title></script></style></textarea><img src=x onerror=alert(1)>",
    '"onload="alert(1)\' autofocus onfocus=alert(1) x="',
    "<!-- --> --!> <!--<script ]]> ->",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "line\u2028para\u2029 nul\x00 esc\x1b[31m bidi\u202eevil\u202c zero\u200bwidth",
    "lone \ud800 surrogates \udfff",
    "```\n# heading ` ``` ~~~ ![](http://x/y) @someone",
)

SOURCE = '''def charge(basket, country):
    """Return what the customer pays."""
    total = sum(item.price for item in basket)
    rate = rate_for(country)
    return round(total * (1 + rate), 2)


def rate_for(country: str) -> float:
    # Rates as of this year, by ISO 3166 code.
    return RATES[country]["rate"]


RATES = {"GB": {"rate": 0.2}, "FR": {"rate": 0.2}, "US": {"rate": 0.0}}
'''


def text(content: str) -> Value:
    return Value("str", repr(content), "text", len(content))


def number(content: int) -> Value:
    return Value("int", str(content))


def mapping(items: dict[str, Value]) -> Value:
    shown = ", ".join(f"{name!r}: {value.text}" for name, value in items.items())
    children = tuple(Entry(repr(name), value) for name, value in items.items())
    return Value("dict", "{" + shown + "}", "mapping", len(items), children)


def sequence(items: list[Value]) -> Value:
    shown = ", ".join(value.text for value in items)
    children = tuple(Entry(str(index), value) for index, value in enumerate(items))
    return Value("list", f"[{shown}]", "sequence", len(items), children)


def source(line: int, span: Span | None = None, lines: str = SOURCE, around: int = 5) -> Source:
    every = tuple(lines.splitlines())
    first = max(1, line - around)
    return Source(first, every[first - 1 : line + around], span)


def frame(
    number: int,
    function: str = "rate_for",
    *,
    line: int = 10,
    file: str = "/srv/shop/shop/tax.py",
    path: str = "shop/tax.py",
    library: str = "",
    span: Span | None = None,
    lines: str = SOURCE,
    values: tuple[Entry, ...] = (),
    locals_: tuple[Entry, ...] = (),
) -> Frame:
    return Frame(
        id=f"f{number}",
        file=file,
        path=path,
        line=line,
        function=function,
        module="shop.tax",
        library=library,
        source=source(line, span, lines),
        values=values,
        locals=locals_,
    )


LIBRARY = """class Flask(App):
    def wsgi_app(self, environ, start_response):
        ctx = self.request_context(environ)
        error: BaseException | None = None
        try:
            try:
                ctx.push()
                response = self.full_dispatch_request()
            except Exception as e:
                error = e
                response = self.handle_exception(e)
            except:
                error = sys.exc_info()[1]
                raise
            return response(environ, start_response)
"""


def library_frame(number: int, package: str = "flask", line: int = 8) -> Frame:
    return frame(
        number,
        "Flask.wsgi_app",
        line=line,
        file=f"/usr/lib/python3/site-packages/{package}/app.py",
        path=f"{package}/app.py",
        library=package,
        lines=LIBRARY,
        locals_=(
            Entry("self", Value("flask.app.Flask", "<Flask 'shop'>", "object")),
            Entry("error", Value("NoneType", "None")),
        ),
    )


RATES = mapping({code: mapping({"rate": Value("float", "0.2")}) for code in ("GB", "FR", "US")})


def failing_frame(number_: int = 9) -> Frame:
    return frame(
        number_,
        span=Span(10, 11, 10, 25),
        values=(Entry("RATES", RATES), Entry("country", text("DE"))),
        locals_=(Entry("country", text("DE")),),
    )


def own_frames(first: int = 0) -> tuple[Frame, ...]:
    basket = sequence([Value("Item", f"Item(sku='A{n}', price=9.5)", "object") for n in range(3)])
    return (
        frame(
            first + 7,
            "checkout",
            line=5,
            file="/srv/shop/shop/views.py",
            path="shop/views.py",
            lines="@app.post('/checkout')\ndef checkout():\n    basket = load(session)\n"
            "    country = request.form['country']\n    return charge(basket, country)\n",
            span=Span(5, 11, 5, 34),
            values=(Entry("basket", basket), Entry("country", text("DE"))),
        ),
        frame(
            first + 8,
            "charge",
            line=4,
            span=Span(4, 11, 4, 28),
            values=(Entry("country", text("DE")),),
            locals_=(
                Entry("basket", basket),
                Entry("total", number(28)),
                Entry("api_key", Value("str", "••••••", "masked")),
                Entry("user", Value("User", "<__repr__ raised ValueError>", "failed")),
            ),
        ),
    )


def frames(first: int = 0) -> tuple[Frame, ...]:
    """Return ten frames, of a library first, with the failing one last."""
    outer = tuple(
        library_frame(first + n, "werkzeug" if n < 3 else "flask", line=5 + n) for n in range(7)
    )
    return (*outer, *own_frames(first), failing_frame(first + 9))


ENVIRONMENT = Environment(
    "CPython 3.13.0",
    "Linux 6.1 x86_64",
    (Field("flask", "3.1.0"), Field("werkzeug", "3.1.3")),
    ("HOME", "LANG", "PATH", "SHOP_DATABASE_URL"),
)

REQUEST = RequestInfo(
    method="POST",
    url="http://127.0.0.1:5000/checkout?ref=mail",
    path="/checkout",
    client="127.0.0.1:50312",
    endpoint="shop.views.checkout",
    headers=(
        Field("Host", "127.0.0.1:5000"),
        Field("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0"),
        Field("Authorization", "••••••", masked=True),
    ),
    cookies=(Field("session", "••••••", masked=True),),
    query=(Field("ref", "mail"),),
    form=(Field("country", "DE"),),
)

TRACEBACK = """Traceback (most recent call last):
  File "/srv/shop/shop/tax.py", line 10, in rate_for
    return RATES[country]["rate"]
           ~~~~~^^^^^^^^^
KeyError: 'DE'
"""


def problem(**changes: Any) -> Problem:
    """Return the KeyError, with some fields changed."""
    whole = Problem("KeyError", "builtins", "'DE'", frames=frames())
    return whole._replace(**changes)


def report_of(*problems: Problem, **changes: Any) -> Report:
    """Return a report of some problems, the one that was caught first."""
    whole = Report(
        id="q7Jx2mT0bV4nLw9sKd3fZg",
        time=1_763_800_000.0,
        problems=problems,
        environment=ENVIRONMENT,
        traceback=TRACEBACK,
        app="shop",
        request=REQUEST,
        address="http://127.0.0.1:5000/__debugpage__/q7Jx2mT0bV4nLw9sKd3fZg",
    )
    return whole._replace(**changes)


def plain() -> Report:
    return report_of(problem())


def chained() -> Report:
    """Return a CheckoutError with notes and a hint, caused by a KeyError."""
    return report_of(
        Problem(
            "CheckoutError",
            "shop.errors",
            "the basket of customer 4711 cannot be priced",
            notes=("basket 81 of customer 4711", "seen since the rates moved to the database"),
            hints=(Hint("Did you mean the key 'GB'?", "RATES['GB']"),),
            frames=own_frames(20),
            cause=1,
        ),
        problem(),
    )


def grouped() -> Report:
    """Return a group of two, the second of which holds a group of its own."""
    return report_of(
        Problem(
            "ExceptionGroup",
            "builtins",
            "unhandled errors in a TaskGroup (2 sub-exceptions)",
            frames=own_frames(40),
            members=(1, 2),
        ),
        problem(),
        Problem(
            "ExceptionGroup",
            "builtins",
            "inner (1 sub-exception)",
            frames=(failing_frame(60),),
            members=(3,),
        ),
        Problem("ValueError", "builtins", "third", frames=(failing_frame(61),)),
    )


def recursive(times: int = 30) -> Report:
    """Return a RecursionError whose middle was left out."""
    outer = (library_frame(0), *(frame(n, "walk", line=4) for n in range(1, times)))
    inner = tuple(frame(n, "walk", line=4) for n in range(times, 2 * times))
    return report_of(
        Problem(
            "RecursionError",
            "builtins",
            "maximum recursion depth exceeded",
            frames=(*outer, *inner),
            frames_omitted=950,
            omitted_after=len(outer) - 1,
        )
    )


def library_only() -> Report:
    return report_of(problem(frames=tuple(library_frame(n) for n in range(4))))


def minified() -> Report:
    """Return an error in one line of 2 MB."""
    line = "x=1;" * 500_000
    broken = frame(1, "<module>", line=1, lines=line, span=Span(1, 1_000_000, 1, 1_000_003))
    return report_of(problem(frames=(broken,)))


def hostile(evil: str) -> Report:
    """Return a report in which every text is `evil`."""
    entry = Entry(evil, Value(evil, evil, "mapping", 1, (Entry(evil, Value(evil, evil)),)))
    field = Field(evil, evil)
    bad = Frame(
        id="f1",
        file=evil,
        path=evil,
        line=1,
        function=evil,
        module=evil,
        source=Source(1, tuple(evil.split("\n")), Span(1, 2, 1, 9), language="python"),
        values=(entry,),
        locals=(entry._replace(name=evil + "2"),),
        info=evil,
    )
    return report_of(
        Problem(evil, evil, evil, (evil,), (Hint(evil, evil),), (bad,), cause=1, members=(2,)),
        Problem(evil, evil, evil, (evil,), (Hint(evil, evil),), (bad._replace(id="f2"),)),
        Problem(evil, evil, evil, (evil,), (), (bad._replace(id="f3", library=evil),)),
        traceback=evil,
        app=evil,
        request=RequestInfo(
            evil, evil, evil, evil, evil, (field,), (field,), (field,), (field,), (field,), evil
        ),
        environment=Environment(evil, evil, (field,), (evil,)),
    )
