"""What a report leaves out: the values of libraries' frames, made when somebody asks for them."""

from collections.abc import Sequence

from debugpage.capture.frames import INFO_MARKS, LiveFrame
from debugpage.capture.guard import ask_all
from debugpage.capture.redaction.learned import Masker, mask_frame
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.shown import Sight, Sketch
from debugpage.capture.values.glance import Glance
from debugpage.report import Frame, Report


def can_wait(sight: Sight) -> bool:
    """Tell whether the values of a frame can be made later: one that is only glanced at.

    What has no live frame cannot be asked then, and what a frame tells its reader is told.
    """
    is_alive = sight.frame.live is not None
    return is_alive and not sight.is_near and sight.frame.names.keys().isdisjoint(INFO_MARKS)


def left_out(frames: Sequence[LiveFrame], redactor: Redactor) -> dict[str, Frame]:
    """Return frames without their values, by id: the secrets among those are learned all the same.

    They may stand in a message, too, or among the values that are shown.
    """
    glance = Glance(redactor)
    for frame in frames:
        glance.learn(frame.names)
    return {one.shown.id: one.shown.without_values(len(one.names)) for one in frames}


class Remainder:
    """The live frames of one report, to make values of as the report's own were made.

    frames: those that there are. redactor: made the values of the report; `mask` masks what was
    learned by it. seconds: the time for what has to be asked. Its methods may be called from any
    thread.
    """

    def __init__(
        self, frames: Sequence[LiveFrame], redactor: Redactor, mask: Masker | None, seconds: float
    ) -> None:
        self._frames = {frame.shown.id: frame for frame in frames}
        self._redactor = redactor
        self._seconds = seconds
        self.mask: Masker = mask or str

    def frame(self, frame_id: str) -> Frame:
        """Return a frame with its values as they are now. Raises KeyError."""
        return self._filled([Sight(self._frames[frame_id], is_near=True)])[frame_id]

    def completed(self, report: Report) -> Report:
        """Return the report that this is left of with the values of all of its frames."""
        shown = [frame for problem in report.problems for frame in problem.frames]
        left = [self._frames[frame.id] for frame in shown if frame.unloaded is not None]
        made = self._filled([Sight(frame, is_near=False) for frame in left])
        problems = tuple(
            problem._replace(frames=tuple(made.get(frame.id, frame) for frame in problem.frames))
            for problem in report.problems
        )
        return report._replace(problems=problems)

    def _filled(self, sights: Sequence[Sight]) -> dict[str, Frame]:
        redactor = self._redactor.fresh()
        sketch = Sketch(sights, redactor)
        ask_all(self._seconds, sketch.questions)
        learned = redactor.masker() or str
        return {
            name: mask_frame(mask_frame(frame, learned), self.mask)
            for name, frame in sketch.frames().items()
        }
