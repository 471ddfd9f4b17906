"""Kernels that only kernels call become part of them; Python cannot call them."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.sim.compiled.compiler import compiled, inner


@inner
def twice(number: float) -> float:
    """Return the double."""
    return 2 * number


@compiled
def one_more(number: float) -> Any:
    """Return one more than the double."""
    return twice(number) + 1


def test_a_kernel_is_called_by_kernels_and_not_from_python() -> None:
    assert one_more(3) == 7
    assert one_more(0.25) == 1.5
    with pytest.raises(TypeError, match="only kernels can call this kernel"):
        twice(3)
