"""The order in which a report is told, and which frames are folded."""

import html5lib

from debugpage.render import HtmlRenderer
from debugpage.render.story import tell
from debugpage.render.timeline import Fold, Gap, Row, timeline
from debugpage.report import Frame, Problem, Report
from tests import reports
from tests.pages import text_of


def told(report: Report) -> list[str]:
    return [section.problem.message for section in tell(report).sections]


def labels(problem: Problem) -> list[str]:
    names = []
    for row in timeline(problem):
        match row:
            case Row(frame=frame):
                names.append(frame.function)
            case Fold(label=label):
                names.append(label)
            case Gap(frames=frames):
                names.append(f"{frames} left out")
    return names


def test_members_that_read_the_same_are_told_apart() -> None:
    group = reports.problem(type="ExceptionGroup", members=(1, 2, 3))
    alike = [reports.problem(frames=(), message="no answer") for _ in range(3)]
    html = HtmlRenderer().render(reports.report_of(group, *alike))
    page = html5lib.parse(html, namespaceHTMLElements=False)
    titles = [text_of(title) for title in page.iter("h2") if "no answer" in text_of(title)]
    assert len(titles) == len(set(titles)) == 3
    assert titles[2].endswith("KeyError: no answer (3)")


def test_the_frame_to_look_at_is_the_innermost_of_the_root_causes_own() -> None:
    story = tell(reports.chained())
    assert story.focus.type == "KeyError"
    assert story.frame is not None
    assert story.frame.id == "f9"


def test_a_library_frame_below_it_stays_visible() -> None:
    frames = (*reports.frames(), reports.library_frame(30, "json"))
    story = tell(reports.report_of(reports.problem(frames=frames)))
    rows = story.sections[0].rows
    assert isinstance(rows[0], Row)
    assert rows[0].frame.library == "json"
    assert isinstance(rows[1], Row)
    assert rows[1].is_open


def test_where_a_library_failed_within_itself_the_call_of_it_is_looked_at() -> None:
    cause = reports.problem(frames=(reports.library_frame(1), reports.library_frame(2)))
    middle = reports.problem(frames=(reports.library_frame(3),), cause=2)
    raised = reports.problem(frames=(*reports.frames(10), reports.library_frame(4)), cause=1)
    story = tell(reports.report_of(raised, middle, cause))
    assert story.frame is not None
    assert story.frame.id == "f19"
    assert [section.number for section in story.sections if section.is_focus] == [0]


def test_without_own_frames_the_innermost_is_open() -> None:
    story = tell(reports.library_only())
    assert story.frame is not None
    assert story.frame.id == "f3"


def test_without_frames_none_is_open() -> None:
    story = tell(reports.report_of(reports.problem(frames=())))
    assert story.frame is None
    assert story.sections[0].rows == ()


def test_hidden_frames_are_not_looked_at() -> None:
    frames = (reports.frame(1), reports.frame(2)._replace(hidden=True))
    story = tell(reports.report_of(reports.problem(frames=frames)))
    assert story.frame is not None
    assert story.frame.id == "f1"


def test_causes_come_before_effects() -> None:
    story = tell(reports.chained())
    assert [section.number for section in story.sections] == [1, 0]
    assert [section.relation for section in story.sections] == ["", "which caused"]


def test_members_come_before_their_group() -> None:
    story = tell(reports.grouped())
    assert [section.number for section in story.sections] == [1, 3, 2, 0]
    assert story.focus.message == "'DE'"
    assert [(b.number, b.depth) for b in story.tree] == [(0, 0), (1, 1), (2, 1), (3, 2)]


def test_context_is_told_unless_suppressed() -> None:
    first, second = reports.problem(message="first"), reports.problem(message="second")
    assert told(reports.report_of(second._replace(context=1), first)) == ["first", "second"]
    quiet = second._replace(context=1, context_suppressed=True)
    assert told(reports.report_of(quiet, first)) == ["second"]


def test_circles_end() -> None:
    report = reports.report_of(
        reports.problem(message="a", context=1),
        reports.problem(message="b", cause=0),
    )
    assert told(report) == ["b", "a"]
    group = reports.report_of(
        reports.problem(message="a", members=(1, 0)), reports.problem(message="b", members=(0, 1))
    )
    assert sorted(told(group)) == ["a", "b"]
    assert tell(group).frame is not None


def test_a_chain_of_thousands_is_told() -> None:
    links = [Problem("E", "", str(n), cause=n + 1 if n < 4_999 else None) for n in range(5_000)]
    order = told(reports.report_of(*links))
    assert order[0] == "4999"
    assert order[-1] == "0"
    assert len(order) == 5_000


def test_runs_of_library_frames_fold() -> None:
    assert labels(reports.problem()) == [
        "rate_for",
        "charge",
        "checkout",
        "4 frames in flask, 3 in werkzeug",
    ]


def test_a_single_library_frame_does_not_fold() -> None:
    frames = (reports.frame(1), reports.library_frame(2), reports.frame(3))
    assert labels(reports.problem(frames=frames)) == ["rate_for", "Flask.wsgi_app", "rate_for"]


def test_recursion_folds_with_its_count() -> None:
    problem = reports.recursive(30).problems[0]
    assert labels(problem) == [
        "walk",
        "the same call, 29 times more",
        "950 left out",
        "walk",
        "the same call, 28 times more",
        "Flask.wsgi_app",
    ]


def test_mutual_recursion_folds_too() -> None:
    frames = [reports.frame(n, "odd" if n % 2 else "even", line=n % 2 + 1) for n in range(20)]
    problem = reports.problem(frames=tuple(frames))
    assert labels(problem) == ["odd", "even", "the same 2 calls, 9 times more"]


def test_no_frame_is_lost() -> None:
    for problem in (*reports.chained().problems, *reports.recursive(50).problems):
        shown: list[str] = []
        for row in timeline(problem):
            match row:
                case Row(frame=frame):
                    shown.append(frame.id)
                case Fold(rows=rows):
                    shown += [inner.frame.id for inner in rows]
        assert shown == [frame.id for frame in problem.frames[::-1]]


def test_a_group_that_is_not_told_makes_no_tree() -> None:
    caught = reports.problem(context=1, context_suppressed=True)
    group = reports.problem(type="ExceptionGroup", members=(0,))
    story = tell(reports.report_of(caught, group))
    assert len(story.sections) == 1
    assert not story.is_group


def single(*frames: Frame) -> Report:
    group = Problem("ExceptionGroup", "builtins", "tasks", frames=reports.own_frames(20))
    return reports.report_of(group._replace(members=(1,)), reports.problem(frames=frames))


def test_a_group_of_one_is_told_as_its_member_and_named_after_it() -> None:
    story = tell(single(reports.failing_frame()))
    member, group = story.sections
    assert not story.is_group
    assert (member.number, member.relation, member.is_focus) == (1, "", True)
    assert (group.number, group.relation) == (0, "the only one in")
    (fold,) = group.rows
    assert isinstance(fold, Fold)
    assert fold.label == "2 frames of the group"
    assert [row.frame.id for row in fold.rows] == ["f28", "f27"]


def test_where_the_one_member_was_never_raised_the_group_stands_open() -> None:
    story = tell(single())
    assert story.frame is not None
    assert story.frame.id == "f28"
    rows = story.sections[-1].rows
    assert [row.is_open for row in rows if isinstance(row, Row)] == [True, False]


def test_frames_that_recur_are_told_apart_by_a_number() -> None:
    labels = [*tell(reports.chained()).labels.values()]
    assert labels.count("checkout, shop/views.py:5") == 1
    assert labels.count("checkout, shop/views.py:5 (2)") == 1
    assert len(labels) == len({*labels})
