"""What a report is called after, and where its trouble began."""

from debugpage.report import Problem, heading, root_cause


def test_a_group_of_one_is_called_after_its_member() -> None:
    inner = Problem("KeyError", "", "'x'")
    nested = (
        Problem("ExceptionGroup", "", "outer", members=(1,)),
        Problem("ExceptionGroup", "", "inner", members=(2,)),
        inner,
    )
    assert heading(nested) == inner
    several = (Problem("ExceptionGroup", "", "g", members=(1, 2)), inner, inner)
    assert heading(several) == several[0]
    cut = (Problem("ExceptionGroup", "", "g", members=(1,), members_omitted=3), inner)
    assert heading(cut) == cut[0]
    assert heading((inner,)) == inner
    endless = (Problem("ExceptionGroup", "", "g", members=(0,)),)
    assert heading(endless) == endless[0]


def test_the_root_cause_is_at_the_end_of_the_chain() -> None:
    chain = (Problem("A", "", "", cause=1), Problem("B", "", "", context=2), Problem("C", "", ""))
    assert root_cause(chain) == 2
    cut_off = (Problem("A", "", "", context=1, context_suppressed=True), Problem("B", "", ""))
    assert root_cause(cut_off) == 0
    circular = (Problem("A", "", "", cause=1), Problem("B", "", "", cause=0))
    assert root_cause(circular) == 1
