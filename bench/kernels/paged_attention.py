"""Split-KV decode attention over a page table, grouped queries: two Triton kernels.

The first gives each (sequence, KV head, split) a program that reads its share of the keys and values once, for all
query heads of the group; the second joins the splits. This is the scheme of FlashDecoding and of the kernels that
serving engines call.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl

# Tokens read at a time.
TILE = 64
# Rows of the smallest matrix product.
LEAST_ROWS = 16


@triton.jit
def _split(
    q, pool, table, lengths, partial, partial_max, partial_sum, scale, half, page_stride, token_stride, head_stride,
    table_stride, splits,
    GROUP: tl.constexpr, ROWS: tl.constexpr, HEAD_DIM: tl.constexpr, DIM: tl.constexpr,
    PAGE: tl.constexpr, TILE: tl.constexpr,
):  # fmt: skip
    sequence, kv_head, split = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    kv_heads = tl.num_programs(1)
    length = tl.load(lengths + sequence)
    tiles = tl.cdiv(length, TILE)
    each = tl.cdiv(tiles, splits)
    first = split * each
    last = tl.minimum(first + each, tiles)

    row = tl.arange(0, ROWS)
    dim = tl.arange(0, DIM)
    own = row < GROUP
    inside = dim < HEAD_DIM
    head = kv_head * GROUP + row
    q_at = (sequence * kv_heads * GROUP + head)[:, None] * HEAD_DIM + dim[None, :]
    queries = tl.load(q + q_at, mask=own[:, None] & inside[None, :], other=0.0)

    most = tl.full([ROWS], float("-inf"), tl.float32)
    total = tl.zeros([ROWS], tl.float32)
    sums = tl.zeros([ROWS, DIM], tl.float32)
    for tile in range(first, last):
        token = tile * TILE + tl.arange(0, TILE)
        there = token < length
        page = tl.load(table + sequence * table_stride + token // PAGE, mask=there, other=0).to(tl.int64)
        at = page * page_stride + (token % PAGE) * token_stride + kv_head * head_stride
        keys = tl.load(pool + at[:, None] + dim[None, :], mask=there[:, None] & inside[None, :], other=0.0)
        scores = tl.dot(queries, tl.trans(keys), out_dtype=tl.float32, input_precision="ieee") * scale
        scores = tl.where(there[None, :], scores, float("-inf"))
        new_most = tl.maximum(most, tl.max(scores, axis=1))
        weights = tl.exp(scores - new_most[:, None])
        shrink = tl.exp(most - new_most)
        values = tl.load(pool + half + at[:, None] + dim[None, :], mask=there[:, None] & inside[None, :], other=0.0)
        product = tl.dot(weights.to(values.dtype), values, out_dtype=tl.float32, input_precision="ieee")
        sums = sums * shrink[:, None] + product
        total = total * shrink + tl.sum(weights, axis=1)
        most = new_most

    slot = ((sequence * kv_heads + kv_head) * splits + split) * GROUP + row
    tl.store(partial_max + slot, most, mask=own)
    tl.store(partial_sum + slot, total, mask=own)
    tl.store(partial + slot[:, None] * HEAD_DIM + dim[None, :], sums, mask=own[:, None] & inside[None, :])


@triton.jit
def _join(
    partial, partial_max, partial_sum, out, splits,
    GROUP: tl.constexpr, HEAD_DIM: tl.constexpr, DIM: tl.constexpr,
):  # fmt: skip
    sequence, head = tl.program_id(0), tl.program_id(1)
    heads = tl.num_programs(1)
    kv_head, member = head // GROUP, head % GROUP
    dim = tl.arange(0, DIM)
    inside = dim < HEAD_DIM
    base = (sequence * (heads // GROUP) + kv_head) * splits * GROUP + member
    most = float("-inf")
    for split in range(splits):
        most = tl.maximum(most, tl.load(partial_max + base + split * GROUP))
    total = 0.0
    sums = tl.zeros([DIM], tl.float32)
    for split in range(splits):
        slot = base + split * GROUP
        weight = tl.exp(tl.load(partial_max + slot) - most)
        total += weight * tl.load(partial_sum + slot)
        sums += weight * tl.load(partial + slot * HEAD_DIM + dim, mask=inside, other=0.0)
    result = (sums / total).to(out.dtype.element_ty)
    tl.store(out + (sequence * heads + head) * HEAD_DIM + dim, result, mask=inside)


def paged_attention(
    q: torch.Tensor, pool: torch.Tensor, table: torch.Tensor, lengths: torch.Tensor, splits: int
) -> torch.Tensor:
    """`q`: sequences x heads x head dimension; `pool`: 2 x pages x tokens x KV heads x head dimension."""
    sequences, heads, head_dim = q.shape
    page, kv_heads = pool.shape[2], pool.shape[3]
    group = heads // kv_heads
    shape = (sequences, kv_heads, splits, group)
    partial = torch.empty(*shape, head_dim, device=q.device, dtype=torch.float32)
    partial_max = torch.empty(shape, device=q.device, dtype=torch.float32)
    partial_sum = torch.empty(shape, device=q.device, dtype=torch.float32)
    out = torch.empty_like(q)
    dim = triton.next_power_of_2(head_dim)
    rows = max(LEAST_ROWS, triton.next_power_of_2(group))
    _split[(sequences, kv_heads, splits)](
        q, pool, table, lengths, partial, partial_max, partial_sum, head_dim**-0.5,
        pool.stride(0), pool.stride(1), pool.stride(2), pool.stride(3), table.stride(0), splits,
        GROUP=group, ROWS=rows, HEAD_DIM=head_dim, DIM=dim, PAGE=page, TILE=TILE, num_stages=3,
    )  # fmt: skip
    _join[(sequences, heads)](partial, partial_max, partial_sum, out, splits, GROUP=group, HEAD_DIM=head_dim, DIM=dim)
    return out
