"""Scripts and styles lose what only their readers need, and nothing that is between quotes."""

import re

import pytest

from debugpage.render import bundle, minify

SCRIPTS = {
    'const a = "x  //  y"; // remark\nlet b = 1;': 'const a="x  //  y";let b=1;\n',
    "call({\n  /* why */\n  key: `a  ${ f({ b: 1 }) }  c`,\n});": (
        "call({key:`a  ${ f({ b: 1 }) }  c`,});\n"
    ),
    "if (a) {\n  b();\n}\nconst c = 1;": "if(a){b();}\nconst c=1;\n",
    "const of = one\n  .two()\n  .three;": "const of=one.two().three;\n",
    "const quoted = /[\"'`/]  x/g;\nreturn /  \\/  /.test(a);": (
        "const quoted=/[\"'`/]  x/g;return/  \\/  /.test(a);\n"
    ),
    "const width = (text) => /^[ \\t]*/.exec(text)[0].length;": (
        "const width=(text)=>/^[ \\t]*/.exec(text)[0].length;\n"
    ),
    "a = b + +c - -d / e;": "a=b + +c - -d / e;\n",
    'for (const x of "a b") y in z;': 'for(const x of"a b")y in z;\n',
    "return typeof a === `b` ? [1, 2] : -3;": "return typeof a===`b`?[1,2]:-3;\n",
}
STYLES = {
    '.a > b,\n.c { /* why */ content: "▸  {x}"; margin: 0 auto; }': (
        '.a>b,.c{content:"▸  {x}";margin:0 auto}'
    ),
    "@media (min-width: 62.01rem) and (x) {\n .a :hover { width: calc(0.5px + 10.0px); }\n}": (
        "@media (min-width:62.01rem) and (x){.a :hover{width:calc(.5px + 10.0px)}}"
    ),
}


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_script(text: str) -> None:
    assert minify.script(text) == SCRIPTS[text]


@pytest.mark.parametrize("text", STYLES)
def test_a_style_sheet(text: str) -> None:
    assert minify.style(text) == STYLES[text]


WHOLE = bundle.ERROR.also(bundle.LOCKED)
OURS = (bundle.EARLY_SCRIPTS, bundle.LIVE_SCRIPTS, bundle.UNLOCK.scripts, bundle.LIST.scripts)


@pytest.mark.parametrize("stems", [*OURS, WHOLE.scripts, bundle.SERVED.scripts])
def test_our_own_scripts_lose_nothing_but_space_and_remarks(stems: tuple[str, ...]) -> None:
    text = re.sub(r"(^|\s)//.*", "", bundle.joined(stems), flags=re.MULTILINE)
    assert re.sub(r"\s+", "", bundle.scripts(stems)) == re.sub(r"\s+", "", text)


_PATTERN = re.compile(r"(?<=[(=>,:|&!\[] )/[^/*\s].*?/|(?<=\()/[^/*].*?/")
"""Where a pattern may begin, found more roughly than it is when the spaces go."""


@pytest.mark.parametrize("stems", [*OURS, WHOLE.scripts, bundle.SERVED.scripts])
def test_patterns_in_our_own_scripts_keep_their_spaces(stems: tuple[str, ...]) -> None:
    text = re.sub(r"(^|\s)//.*", "", bundle.joined(stems), flags=re.MULTILINE)
    bare, found = bundle.scripts(stems), _PATTERN.findall(text)
    assert [one for one in found if bare.count(one) < found.count(one)] == []
