"""Bit operations of the processor, for the compiled kernels."""

from __future__ import annotations

from typing import Any

from numba import njit, types
from numba.extending import intrinsic


def _popcount(typing_context: Any, value: Any) -> tuple[Any, Any]:
    """Number of set bits of a 64-bit word, as int64."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


def _lowest_bit(typing_context: Any, value: Any) -> tuple[Any, Any]:
    """Position of the lowest set bit of a 64-bit word, as int64; 64 for zero."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], context.get_constant(types.boolean, False))

    return types.int64(types.uint64), generate


popcount: Any = intrinsic(_popcount)
lowest_bit: Any = intrinsic(_lowest_bit)


@njit(cache=True, nogil=True, inline="always")
def bit_at(position: int) -> Any:
    """A word with one bit set."""
    return types.uint64(1) << types.uint64(position)
