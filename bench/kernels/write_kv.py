"""Writes the keys and values of new tokens into their slots of the paged cache: one Triton kernel."""

from __future__ import annotations

import torch
import triton
import triton.language as tl


@triton.jit
def _write_kv(k, v, cache, slots, width, cache_half, k_token, v_token, BLOCK: tl.constexpr):
    token = tl.program_id(0).to(tl.int64)
    slot = tl.load(slots + token).to(tl.int64)
    at = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    inside = at < width
    target = cache + slot * width + at
    tl.store(target, tl.load(k + token * k_token + at, mask=inside), mask=inside)
    tl.store(target + cache_half, tl.load(v + token * v_token + at, mask=inside), mask=inside)


def write_kv(k: torch.Tensor, v: torch.Tensor, cache: torch.Tensor, slots: torch.Tensor) -> None:
    """`k` and `v`: tokens x KV heads x head dimension; `cache`: two halves of slots x KV heads x head dimension."""
    tokens, kv_heads, head_dim = k.shape
    width = kv_heads * head_dim
    block = min(1024, triton.next_power_of_2(width))
    grid = (tokens, triton.cdiv(width, block))
    _write_kv[grid](k, v, cache, slots, width, cache.stride(0), k.stride(0), v.stride(0), BLOCK=block)
