import { describe, expect, it } from "vitest";
import { perfettoTrace } from "../../src/report/perfetto.ts";
import { StepLog } from "../../src/report/step-log.ts";
import { prepareServer } from "../../src/sweep/prepare.ts";
import { runScenario } from "../../src/sweep/scenario.ts";
import { Workloads } from "../../src/sweep/workloads.ts";
import { scenarioOf } from "../sweep/servers.ts";
import { handmadeReport } from "./reports.ts";
import { stepLog } from "./steps.ts";
import { type TraceEvent, traceProblems } from "./trace-events.ts";

const parse = (bytes: Uint8Array) =>
  JSON.parse(Buffer.from(bytes).toString()) as {
    readonly displayTimeUnit: string;
    readonly otherData: Readonly<Record<string, unknown>>;
    readonly traceEvents: readonly TraceEvent[];
  };

const samples = {
  timeNs: Float64Array.of(0, 1000, 2000),
  running: Float64Array.of(0, 2, 2),
  waiting: Float64Array.of(0, 1, 0),
  kvBlocks: Float64Array.of(0, 3, 4),
};

function handmade() {
  const report = handmadeReport();
  const replicas = [{ steps: 2, busyNs: 2000, preemptions: 0, peakKvBlocks: 4 }];
  return { ...report, result: { ...report.result, replicas, samples } };
}

describe("perfettoTrace", () => {
  const steps = stepLog([
    { step: 1, startNs: 1_000_000, gemmNs: 700, attentionNs: 34, chunks: [[10, 0]] },
    { step: 2, startNs: 1_000_734, gemmNs: 500, attentionNs: 0, decodes: 3, decodeContext: 30 },
  ]);
  const { traceEvents, otherData, displayTimeUnit } = parse(perfettoTrace(handmade(), steps, 100));
  const of = (ph: string) => traceEvents.filter((event) => event.ph === ph);

  it("is in the trace event format", () => {
    expect(traceProblems(traceEvents)).toEqual([]);
    expect(displayTimeUnit).toBe("ms");
    expect(otherData).toMatchObject({ model: "llama-3.1-8b", sampled: "all" });
  });

  it("has a slice a step with its parts one after another inside, in microseconds", () => {
    const slices = of("X").map(({ name, ts, dur }) => [name, ts, dur]);
    expect(slices).toEqual([
      ["prefill", 1000, 0.734],
      ["gemm", 1000, 0.7],
      ["attention", 1000.7, 0.034],
      ["decode", 1000.734, 0.5],
      ["gemm", 1000.734, 0.5],
    ]);
    expect(of("X")[3]!.args).toMatchObject({ step: 2, decodes: 3, decodeContext: 30, kvBlocks: 7 });
  });

  it("counts requests and blocks where they change", () => {
    const running = of("C").filter(({ name }) => name === "running");
    expect(running.map(({ ts, args }) => [ts, args!.value])).toEqual([
      [0, 0],
      [1, 2],
    ]);
    expect(of("C").filter(({ name }) => name === "kv blocks")).toHaveLength(3);
  });

  it("has a span a request with its phases, and a mark for a rejected one", () => {
    const first = traceEvents.filter(({ cat, id }) => cat === "request" && id === 0);
    expect(first.map(({ ph, name, ts }) => `${ph} ${name} ${ts}`)).toEqual([
      "b request 0 0",
      "b waiting 0",
      "e waiting 0",
      "b prefill 0",
      "e prefill 50000",
      "b decode 50000",
      "e decode 350000",
      "e request 0 350000",
    ]);
    expect(of("n").map(({ name }) => name)).toEqual(["request 2 rejected"]);
    // One token, so nothing is decoded after the first.
    expect(
      traceEvents.filter(({ cat, id, name }) => cat === "request" && id === 1 && name === "decode"),
    ).toEqual([]);
  });

  it("holds no more than it is asked for, and says what it leaves out", () => {
    const log = stepLog(
      Array.from({ length: 64 }, (_, i) => ({ step: i + 1, startNs: i * 1000 })),
      8,
    );
    const trace = parse(perfettoTrace(handmade(), log, 2));
    const kept = trace.traceEvents.filter(({ ph, name }) => ph === "b" && name.startsWith("request"));
    expect(kept.map(({ name }) => name)).toEqual(["request 0"]);
    const said =
      "8 of 64 steps, in windows of 1 consecutive steps at equal distances; one of every 2 of 4 requests";
    expect(trace.otherData.sampled).toBe(said);
    expect(trace.traceEvents.find(({ ph }) => ph === "i")!.name).toBe(`Kept: ${said}`);
  });

  it("writes names that are not ASCII as escapes", () => {
    const bytes = perfettoTrace({ ...handmade(), modelId: "modèle" }, steps, 10);
    expect(bytes.every((byte) => byte < 128)).toBe(true);
    expect(parse(bytes).otherData.model).toBe("modèle");
  });

  it("would be found out if it broke the format", () => {
    const slice = { name: "a", ph: "X", ts: 0, dur: 2, pid: 1, tid: 1 };
    const broken: TraceEvent[] = [
      slice,
      { ...slice, name: "b", ts: 1, dur: 2 },
      { name: "c", ph: "b", cat: "request", id: 1, ts: 5, pid: 1 },
      { name: "d", ph: "C", ts: Number.NaN, pid: 1, args: { value: "much" as never } },
    ];
    expect(traceProblems(broken)).toEqual([
      "event 3: C d: ts is no time",
      "event 3: C d: a counter needs numbers",
      "1/1: b at 1 sticks out of its parent",
      "1/request/1: c never ends",
    ]);
  });

  it("keeps to the format on a real run of two replicas, and shows all of it", async () => {
    const scenario = scenarioOf({
      ...{ workload: "chatbot", "num-prompts": "60", "request-rate": "20", replicas: "2" },
      "latency-model": "mfu",
    });
    const log = new StepLog(Number.POSITIVE_INFINITY);
    const report = await runScenario(scenario, prepareServer(scenario.server), new Workloads(), {
      onStep: log.add,
    });
    const { traceEvents: events } = parse(perfettoTrace(report, log, 1000));
    expect(traceProblems(events)).toEqual([]);
    const slices = events.filter(({ ph, cat }) => ph === "X" && cat === "step");
    expect(slices).toHaveLength(report.result.steps);
    const ns = slices.reduce((sum, { dur }) => sum + Math.round(dur! * 1000), 0);
    expect(ns).toBe(report.result.busyNs);
    expect(new Set(slices.map(({ pid }) => pid))).toEqual(new Set([1, 2]));
    expect(events.filter(({ ph, name }) => ph === "e" && name.startsWith("request"))).toHaveLength(60);
  });
});
