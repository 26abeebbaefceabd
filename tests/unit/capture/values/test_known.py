"""Objects of well-known libraries tell their size and kind, and none of their data at length."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.values.describer import describe_alone


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (pd.DataFrame(), "<data frame of 0 rows and 0 columns>"),
        (pd.DataFrame({"n": [1]}), "<data frame of 1 row and 1 column: n int64>"),
        (pd.Series([1, 2]), "<series of 2 values of dtype int64>"),
        (np.array([]), "<array of shape (0,) and dtype float64>"),
        (np.array([1, 2]), "<array of shape (2,) and dtype int64: 1, 2>"),
    ],
)
def test_arrays_and_tables(value: Any, shown: str) -> None:
    assert describe_alone(value, Redactor(), seconds=5).text == shown
