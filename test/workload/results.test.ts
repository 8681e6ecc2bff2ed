import { describe, expect, it } from "vitest";
import { lines, load, loadError, rowsOf } from "./temp-trace.ts";

describe("vllm bench results", () => {
  const run = {
    date: "20260529-120000",
    backend: "vllm",
    request_rate: 4,
    burstiness: 1,
    max_concurrency: null,
    total_input_tokens: 30,
    input_lens: [10, 20, 30, 40],
    output_lens: [1, 2, 0, 4],
    errors: ["", "", "timed out", ""],
    start_times: [1000.5, 1000.25, 1000.75, 1001],
  };

  it("are workloads in the order of their starts, failures counted", async () => {
    const workload = await load(JSON.stringify(run));
    expect(rowsOf(workload)).toEqual([
      [0, 20, 2],
      [0.25e9, 10, 1],
      [0.75e9, 40, 4],
    ]);
    expect(workload.dropped).toEqual([{ reason: "failed in the measured run", count: 1 }]);
    expect(workload.description).toContain("vllm-bench result");
  });

  it("without start times the run's own rate draws them, and that is said", async () => {
    const { start_times, ...older } = run;
    const workload = await load(JSON.stringify({ ...older, burstiness: 2, max_concurrency: 16 }, null, 2));
    expect(workload.requests.arrivalNs.at(-1)).toBe(0.75e9);
    expect(workload.requestRate).toBe(4);
    expect(workload.burstiness).toBe(2);
    expect(workload.maxConcurrency).toBe(16);
    expect(workload.notes).toEqual([
      "the run did not record arrival times: drawn again, at its 4 requests/s",
    ]);
  });

  it("an infinite rate is all at once", async () => {
    const { start_times, ...older } = run;
    const workload = await load(JSON.stringify({ ...older, request_rate: "inf" }));
    expect([...workload.requests.arrivalNs]).toEqual([0, 0, 0]);
  });

  it.each([
    [{ ...run, input_lens: undefined }, "is a summary: it has no input_lens"],
    [{ ...run, output_lens: [1, 2] }, "output_lens has 2 entries where input_lens has 4"],
    [{ ...run, input_lens: [1, -2, 3, 4] }, "input_lens[1] must not be negative, got -2"],
    [
      { ...run, start_times: [1, 2, "x", 3], errors: [], output_lens: [1, 1, 1, 1] },
      'start time must be a finite number, got "x"',
    ],
    [{ ...run, input_lens: 5 }, "input_lens must be a list, got 5"],
  ])("bad result %#", async (document, message) => {
    expect(await loadError(JSON.stringify(document))).toContain(message);
  });

  it("two results in one file are told apart from one", async () => {
    expect(await loadError(lines(JSON.stringify(run), JSON.stringify(run)))).toContain("is not valid JSON");
  });
});

describe("guidellm reports", () => {
  const v2 = (start: number, prompt: number, output: number) => ({
    info: { timings: { request_start: start } },
    input_metrics: { text_tokens: prompt },
    output_metrics: { text_tokens: output },
  });
  const v1 = (start: number, prompt: number, output: number) => ({
    scheduler_info: { request_timings: { request_start: start } },
    prompt_tokens: prompt,
    output_tokens: output,
  });
  const benchmark = (rate: number, successful: object[], errored: object[] = []) => ({
    config: { strategy: { type_: "constant", rate } },
    requests: { successful, errored, incomplete: [] },
  });
  const report = (...benchmarks: object[]) =>
    JSON.stringify({ metadata: { guidellm_version: "0.5" }, benchmarks }, null, 1);

  it.each([
    ["v2", v2],
    ["v1", v1],
  ] as const)("%s: successful requests, sorted by their start", async (_name, request) => {
    const workload = await load(
      report(benchmark(2, [request(50.5, 9, 3), request(50, 8, 2)], [request(51, 1, 1)])),
    );
    expect(rowsOf(workload)).toEqual([
      [0, 8, 2],
      [0.5e9, 9, 3],
    ]);
    expect(workload.dropped).toEqual([{ reason: "errored in the measured run", count: 1 }]);
  });

  const two = report(benchmark(2, [v2(1, 8, 2)]), benchmark(4, [v2(2, 9, 3), v2(3, 9, 3)]));

  it("needs a choice between several runs, and lists them", async () => {
    expect(await loadError(two)).toContain(
      "has several runs. Choose one with --trace-run: 1: constant 2/s, 1 requests; 2: constant 4/s, 2 requests",
    );
    expect((await load(two, { run: 2 })).requests.count).toBe(2);
    expect(await loadError(two, { run: 3 })).toContain("--trace-run is not in this report, got 3");
    expect(await loadError(lines("arrival,prompt,output", "0,1,1"), { run: 1 })).toContain(
      "--trace-run has no effect: a csv file holds one run",
    );
  });

  it("without single requests is refused", async () => {
    expect(await loadError(report(benchmark(2, [])))).toContain("is a report without single requests");
  });
});

describe("aiperf exports", () => {
  const record = (start: string, isl: number, osl: number, more: object = {}) =>
    JSON.stringify({
      metadata: { benchmark_phase: "profiling", was_cancelled: false, ...more },
      metrics: { input_sequence_length: { value: isl }, output_sequence_length: { value: osl } },
      error: null,
    }).replace('{"benchmark_phase"', `{"request_start_ns": ${start}, "benchmark_phase"`);

  it("keep nanoseconds that no float64 holds; warm-up and failures are counted", async () => {
    const workload = await load(
      lines(
        record("1759813207532900000", 5, 1, { benchmark_phase: "warmup" }),
        record("1759813207532900363", 550, 9),
        record("1759813207532900301", 551, 8),
        record("1759813208000000000", 5, 5, { was_cancelled: true }),
      ),
    );
    expect(rowsOf(workload)).toEqual([
      [0, 551, 8],
      [62, 550, 9],
    ]);
    expect(workload.dropped).toEqual([
      { reason: "warmup phase of the measured run", count: 1 },
      { reason: "failed in the measured run", count: 1 },
    ]);
  });

  it("the summary beside it is told apart", async () => {
    const summary = { schema_version: "1.5", request_latency: { avg: 1 }, request_throughput: { avg: 2 } };
    expect(await loadError(JSON.stringify(summary, null, 1))).toContain(
      "is a summary without single requests",
    );
  });
});
