"""Times causal attention of one whole prompt, and the writing of its keys and values to the paged cache."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention

from common import Table, Timing, check, mfu, numbers, parser, self_test_backend, too_large
from device import Cpu, Gpu

# cuDNN's is of FlashAttention-3's class on Hopper; PyTorch's own is FlashAttention-2.
BACKENDS = {"cudnn": SDPBackend.CUDNN_ATTENTION, "flash": SDPBackend.FLASH_ATTENTION}
DTYPE = torch.bfloat16


class Prompt:
    """Queries, keys and values of one sequence, as attention reads them, and the cache they are written to."""

    def __init__(self, heads: int, kv_heads: int, head_dim: int, length: int, device: str, dtype: torch.dtype) -> None:
        def random(count: int) -> torch.Tensor:
            # Token by token in memory, as a projection leaves it.
            return torch.randn(1, length, count, head_dim, device=device, dtype=dtype).transpose(1, 2)

        self.q, self.k, self.v = random(heads), random(kv_heads), random(kv_heads)
        self.k_read, self.v_read = self.k, self.v
        self.cache = torch.empty(2, length, kv_heads, head_dim, device=device, dtype=dtype)
        self.slots = torch.randperm(length, device=device)
        self.grouped = heads != kv_heads

    def expand(self) -> None:
        """Repeats keys and values for a backend that knows no grouped queries; the arithmetic stays the same."""
        share = self.q.shape[1] // self.k.shape[1]
        self.k_read, self.v_read = (part.repeat_interleave(share, dim=1) for part in (self.k, self.v))
        self.grouped = False

    def attention(self) -> torch.Tensor:
        return scaled_dot_product_attention(self.q, self.k_read, self.v_read, is_causal=True, enable_gqa=self.grouped)

    def write_kv(self) -> None:
        from write_kv import write_kv

        write_kv(self.k[0].transpose(0, 1), self.v[0].transpose(0, 1), self.cache, self.slots)


def flops(heads: int, head_dim: int, length: int) -> float:
    """Of the lower triangle of scores."""
    return 2.0 * heads * head_dim * length**2


def bytes_needed(heads: int, kv_heads: int, head_dim: int, length: int) -> int:
    return 2 * length * head_dim * (2 * heads + 4 * kv_heads) + 8 * length


def reference(prompt: Prompt) -> torch.Tensor:
    """float64, by the definition."""
    q, k, v = (part.double() for part in (prompt.q, prompt.k, prompt.v))
    share = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(share, dim=1), v.repeat_interleave(share, dim=1)
    length = q.shape[2]
    hidden = torch.ones(length, length, dtype=torch.bool).triu(1)
    scores = (q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).masked_fill(hidden, float("-inf"))
    return torch.softmax(scores, dim=-1) @ v


def self_test() -> None:
    os.environ["TRITON_INTERPRET"] = "1"
    torch.manual_seed(0)
    for heads, kv_heads in ((4, 4), (8, 2)):
        prompt = Prompt(heads, kv_heads, 32, 50, "cpu", torch.float32)
        check(f"prefill {heads}-{kv_heads}", prompt.attention(), reference(prompt), 1e-5)
        prompt.write_kv()
        exact = torch.stack([prompt.k[0].transpose(0, 1), prompt.v[0].transpose(0, 1)]).double()
        check(f"KV write {heads}-{kv_heads}", prompt.cache[:, prompt.slots], exact, 0)


def fastest(device: Gpu | Cpu, prompts: list[Prompt], names: list[str], min_time_s: float) -> tuple[Timing, str]:
    """The best of the backends that take this shape; each is a kernel that an engine could call."""
    found: list[tuple[Timing, str]] = []
    refused: list[str] = []
    for how in ("", ", repeated KV"):
        for name in names:
            calls = [step_of(prompt) for prompt in prompts]
            try:
                with sdpa_kernel(BACKENDS[name]):
                    found.append((device.time(calls, min_time_s), f"{name} SDPA{how}, Triton KV write"))
            except torch.OutOfMemoryError:
                raise
            except RuntimeError as error:
                refused.append(f"{name}{how}: {str(error).splitlines()[0]}")
        if found or not prompts[0].grouped:
            break
        for prompt in prompts:
            prompt.expand()
    if not found:
        sys.exit(f"no backend takes this shape: {'; '.join(refused)}")
    return min(found, key=lambda pair: pair[0].median_us)


def step_of(prompt: Prompt) -> Callable[[], object]:
    def step() -> None:
        prompt.write_kv()
        prompt.attention()

    return step


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--heads", type=int, required=True, help="of one rank")
    arguments.add_argument("--kv-heads", type=int, required=True, help="of one rank")
    arguments.add_argument("--head-dim", type=int, required=True)
    arguments.add_argument("--seq-lens", type=numbers, required=True, help="128,256,512")
    arguments.add_argument("--backend", choices=["auto", *BACKENDS], default="auto")
    args = arguments.parse_args()
    shape = (args.heads, args.kv_heads, args.head_dim)
    if args.self_test:
        self_test()
        shape, args.seq_lens = (8, 2, 32), [16, 64]
    device = Cpu() if args.self_test else Gpu(args.gpu)
    where = "cpu" if args.self_test else "cuda"
    names = list(BACKENDS) if args.backend == "auto" else [args.backend]
    table = Table(args.out, ["dtype", "seq_len"], ["latency_us", "mfu"], device.machine())
    for length in args.seq_lens:
        if table.has("bf16", length):
            continue
        label = f"seq_len {length}"
        each = bytes_needed(*shape, length)
        copies = device.copies(each)
        reason = too_large(each * copies, device.free_bytes())
        if reason is not None:
            table.skip(label, reason)
            continue
        try:
            prompts = [Prompt(*shape, length, where, DTYPE) for _ in range(copies)]
            if args.self_test:
                timing = device.time([prompt.attention for prompt in prompts], args.min_time)
                backend = self_test_backend("SDPA")
            else:
                timing, backend = fastest(device, prompts, names, args.min_time)
        except torch.OutOfMemoryError as error:
            table.skip(label, str(error).splitlines()[0])
            continue
        share = mfu(flops(shape[0], shape[2], length), timing.median_us, args.peak_tflops)
        table.add(["bf16", length], [f"{timing.median_us:.3f}", share], timing, backend)
    table.finish()


if __name__ == "__main__":
    sys.exit(main())
