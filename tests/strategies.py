"""Arbitrary reports for Hypothesis: every field of every record, with any text there is."""

from typing import TypeVar, get_args

from hypothesis import strategies as st

from debugpage.report import (
    Entry,
    Environment,
    Field,
    Frame,
    Hint,
    Origin,
    Problem,
    Report,
    RequestInfo,
    Source,
    Span,
    Value,
)

T = TypeVar("T")

characters = st.one_of(
    st.characters(),
    st.characters(categories=("Cs", "Cc", "Cf")),
    st.sampled_from("<>&\"'`\n\t {}-!"),
)
texts = st.one_of(st.text(characters, max_size=12), st.sampled_from(["</script>", "]]>", "-->"]))
lines = st.text(characters, max_size=12).map(lambda text: "".join(text.splitlines()))
numbers = st.integers(0, 10**6)
kinds = st.sampled_from(["plain", "text", "sequence", "mapping", "object", "failed", "masked"])


def some(strategy: st.SearchStrategy[T], most: int = 2) -> st.SearchStrategy[tuple[T, ...]]:
    """Return tuples of a few."""
    return st.lists(strategy, max_size=most).map(tuple)


def value_of(children: st.SearchStrategy[tuple[Entry, ...]]) -> st.SearchStrategy[Value]:
    return st.builds(Value, texts, texts, kinds, st.none() | numbers, children)


# Not `st.recursive`: pages show values to a certain depth, below which nothing parses back.
flat = value_of(st.just(()))
values = flat | value_of(
    some(st.builds(Entry, texts, flat | value_of(some(st.builds(Entry, texts, flat)))))
)
entries = some(st.builds(Entry, texts, values))
fields = some(st.builds(Field, texts, texts, st.booleans()))
spans = st.builds(Span, numbers, numbers, numbers, numbers)
sources = st.builds(
    Source,
    st.integers(1, 100),
    st.lists(lines, min_size=1, max_size=3).map(tuple),
    st.none() | spans,
    st.sampled_from(["", '"""', "'''"]),
    st.sampled_from(["python", "html+jinja", "sql", "klingon"]),
    st.floats(0, 1e10),
    st.booleans(),
)


def frame(number: int) -> st.SearchStrategy[Frame]:
    return st.builds(
        Frame,
        st.just(f"0.{number}"),
        *(texts, texts, st.integers(1, 110), texts, texts, st.sampled_from(["", "flask"])),
        st.none() | sources,
        *(entries, entries, numbers, st.none() | numbers, st.booleans(), texts),
    )


problems = st.builds(
    Problem,
    *(texts, texts, texts, some(texts), some(st.builds(Hint, texts, texts))),
    st.tuples(frame(0), frame(1)),
    *(numbers, st.just(0), st.none(), st.none(), st.booleans()),
    st.just(()),
    numbers,
)
requests = st.builds(
    RequestInfo,
    *(texts, texts, texts, texts, texts, fields, fields, fields, fields, fields),
    st.none() | texts,
)
environments = st.builds(Environment, texts, texts, fields, some(texts))
reports = st.builds(
    Report,
    texts,
    st.floats(0, 4e9),
    problems.map(lambda problem: (problem,)),
    environments,
    *(texts, texts),
    st.none() | requests,
    texts,
    numbers,
    texts,
    st.sampled_from(get_args(Origin)),
)
"""Reports of one problem with two frames, which are enough to hold every record of the model."""
