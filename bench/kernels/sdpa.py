"""Times plain attention, not causal, fp16: PyTorch's SDPA, or a kernel that is to beat it.

With --kernel MODULE:FUNCTION that function is timed in its place, called as function(q, k, v) on tensors of batch x
heads x sequence x head dimension, and checked against SDPA's own arithmetic in float32.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention

from common import Table, check, mfu, numbers, parser, self_test_backend, too_large
from device import Cpu, Gpu

DTYPE = torch.float16
# A candidate is right when every figure is within ATOL + RTOL * |reference|.
RTOL, ATOL = 1e-3, 2e-3

Kernel = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
Inputs = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def load(text: str) -> Kernel:
    module, _, function = text.partition(":")
    sys.path.insert(0, "")
    return getattr(importlib.import_module(module), function)


def random_inputs(batch: int, heads: int, seq_len: int, head_dim: int, device: str, dtype: torch.dtype) -> Inputs:
    q, k, v = (torch.randn(batch, heads, seq_len, head_dim, device=device, dtype=dtype) for _ in range(3))
    return q, k, v


def worst_error(kernel: Kernel, inputs: Inputs, dtype: torch.dtype) -> float:
    """Largest error over what is allowed: at most 1 is right. One sequence at a time, to save memory."""
    got = kernel(*inputs)
    worst = 0.0
    for row in range(got.shape[0]):
        q, k, v = (part[row : row + 1].to(dtype) for part in inputs)
        with sdpa_kernel(SDPBackend.MATH):
            exact = scaled_dot_product_attention(q, k, v)
        error = (got[row : row + 1].to(dtype) - exact).abs() / (ATOL + RTOL * exact.abs())
        worst = max(worst, error.max().item())
    return worst


def self_test(kernel: Kernel) -> None:
    torch.manual_seed(0)
    q, k, v = random_inputs(2, 3, 20, 16, "cpu", torch.float32)
    weights = torch.softmax(q.double() @ k.double().transpose(-1, -2) / 4, dim=-1)
    check("sdpa", kernel(q, k, v), weights @ v.double(), 1e-5)


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--heads", type=numbers, required=True, help="8,16,32")
    arguments.add_argument("--batch", type=int, required=True)
    arguments.add_argument("--seq-len", type=int, required=True)
    arguments.add_argument("--head-dim", type=int, required=True)
    arguments.add_argument("--kernel", type=load, default=None, help="MODULE:FUNCTION to time in SDPA's place")
    args = arguments.parse_args()
    kernel: Kernel = args.kernel or scaled_dot_product_attention
    if args.self_test:
        self_test(kernel)
        args.heads, args.batch, args.seq_len, args.head_dim = [2, 4], 2, 32, 16
    device = Cpu() if args.self_test else Gpu(args.gpu)
    where, dtype = ("cpu", torch.float32) if args.self_test else ("cuda", DTYPE)
    backend = "SDPA" if args.kernel is None else f"candidate {kernel.__module__}:{kernel.__qualname__}"
    keys = ["heads", "batch", "seq_len", "head_dim", "dtype"]
    columns = ["per_head_us", "latency_us", "mfu", "worst_error"]
    table = Table(args.out, keys, columns, device.machine())
    for heads in args.heads:
        point = [heads, args.batch, args.seq_len, args.head_dim, "fp16"]
        if table.has(*point):
            continue
        label = f"{heads} heads"
        each = 4 * 2 * args.batch * heads * args.seq_len * args.head_dim
        copies = device.copies(each)
        # The check holds one sequence's scores in float32, twice.
        reason = too_large(each * copies + 8 * heads * args.seq_len**2, device.free_bytes())
        if reason is not None:
            table.skip(label, reason)
            continue
        sizes = (args.batch, heads, args.seq_len, args.head_dim)
        try:
            sets = [random_inputs(*sizes, where, dtype) for _ in range(copies)]
            error = worst_error(kernel, sets[0], torch.float32)
            timing = device.time([lambda s=one: kernel(*s) for one in sets], args.min_time)
        except torch.OutOfMemoryError as out_of_memory:
            table.skip(label, str(out_of_memory).splitlines()[0])
            continue
        flops = 4.0 * args.batch * heads * args.seq_len**2 * args.head_dim
        us = timing.median_us
        measured = [f"{us / heads:.4f}", f"{us:.3f}", mfu(flops, us, args.peak_tflops), f"{error:.4g}"]
        table.add(point, measured, timing, self_test_backend(backend) if args.self_test else backend)
    table.finish()


if __name__ == "__main__":
    sys.exit(main())
