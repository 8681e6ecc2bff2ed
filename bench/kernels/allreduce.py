"""Times all-reduce over the GPUs of one node out of a CUDA graph: NCCL's, and PyTorch's own kernels over NVLink.

PyTorch's symmetric-memory kernels (one shot for small messages, two shots for large ones) are of the same kind as the
custom all-reduce of serving engines, and stand in the table under that name.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Callable

import torch
import torch.distributed as dist
import torch.multiprocessing as processes

from common import Table, Timing, check, numbers, parser, self_test_backend
from device import Cpu, Gpu

DTYPE = torch.bfloat16
# Largest message of the custom kernels.
CUSTOM_MOST_BYTES = 64 * 2**20
# In one graph, to hide its launch.
CALLS = 8


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def join(rank: int, ranks: int, port: int, backend: str) -> None:
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    dist.init_process_group(backend, rank=rank, world_size=ranks)


def nccl_call(size: int) -> Callable[[], object]:
    data = torch.zeros(size // 2, dtype=DTYPE, device="cuda")
    return lambda: dist.all_reduce(data)


def custom_calls(size: int) -> list[Callable[[], object]]:
    """One shot and two shots; whichever is faster counts, as an engine chooses by size."""
    import torch.distributed._symmetric_memory as symmetric

    data = symmetric.empty(size // 2, dtype=DTYPE, device="cuda").zero_()
    group = dist.group.WORLD.group_name
    symmetric.rendezvous(data, group)
    ops = torch.ops.symm_mem
    return [
        lambda: ops.one_shot_all_reduce(data, "sum", group),
        lambda: ops.two_shot_all_reduce_(data, "sum", group),
    ]


def time_ranks(rank: int, ranks: int, port: int, gpu: str, points: list[tuple[str, int]], out: str) -> None:
    """One process: the same points in the same order on every rank; rank 0 writes what it saw."""
    torch.cuda.set_device(rank)
    join(rank, ranks, port, "nccl")
    device = Gpu(gpu)
    for impl, size in points:
        try:
            calls = [nccl_call(size)] if impl == "nccl" else custom_calls(size)
            timings = [device.time([call] * CALLS, 0, together=True) for call in calls]
            best: Timing | str = min(timings, key=lambda timing: timing.median_us)
        except (RuntimeError, AttributeError) as error:
            best = str(error).splitlines()[0]
        if rank == 0:
            torch.save((impl, size, best), os.path.join(out, f"{impl}-{size}.pt"))
        dist.barrier()
    dist.destroy_process_group()


def sum_on_cpu(rank: int, ranks: int, port: int, out: str) -> None:
    join(rank, ranks, port, "gloo")
    data = torch.arange(8, dtype=torch.float32) * (rank + 1)
    dist.all_reduce(data)
    if rank == 0:
        torch.save(data, os.path.join(out, "sum.pt"))
    dist.destroy_process_group()


def self_test() -> None:
    with tempfile.TemporaryDirectory() as out:
        processes.spawn(sum_on_cpu, args=(2, free_port(), out), nprocs=2)
        got = torch.load(os.path.join(out, "sum.pt"))
    check("all-reduce of 2 ranks", got, torch.arange(8, dtype=torch.float64) * 3, 0)


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--ranks", type=numbers, required=True, help="2,4,8")
    arguments.add_argument("--bytes", type=numbers, required=True, help="256,512")
    args = arguments.parse_args()
    device = Cpu() if args.self_test else Gpu(args.gpu)
    table = Table(args.out, ["impl", "ranks", "bytes"], ["latency_us"], device.machine())
    if args.self_test:
        self_test()
        timing = Timing(1.0, 0.0, 1, 0)
        table.add(["nccl", 2, 16], ["1.000"], timing, self_test_backend("gloo"))
        return table.finish()
    for ranks in args.ranks:
        points = [
            (impl, size)
            for impl in ("custom", "nccl")
            for size in args.bytes
            if not table.has(impl, ranks, size) and (impl == "nccl" or size <= CUSTOM_MOST_BYTES)
        ]
        if ranks > torch.cuda.device_count():
            for impl, size in points:
                table.skip(f"{impl}, {ranks} ranks, {size} bytes", f"{torch.cuda.device_count()} GPUs are here")
            continue
        with tempfile.TemporaryDirectory() as out:
            spawned = (ranks, free_port(), args.gpu, points, out)
            processes.spawn(time_ranks, args=spawned, nprocs=ranks)
            for impl, size in points:
                _, _, best = torch.load(os.path.join(out, f"{impl}-{size}.pt"), weights_only=False)
                if isinstance(best, str):
                    table.skip(f"{impl}, {ranks} ranks, {size} bytes", best)
                else:
                    backend = "NCCL" if impl == "nccl" else "torch.ops.symm_mem"
                    table.add([impl, ranks, size], [f"{best.median_us:.3f}"], best, backend)
    return table.finish()


if __name__ == "__main__":
    sys.exit(main())
