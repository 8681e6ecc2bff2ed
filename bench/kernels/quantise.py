"""Dynamic FP8 quantisation with one scale for each row, as a serving engine does before a GEMM: one Triton kernel."""

from __future__ import annotations

import torch
import triton
import triton.language as tl

FP8 = torch.float8_e4m3fn
# Largest finite value of float8_e4m3fn.
FP8_MAX = 448.0
# Scales of rows of zeros.
LEAST_SCALE = 1e-12


@triton.jit
def _quantise(a, a8, scale, k, largest, least, BLOCK: tl.constexpr):
    row = tl.program_id(0).to(tl.int64)
    most = 0.0
    for start in range(0, k, BLOCK):
        at = start + tl.arange(0, BLOCK)
        part = tl.load(a + row * k + at, mask=at < k, other=0.0).to(tl.float32)
        most = tl.maximum(most, tl.max(tl.abs(part), axis=0))
    step = tl.maximum(most / largest, least)
    tl.store(scale + row, step)
    for start in range(0, k, BLOCK):
        at = start + tl.arange(0, BLOCK)
        part = tl.load(a + row * k + at, mask=at < k, other=0.0).to(tl.float32)
        tl.store(a8 + row * k + at, (part / step).to(a8.dtype.element_ty), mask=at < k)


def launch(a: torch.Tensor, a8: torch.Tensor, scale: torch.Tensor) -> None:
    m, k = a.shape
    _quantise[(m,)](a, a8, scale, k, FP8_MAX, LEAST_SCALE, BLOCK=min(4096, triton.next_power_of_2(k)))


def quantise_rows(
    a: torch.Tensor, a8: torch.Tensor | None = None, scale: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """`a` as FP8 and one scale a row; into the given tensors where there are any."""
    m, k = a.shape
    if a8 is None:
        a8 = torch.empty(m, k, device=a.device, dtype=FP8)
    if scale is None:
        scale = torch.empty(m, 1, device=a.device, dtype=torch.float32)
    if a.is_cuda:
        launch(a, a8, scale)
    else:
        # Triton 3's interpreter loses a carry when it rounds to FP8 (125 becomes 64): the same arithmetic here.
        scale.copy_((a.float().abs().amax(dim=1, keepdim=True) / FP8_MAX).clamp(min=LEAST_SCALE))
        a8.copy_((a.float() / scale).to(FP8))
    return a8, scale
