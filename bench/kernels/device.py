"""The GPU: which one it is, its clock while it works, and the time of a kernel on it.

Nothing here changes clocks or power.
"""

from __future__ import annotations

import ctypes
import statistics
import sys
import time
from collections.abc import Callable

import torch

from common import Timing, is_gpu

# Rotating through more than L2 keeps a call from finding its data there, as it never does in serving.
L2_TIMES = 2
# Calls in a graph at most. Buffers below 100 kB stay within L2 even so; launches are all one sees of them.
MAX_CALLS = 1024
LEAST_REPEATS = 20
MOST_REPEATS = 200
WARM_UP_S = 0.1

_NVML_CLOCK_SM = 1


class _Nvml:
    """The driver's own figures, by libnvidia-ml, so that no package is needed."""

    def __init__(self, uuid: str) -> None:
        self.driver_calls = ctypes.CDLL("libnvidia-ml.so.1")
        self._call("nvmlInit_v2")
        self.handle = ctypes.c_void_p()
        self._call("nvmlDeviceGetHandleByUUID", uuid.encode(), ctypes.byref(self.handle))

    def _call(self, name: str, *args: object) -> None:
        status = getattr(self.driver_calls, name)(*args)
        if status != 0:
            raise OSError(f"{name} failed with {status}")

    def driver(self) -> str:
        text = ctypes.create_string_buffer(96)
        self._call("nvmlSystemGetDriverVersion", text, 96)
        return text.value.decode()

    def sm_clock_mhz(self) -> int:
        clock = ctypes.c_uint()
        self._call("nvmlDeviceGetClockInfo", self.handle, _NVML_CLOCK_SM, ctypes.byref(clock))
        return clock.value


class Gpu:
    """The current GPU of this process."""

    def __init__(self, expected: str) -> None:
        if not torch.cuda.is_available():
            sys.exit("no GPU is visible to PyTorch; --self-test runs without one")
        self.properties = torch.cuda.get_device_properties(torch.cuda.current_device())
        self.name = self.properties.name
        if not is_gpu(self.name, expected):
            sys.exit(f"this is {self.name}; the campaign is for {expected}, and its tables are keyed by GPU")
        try:
            self.nvml: _Nvml | None = _Nvml(f"GPU-{self.properties.uuid}")
        except (OSError, AttributeError) as error:
            print(f"clock and driver version cannot be read: {error}", file=sys.stderr)
            self.nvml = None

    def machine(self) -> dict[str, str]:
        """What goes beside every row."""
        driver = self.nvml.driver() if self.nvml else "unknown"
        return {"gpu": self.name, "driver": driver, "torch": torch.__version__}

    def l2_bytes(self) -> int:
        return self.properties.L2_cache_size

    def free_bytes(self) -> int:
        torch.cuda.empty_cache()
        return torch.cuda.mem_get_info()[0]

    def copies(self, bytes_per_call: int) -> int:
        """How many sets of buffers a call must rotate through."""
        wanted = -(-L2_TIMES * self.l2_bytes() // max(1, bytes_per_call))
        return max(1, min(MAX_CALLS, wanted))

    def time(self, calls: list[Callable[[], object]], min_time_s: float, together: bool = False) -> Timing:
        """Median time of one of `calls`, which are run one after another out of a CUDA graph.

        `together`: several processes wait for each other in every call, so all must make equally many.
        """
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for call in calls:
                call()
        stream.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, stream=stream):
            for call in calls:
                call()
        replay_s = self._warm_up(graph, together)
        repeats = LEAST_REPEATS
        if not together:
            repeats = max(LEAST_REPEATS, min(MOST_REPEATS, int(min_time_s / replay_s)))
        starts = [torch.cuda.Event(enable_timing=True) for _ in range(repeats)]
        ends = [torch.cuda.Event(enable_timing=True) for _ in range(repeats)]
        for start, end in zip(starts, ends):
            start.record()
            graph.replay()
            end.record()
        # Read while the replays run: an idle GPU has another clock.
        clock_mhz = self.nvml.sm_clock_mhz() if self.nvml else 0
        torch.cuda.synchronize()
        each_us = [start.elapsed_time(end) * 1000 / len(calls) for start, end in zip(starts, ends)]
        graph.reset()
        return Timing(statistics.median(each_us), statistics.pstdev(each_us), repeats, clock_mhz)

    def _warm_up(self, graph: torch.cuda.CUDAGraph, together: bool) -> float:
        """Lifts the clocks; returns the seconds of one replay."""
        began = time.perf_counter()
        replays = 0
        while replays < LEAST_REPEATS if together else replays < 2 or time.perf_counter() - began < WARM_UP_S:
            graph.replay()
            torch.cuda.synchronize()
            replays += 1
        return (time.perf_counter() - began) / replays


class Cpu:
    """Stands in for a GPU in self-tests. Its times say nothing."""

    name = "self-test"

    def machine(self) -> dict[str, str]:
        return {"gpu": "none", "driver": "none", "torch": torch.__version__}

    def free_bytes(self) -> int:
        return 2**30

    def copies(self, _bytes_per_call: int) -> int:
        return 1

    def time(self, calls: list[Callable[[], object]], _min_time_s: float) -> Timing:
        each_us = []
        for call in calls * 3:
            began = time.perf_counter()
            call()
            each_us.append((time.perf_counter() - began) * 1e6)
        return Timing(statistics.median(each_us), statistics.pstdev(each_us), len(each_us), 0)
