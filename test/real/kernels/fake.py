"""Kernel scripts for tests: the real ones' flags and files, no GPU, no package. Every row is modelled and says so.

FAKE_KERNEL_FAIL and FAKE_KERNEL_HANG name tables, with commas between them; FAKE_KERNEL_SECONDS is how long a job takes.
"""

import json
import os
import sys
import time

EXTRA = ["std_us", "repeats", "clock_mhz", "backend", "gpu", "driver", "torch", "utc"]
LAUNCH_US = 8.0
COMPUTE, MEMORY = 0.6, 0.8


def flags() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for arg in sys.argv[1:]:
        name, _, value = arg.partition("=")
        found.setdefault(name, []).append(value)
    for needed in ("--out", "--gpu", "--peak-tflops", "--memory-tbs", "--self-test"):
        if needed not in found:
            sys.exit(f"{needed} is missing")
    return found


def listed(variable: str, out: str) -> bool:
    return any(name and out.endswith(name) for name in os.environ.get(variable, "").split(","))


def write(header: list[str], points: list[tuple[list[object], float, float]], given: dict[str, list[str]]) -> None:
    """Each point: its columns, FLOPs, bytes that must be read."""
    out = given["--out"][0]
    peak, memory = float(given["--peak-tflops"][0]) * 1e12, float(given["--memory-tbs"][0]) * 1e12
    os.makedirs(os.path.dirname(out), exist_ok=True)
    print(f"{len(points)} points on {os.environ.get('CUDA_VISIBLE_DEVICES', 'no device')}", flush=True)
    if listed("FAKE_KERNEL_FAIL", out):
        sys.exit("CUDA error: an illegal memory access was encountered")
    memory_bytes = 79.18 * 2**30
    with open(f"{out}.part", "w", encoding="utf-8") as file:
        file.write(",".join([*header, "latency_us", "mfu", *EXTRA]) + "\n")
        for index, (columns, flops, read) in enumerate(points):
            if read > 0.9 * memory_bytes:
                continue
            if index == 2 and listed("FAKE_KERNEL_HANG", out):
                file.flush()
                time.sleep(600)
            us = LAUNCH_US + 1e6 * max(flops / (peak * COMPUTE), read / (memory * MEMORY))
            row = [*columns, f"{us:.3f}", f"{flops / us / 1e-6 / peak:.4g}"]
            row += ["0.01", 20, 1755, "self-test fake kernel", "none", "none", "none", "2026-01-02T03:04:05Z"]
            file.write(",".join(str(cell) for cell in row) + "\n")
    time.sleep(float(os.environ.get("FAKE_KERNEL_SECONDS", "0.1")))
    os.replace(f"{out}.part", out)
    with open(f"{out}.skipped", "w", encoding="utf-8") as file:
        for columns, _, read in points:
            if read > 0.9 * memory_bytes:
                label = f"batch {columns[2]}, kv_len {columns[3]}"
                file.write(json.dumps({"point": label, "reason": "does not fit"}) + "\n")
