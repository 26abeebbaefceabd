"""What is known as a secret by its name is masked elsewhere, and nothing else is."""

import pytest

import debugpage
from debugpage.capture.redaction.learned import Learned
from debugpage.report import Frame, Report

MASK = "••••••••"


def masked(secret: object, text: str) -> str:
    learned = Learned()
    learned.learn(secret)
    mask = learned.masker(MASK)
    return mask(text) if mask else text


@pytest.mark.parametrize(
    ("secret", "text", "shown"),
    [
        ("swordfish", "it was swordfish!", f"it was {MASK}!"),
        ("short", "it was short", "it was short"),
        (b"swordfish", "b'swordfish'", f"b'{MASK}'"),
        (123456789, "pin 123456789", f"pin {MASK}"),
        (["swordfish", "other secret"], "other secret", MASK),
        ({"a": "swordfish"}, "swordfish", MASK),
        ("it's \"a\"\n", repr("it's \"a\""), f"'{MASK}'"),
        ("a b/c&d=e", "?x=a%20b%2Fc%26d%3De&y=a+b%2Fc%26d%3De", f"?x={MASK}&y={MASK}"),
        ("Basic YWRhOnN3b3JkZmlzaA==", "ada has swordfish", f"ada has {MASK}"),
        ("swordfish", "it was sword …", f"it was {MASK} …"),
        ("swordfish", "a sword … and more", f"a {MASK} … and more"),
        ("swordfish", "a swo… and swordfish", f"a swo… and {MASK}"),
        ("", "nothing", "nothing"),
    ],
)  # fmt: skip
def test_a_learned_secret(secret: object, text: str, shown: str) -> None:
    assert masked(secret, text) == shown


def report_of(local: str) -> Report:
    def fail(password: str) -> None:
        text = f"{local} is wrong"
        raise ValueError(text)

    try:
        fail(local)
    except ValueError as error:
        return debugpage.capture(error)
    raise AssertionError


def innermost(report: Report) -> Frame:
    return report.problems[0].frames[-1]


def test_source_stays_as_it_is() -> None:
    frame = innermost(report_of("ValueError"))
    assert frame.source is not None
    assert any("raise ValueError(text)" in line for line in frame.source.lines)


def test_an_expression_with_the_name_of_a_secret_in_it_teaches_nothing() -> None:
    def fail(token: list[str]) -> None:
        raise ValueError("cannot read %s of %d" % (token[0], len(token)))  # noqa: UP031 - see above

    with pytest.raises(ValueError, match="cannot") as caught:
        fail(["x"])
    assert debugpage.capture(caught.value).problems[0].message == "cannot read x of 1"


def test_one_report_teaches_the_next_one_nothing() -> None:
    assert report_of("swordfish").problems[0].message == f"{MASK} is wrong"
    assert debugpage.capture(ValueError("swordfish")).problems[0].message == "swordfish"
