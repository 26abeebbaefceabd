"""Long texts cut in their middles, saying how much is left out."""

from debugpage.report import Frame, Problem, Report, RequestInfo

LONGEST_TEXT, LONGEST_TRACEBACK = 20_000, 40_000
MOST_NOTES = 50


def without_middle(text: str, most: int) -> str:
    """Return a text of more than `most` characters as its first and last ones."""
    if len(text) <= most:
        return text
    half = max(most // 2, 1)
    return f"{text[:half]}\n… {len(text) - 2 * half:,} characters left out …\n{text[-half:]}"


def with_shorter_texts(report: Report, part: int) -> Report:
    """Return the report with its messages, notes, traceback and body cut.

    What is kept of the traceback shrinks with `part`, of the others with its square, for there
    are many of them.
    """
    most = LONGEST_TEXT // part**2
    return report._replace(
        problems=tuple(_problem(problem, most, MOST_NOTES // part) for problem in report.problems),
        traceback=without_middle(report.traceback, LONGEST_TRACEBACK // part),
        request=report.request and _request(report.request, most),
    )


def _problem(problem: Problem, most: int, most_notes: int) -> Problem:
    notes = tuple(without_middle(note, most) for note in problem.notes[:most_notes])
    if len(problem.notes) > most_notes:
        notes += (f"… {len(problem.notes) - most_notes:,} notes left out …",)
    return problem._replace(
        message=without_middle(problem.message, most),
        notes=notes,
        frames=tuple(_frame(frame, most) for frame in problem.frames),
    )


def _frame(frame: Frame, most: int) -> Frame:
    return frame._replace(info=without_middle(frame.info, most))


def _request(request: RequestInfo, most: int) -> RequestInfo:
    body = None if request.body is None else without_middle(request.body, most)
    return request._replace(body=body)
