"""`python -m debugpage` is the same as `debugpage`."""

from debugpage.cli import main

main()
