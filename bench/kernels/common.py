"""Shared by the kernel scripts: flags, the rows of a table, what is left out, and what ran.

A script writes each row as it is measured, into OUT.part, and renames that to OUT when it has done everything. Run
again after an interruption it keeps the rows that are there. Points that do not fit are listed in OUT.skipped.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import sys
from dataclasses import dataclass

# After the columns that the simulator reads.
EXTRA_COLUMNS = ["std_us", "repeats", "clock_mhz", "backend", "gpu", "driver", "torch", "utc"]

# Of free memory; the allocator and the framework need the rest.
USABLE_SHARE = 0.9


def parser(description: str) -> argparse.ArgumentParser:
    """Flags that every kernel script takes."""
    flags = argparse.ArgumentParser(description=description, allow_abbrev=False)
    flags.add_argument("--out", required=True, help="CSV to write")
    flags.add_argument("--gpu", required=True, help="name that the device's own must contain: H100")
    flags.add_argument("--peak-tflops", type=float, required=True, help="what mfu is relative to: 989.5")
    flags.add_argument("--memory-tbs", type=float, required=True, help="bandwidth of the data sheet: 3.35")
    flags.add_argument("--min-time", type=float, default=0.2, help="seconds to spend on a row at least")
    flags.add_argument("--self-test", action="store_true", help="check tiny sizes against float64 on CPU")
    return flags


def numbers(text: str) -> list[int]:
    """`1,2,4` as a list."""
    return [int(part) for part in text.split(",")]


@dataclass(frozen=True)
class Timing:
    """Of one call, microseconds."""

    median_us: float
    std_us: float
    repeats: int
    clock_mhz: float


class Table:
    """A CSV that grows row by row. `keys` are the columns that make a point, `columns` those that are measured."""

    def __init__(self, out: str, keys: list[str], columns: list[str], machine: dict[str, str]) -> None:
        self.out = out
        self.part = f"{out}.part"
        self.keys = keys
        self.header = keys + columns + EXTRA_COLUMNS
        self.machine = machine
        os.makedirs(os.path.dirname(os.path.abspath(out)), exist_ok=True)
        self.done = self._earlier_rows()
        self.skipped: list[dict[str, str]] = []
        if not self.done:
            with open(self.part, "w", encoding="utf-8") as file:
                file.write(",".join(self.header) + "\n")
        if os.path.exists(f"{out}.skipped"):
            os.remove(f"{out}.skipped")

    def _earlier_rows(self) -> set[tuple[str, ...]]:
        """Points of an interrupted run on this very GPU model; a torn last line is dropped."""
        try:
            with open(self.part, encoding="utf-8", newline="") as file:
                text = file.read()
        except FileNotFoundError:
            return set()
        whole = text[: text.rfind("\n") + 1]
        rows = list(csv.reader(whole.splitlines()))
        if not rows or rows[0] != self.header:
            return set()
        gpu = self.header.index("gpu")
        if any(len(row) != len(self.header) or row[gpu] != self.machine["gpu"] for row in rows[1:]):
            return set()
        with open(self.part, "w", encoding="utf-8") as file:
            file.write(whole)
        return {tuple(row[: len(self.keys)]) for row in rows[1:]}

    def has(self, *point: object) -> bool:
        return tuple(str(value) for value in point) in self.done

    def add(self, point: list[object], measured: list[object], timing: Timing, backend: str) -> None:
        """Writes one row, on disk when this returns."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        extra = [
            f"{timing.std_us:.4f}",
            timing.repeats,
            f"{timing.clock_mhz:.0f}",
            backend,
            self.machine["gpu"],
            self.machine["driver"],
            self.machine["torch"],
            now,
        ]
        with open(self.part, "a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow([*point, *measured, *extra])
            file.flush()
            os.fsync(file.fileno())
        self.done.add(tuple(str(value) for value in point))

    def skip(self, label: str, reason: str) -> None:
        """Leaves a point out, and says so."""
        print(f"skipped {label}: {reason}", file=sys.stderr)
        self.skipped.append({"point": label, "reason": reason})
        with open(f"{self.out}.skipped", "a", encoding="utf-8") as file:
            file.write(json.dumps(self.skipped[-1]) + "\n")

    def finish(self) -> None:
        """The table is whole."""
        if not self.done:
            sys.exit("no row was measured")
        os.replace(self.part, self.out)
        print(f"{len(self.done)} rows in {self.out}, {len(self.skipped)} points skipped", file=sys.stderr)


def is_gpu(driver_name: str, expected: str) -> bool:
    """`NVIDIA H100 80GB HBM3` is an H100; an H100 PCIe is another chip. As src/ingest/gpu-name.ts has it."""
    name, wanted = (text.lower().replace(" ", "").replace("-", "") for text in (driver_name, expected))
    variant = next((word for word in ("pcie", "nvl") if word in name), None)
    return wanted in name and (variant is None or variant in wanted)


def mfu(flops: float, latency_us: float, peak_tflops: float) -> str:
    """Four significant digits: a fixed number of decimals loses the small ones."""
    return f"{flops / latency_us / 1e6 / peak_tflops:.4g}"


def too_large(needed_bytes: int, free_bytes: int) -> str | None:
    """Why a point is left out, or None when its buffers fit."""
    if needed_bytes <= USABLE_SHARE * free_bytes:
        return None
    return f"needs {needed_bytes / 1e9:.1f} GB, {free_bytes / 1e9:.1f} GB are free"


def self_test_backend(name: str) -> str:
    """Marks rows that no GPU has seen."""
    return f"self-test {name} on CPU"


def check(name: str, got: object, expected: object, tolerance: float) -> None:
    """Ends the self-test when the largest error, relative to the largest value, is above `tolerance`."""
    import torch

    assert isinstance(got, torch.Tensor) and isinstance(expected, torch.Tensor)
    error = ((got.double() - expected).abs().max() / expected.abs().max()).item()
    verdict = "ok" if error <= tolerance else "WRONG"
    print(f"self-test {name}: error {error:.2e}, allowed {tolerance:.0e}: {verdict}", file=sys.stderr)
    if not error <= tolerance:
        sys.exit(f"self-test {name} failed")
