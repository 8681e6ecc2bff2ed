"""Times C[m,n] = A[m,k] W[n,k]^T as a linear layer runs it: bf16, or fp8 with dynamic quantisation of A."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import torch

from common import Table, check, mfu, numbers, parser, self_test_backend, too_large
from device import Cpu, Gpu

FP8 = torch.float8_e4m3fn
# What torch._scaled_mm takes.
FP8_MULTIPLE = 16


def sites(text: str) -> list[tuple[int, int]]:
    """`2048x6144,4096x4096`: k x n."""
    return [(int(k), int(n)) for k, n in (site.split("x") for site in text.split(","))]


def bytes_needed(m: int, k: int, n: int, dtype: str) -> int:
    element = 1 if dtype == "fp8" else 2
    return element * k * n + 2 * m * k + (m * k if dtype == "fp8" else 0) + 2 * m * n


def bf16_call(m: int, k: int, n: int, device: str) -> Callable[[], torch.Tensor]:
    a = torch.randn(m, k, device=device, dtype=torch.bfloat16)
    w = torch.randn(n, k, device=device, dtype=torch.bfloat16) * k**-0.5
    c = torch.empty(m, n, device=device, dtype=torch.bfloat16)
    return lambda: torch.mm(a, w.t(), out=c)


def fp8_call(m: int, k: int, n: int, device: str) -> Callable[[], torch.Tensor]:
    """One scale for each row of A, found on the way, and one for each row of W, known beforehand."""
    from quantise import quantise_rows

    a = torch.randn(m, k, device=device, dtype=torch.bfloat16)
    w, w_scale = quantise_rows(torch.randn(n, k, device=device, dtype=torch.bfloat16) * k**-0.5)
    a8 = torch.empty(m, k, device=device, dtype=FP8)
    a_scale = torch.empty(m, 1, device=device, dtype=torch.float32)

    def call() -> torch.Tensor:
        quantise_rows(a, a8, a_scale)
        return torch._scaled_mm(a8, w.t(), a_scale, w_scale.t(), out_dtype=torch.bfloat16)

    return call


def self_test(dtype: str) -> None:
    """Both kernels against float64; fp8 against the product of the quantised figures."""
    torch.manual_seed(0)
    m, k, n = 5, 64, 48
    a = torch.randn(m, k, dtype=torch.bfloat16)
    w = torch.randn(n, k, dtype=torch.bfloat16)
    if dtype == "bf16":
        check("gemm bf16", torch.mm(a, w.t()), a.double() @ w.double().t(), 5e-3)
        return
    # Runs Triton kernels on CPU; read when Triton is imported.
    os.environ["TRITON_INTERPRET"] = "1"
    from quantise import launch, quantise_rows

    (a8, a_scale), (w8, w_scale) = quantise_rows(a), quantise_rows(w)
    exact = (a8.double() * a_scale.double()) @ (w8.double() * w_scale.double()).t()
    triton_scale = torch.empty(m, 1)
    launch(a, torch.empty(m, k, dtype=FP8), triton_scale)
    check("quantisation scales", triton_scale, a.double().abs().amax(dim=1, keepdim=True) / 448, 1e-6)
    check("quantisation", a8.double() * a_scale.double(), a.double(), 7e-2)
    check("gemm fp8 against bf16", exact, a.double() @ w.double().t(), 7e-2)
    one = torch.ones(1, dtype=torch.float32)
    product = torch._scaled_mm(a8, w8.t(), one, one, out_dtype=torch.float32)
    check("gemm fp8", product.double() * a_scale.double() * w_scale.double().t(), exact, 1e-3)


def main() -> None:
    flags = parser(__doc__ or "")
    flags.add_argument("--dtype", choices=["bf16", "fp8"], required=True)
    flags.add_argument("--m", type=numbers, required=True, help="rows: 1,2,4")
    flags.add_argument("--sites", type=sites, required=True, help="weights, KxN: 2048x6144,4096x4096")
    args = flags.parse_args()
    if args.self_test:
        self_test(args.dtype)
        args.m, args.sites = [1, 4], [(64, 48)]
    device = Cpu() if args.self_test else Gpu(args.gpu)
    where = "cpu" if args.self_test else "cuda"
    make = fp8_call if args.dtype == "fp8" and not args.self_test else bf16_call
    backend = "torch._scaled_mm, Triton quantisation" if args.dtype == "fp8" else "torch.mm"
    if args.self_test:
        backend = self_test_backend(backend)
    table = Table(args.out, ["m", "k", "n"], ["latency_us", "mfu"], device.machine())
    for k, n in args.sites:
        for m in args.m:
            if table.has(m, k, n):
                continue
            label = f"m {m}, k {k}, n {n}"
            if args.dtype == "fp8" and (k % FP8_MULTIPLE or n % FP8_MULTIPLE):
                table.skip(label, f"FP8 needs k and n to be multiples of {FP8_MULTIPLE}")
                continue
            each = bytes_needed(m, k, n, args.dtype)
            copies = device.copies(each)
            reason = too_large(each * copies, device.free_bytes())
            if reason is not None:
                table.skip(label, reason)
                continue
            try:
                timing = device.time([make(m, k, n, where) for _ in range(copies)], args.min_time)
            except torch.OutOfMemoryError as error:
                table.skip(label, str(error).splitlines()[0])
                continue
            share = mfu(2 * m * k * n, timing.median_us, args.peak_tflops)
            table.add([m, k, n], [f"{timing.median_us:.3f}", share], timing, backend)
    table.finish()


if __name__ == "__main__":
    sys.exit(main())
