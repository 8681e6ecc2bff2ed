"""Times decode attention: one new token for each sequence, keys and values in pages."""

from __future__ import annotations

import os
import sys

import torch

from common import Table, Timing, check, mfu, parser, self_test_backend, too_large
from device import Cpu, Gpu

DTYPE = torch.bfloat16
# Tokens of a page: vLLM's block size.
PAGE = 16


def sweep(text: str) -> list[tuple[int, int]]:
    """`64x256,512`: a batch size and KV lengths."""
    batch, lengths = text.split("x")
    return [(int(batch), int(length)) for length in lengths.split(",")]


class Sequences:
    """A batch of sequences whose pages lie scattered over a pool."""

    def __init__(
        self,
        shape: tuple[int, int, int],
        lengths: list[int],
        pool: torch.Tensor,
        free: torch.Tensor,
        dtype: torch.dtype,
    ) -> None:
        heads, _kv_heads, head_dim = shape
        device = pool.device
        pages = [-(-length // PAGE) for length in lengths]
        self.pool = pool
        self.table = torch.zeros(len(lengths), max(pages), dtype=torch.int32, device=device)
        taken = 0
        for row, count in enumerate(pages):
            self.table[row, :count] = free[taken : taken + count]
            taken += count
        self.lengths = torch.tensor(lengths, dtype=torch.int32, device=device)
        self.longest = max(lengths)
        self.q = torch.randn(len(lengths), heads, head_dim, device=device, dtype=dtype)

    def attention(self, splits: int) -> torch.Tensor:
        from paged_attention import paged_attention

        return paged_attention(self.q, self.pool, self.table, self.lengths, splits)


def new_pool(pages: int, kv_heads: int, head_dim: int, device: str, dtype: torch.dtype) -> torch.Tensor:
    """Keys and values, page by page: 2 x pages x tokens x KV heads x head dimension."""
    pool = torch.empty(2, pages, PAGE, kv_heads, head_dim, device=device, dtype=dtype)
    return pool.normal_()


def reference(sequences: Sequences) -> torch.Tensor:
    """float64, sequence by sequence, by the definition."""
    results = []
    for row, length in enumerate(sequences.lengths.tolist()):
        pages = sequences.table[row, : -(-length // PAGE)].long()
        k, v = (half[pages].flatten(0, 1)[:length].double().transpose(0, 1) for half in sequences.pool)
        q = sequences.q[row].double()
        share = q.shape[0] // k.shape[0]
        k, v = k.repeat_interleave(share, dim=0), v.repeat_interleave(share, dim=0)
        weights = torch.softmax((k @ q.unsqueeze(-1)).squeeze(-1) / q.shape[-1] ** 0.5, dim=-1)
        results.append((weights.unsqueeze(1) @ v).squeeze(1))
    return torch.stack(results)


def self_test() -> None:
    """The very kernels that are timed, in Triton's interpreter: ragged lengths, page borders, many splits."""
    os.environ["TRITON_INTERPRET"] = "1"
    torch.manual_seed(0)
    lengths = [1, 16, 17, 90]
    for heads, kv_heads in ((4, 4), (8, 2), (7, 1)):
        pool = new_pool(16, kv_heads, 32, "cpu", torch.float32)
        sequences = Sequences((heads, kv_heads, 32), lengths, pool, torch.randperm(16), torch.float32)
        exact = reference(sequences)
        for splits in (1, 3, 8):
            check(f"decode {heads}-{kv_heads}, {splits} splits", sequences.attention(splits), exact, 1e-5)


def splits_to_try(batch: int, kv_heads: int, length: int, sms: int) -> list[int]:
    """Around the number that fills the chip twice over, never more than there are tiles of work."""
    from paged_attention import TILE

    most = max(1, length // TILE)
    full = max(1, 2 * sms // (batch * kv_heads))
    return sorted({min(most, count) for count in (max(1, full // 2), full, 2 * full)})


def time_point(device: Gpu, batches: list[Sequences], splits: list[int], min_time_s: float) -> tuple[Timing, int]:
    """The best number of splits, as an engine's planner would choose, then its time in full."""
    if len(splits) > 1:
        quick = {
            count: device.time([lambda s=one, c=count: s.attention(c) for one in batches], 0).median_us
            for count in splits
        }
        splits = [min(quick, key=quick.__getitem__)]
    calls = [lambda s=one: s.attention(splits[0]) for one in batches]
    return device.time(calls, min_time_s), splits[0]


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--heads", type=int, required=True, help="of one rank")
    arguments.add_argument("--kv-heads", type=int, required=True, help="of one rank")
    arguments.add_argument("--head-dim", type=int, required=True)
    arguments.add_argument(
        "--sweep", type=sweep, action="append", required=True, help="BATCHxKV,KV,...; again and again"
    )
    args = arguments.parse_args()
    shape = (args.heads, args.kv_heads, args.head_dim)
    points = [point for part in args.sweep for point in part]
    if args.self_test:
        self_test()
        shape, points = (8, 2, 32), [(1, 16), (2, 48)]
    heads, kv_heads, head_dim = shape
    device = Cpu() if args.self_test else Gpu(args.gpu)
    keys = ["dtype", "kv_dtype", "batch_size", "kv_len"]
    table = Table(args.out, keys, ["latency_us", "mfu"], device.machine())
    page_bytes = 2 * PAGE * kv_heads * head_dim * 2
    for batch, length in points:
        if table.has("bf16", "bf16", batch, length):
            continue
        label = f"batch {batch}, kv_len {length}"
        pages = batch * -(-length // PAGE)
        copies = device.copies(pages * page_bytes)
        reason = too_large(pages * copies * page_bytes, device.free_bytes())
        if reason is not None:
            table.skip(label, reason)
            continue
        try:
            timing, backend = measure(device, shape, batch, length, pages, copies, args.min_time)
        except torch.OutOfMemoryError as error:
            table.skip(label, str(error).splitlines()[0])
            continue
        share = mfu(4.0 * heads * head_dim * batch * length, timing.median_us, args.peak_tflops)
        table.add(["bf16", "bf16", batch, length], [f"{timing.median_us:.3f}", share], timing, backend)
    table.finish()


def measure(
    device: Gpu | Cpu, shape: tuple[int, int, int], batch: int, length: int, pages: int, copies: int, min_time_s: float
) -> tuple[Timing, str]:
    _heads, kv_heads, head_dim = shape
    on_gpu = isinstance(device, Gpu)
    where, dtype = ("cuda", DTYPE) if on_gpu else ("cpu", torch.float32)
    pool = new_pool(pages * copies, kv_heads, head_dim, where, dtype)
    free = torch.randperm(pages * copies, device=where, dtype=torch.int32)
    batches = [
        Sequences(shape, [length] * batch, pool, free[copy * pages : (copy + 1) * pages], dtype)
        for copy in range(copies)
    ]
    if not on_gpu:
        return device.time([lambda: batches[0].attention(1)], 0), self_test_backend("Triton split-KV")
    tried = splits_to_try(batch, kv_heads, length, device.properties.multi_processor_count)
    timing, splits = time_point(device, batches, tried, min_time_s)
    return timing, f"Triton split-KV, pages of {PAGE}, {splits} splits"


if __name__ == "__main__":
    sys.exit(main())
