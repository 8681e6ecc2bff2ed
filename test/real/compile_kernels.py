"""Compiles the Triton kernels of bench/kernels for an H100 (sm_90) down to machine code, which needs no GPU."""

import sys

import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

sys.path.insert(0, sys.argv[1])
import paged_attention  # noqa: E402
import quantise  # noqa: E402
import write_kv  # noqa: E402

HOPPER = GPUTarget("cuda", 90, 32)


def compiled(function, signature: dict[str, str], constants: dict[str, int], **options: int):
    """As a call would compile it: pointers and strides are multiples of 16."""
    whole = [
        name for name, kind in signature.items() if kind.startswith("*") or name.endswith(("stride", "half", "width"))
    ]
    attributes = {(index,): [["tt.divisibility", 16]] for index, name in enumerate(signature) if name in whole}
    signature = signature | {name: "constexpr" for name in constants}
    source = ASTSource(fn=function, signature=signature, constexprs=constants, attrs=attributes)
    kernel = triton.compile(source, target=HOPPER, options=options or None)
    print(f"{function.__name__} {constants}: {len(kernel.asm['cubin'])} bytes")
    return kernel.asm["ptx"]


def pointers(kind: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, kind)


for group in (1, 7, 16):
    ptx = compiled(
        paged_attention._split,
        pointers("*bf16", "q", "pool")
        | pointers("*i32", "table", "lengths")
        | pointers("*fp32", "partial", "partial_max", "partial_sum")
        | {"scale": "fp32", "half": "i64"}
        | pointers("i32", "page_stride", "token_stride", "head_stride", "table_stride", "splits"),
        {"GROUP": group, "ROWS": 16, "HEAD_DIM": 128, "DIM": 128, "PAGE": 16, "TILE": paged_attention.TILE},
        num_stages=3,
    )
    # Tensor cores, and loads that run ahead of them.
    assert "mma.sync" in ptx and "cp.async" in ptx, "no tensor cores, or no pipeline"
compiled(
    paged_attention._join,
    pointers("*fp32", "partial", "partial_max", "partial_sum") | {"out": "*bf16", "splits": "i32"},
    {"GROUP": 4, "HEAD_DIM": 128, "DIM": 128},
)
compiled(
    quantise._quantise,
    {"a": "*bf16", "a8": "*fp8e4nv", "scale": "*fp32", "k": "i32", "largest": "fp32", "least": "fp32"},
    {"BLOCK": 4096},
)
compiled(
    write_kv._write_kv,
    pointers("*bf16", "k", "v", "cache")
    | {"slots": "*i64", "width": "i32", "cache_half": "i64", "k_token": "i32", "v_token": "i32"},
    {"BLOCK": 1024},
)
