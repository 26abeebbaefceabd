"""The blocks that the templates document are those that they have, and each can be replaced."""

import re
from pathlib import Path

import pytest

from debugpage.assets import asset_root
from debugpage.render import HtmlRenderer
from tests import reports

PAGE = (asset_root("templates") / "page.html").read_text("utf-8")
BASE = (asset_root("templates") / "base.html").read_text("utf-8")
DOCUMENTED = re.findall(r"^  (\w+)  +\S", PAGE.partition("-#}")[0], re.MULTILINE)


def blocks(template: str) -> set[str]:
    return set(re.findall(r"\{% block (\w+) %\}", template))


def test_every_block_is_documented() -> None:
    assert {*DOCUMENTED, "body"} == blocks(PAGE) | blocks(BASE)


@pytest.mark.parametrize("block", DOCUMENTED)
def test_a_block_is_replaced_and_the_others_stay(block: str, tmp_path: Path) -> None:
    text = f'{{% extends "debugpage/page.html" %}}{{% block {block} %}}tea shop{{% endblock %}}'
    (tmp_path / "page.html").write_text(text)
    own = HtmlRenderer(template_dirs=[tmp_path]).render(reports.chained(), nonce="n")
    whole = HtmlRenderer().render(reports.chained(), nonce="n")
    before, replaced, after = own.partition("tea shop")
    assert replaced
    assert whole.startswith(before)
    assert whole.endswith(after)
    assert len(before) + len(after) <= len(whole)
