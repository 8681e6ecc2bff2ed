import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fitLine } from "../../../src/ingest/baseline/fit.ts";
import { gatesOf } from "../../../src/ingest/baseline/gates.ts";
import { readNcu } from "../../../src/ingest/baseline/ncu.ts";
import { positionOf, positionSentence } from "../../../src/ingest/baseline/position.ts";
import { type ProfileRow, readProfile } from "../../../src/ingest/baseline/profile.ts";
import { baselineReport, bestRow } from "../../../src/ingest/report/baseline-report.ts";
import { markdownReport } from "../../../src/ingest/report/markdown.ts";
import { H100 } from "../../../src/roofline/kernels/constants-h100.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baseline-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string): string {
  const file = join(folder, "input.csv");
  writeFileSync(file, text);
  return file;
}

const row = (heads: number, us: number, more: Partial<ProfileRow> = {}): ProfileRow => ({
  heads,
  batch: 16,
  seqLen: 512,
  headDim: 64,
  dtype: "fp16",
  us,
  perHeadUs: us / heads,
  ...more,
});

describe("a profile", () => {
  test("times follow from times a head, and the other way round", () => {
    const header = "heads,batch,seq_len,head_dim,dtype";
    const perHead = readProfile(write(`${header},per_head_us\n16,16,512,64,fp16,4\n8,16,512,64,fp16,5\n`));
    expect(perHead.rows.map(({ heads, us }) => [heads, us])).toEqual([
      [8, 40],
      [16, 64],
    ]);
    const whole = readProfile(write(`${header},latency_us,worst_error\n8,16,512,64,fp16,40,0.5\n`));
    expect(whole.rows[0]).toMatchObject({ perHeadUs: 5, worstError: 0.5 });
  });

  test("goes over heads alone, and says what it lacks", () => {
    const header = "heads,batch,seq_len,head_dim,dtype";
    expect(() => readProfile(write(`${header}\n8,16,512,64,fp16\n`))).toThrow("per_head_us is missing");
    const mixed = `${header},per_head_us\n8,16,512,64,fp16,4\n8,16,1024,64,fp16,4\n`;
    expect(() => readProfile(write(mixed))).toThrow(/:3: .*another batch, seq_len or head_dim/);
  });
});

test("a line through exact points is found exactly; two points fit any", () => {
  const rows = [8, 32, 128].map((heads) => row(heads, 5 + 3 * heads));
  const fit = fitLine(rows)!;
  expect(fit.launchUs).toBeCloseTo(5, 9);
  expect(fit.perHeadUs).toBeCloseTo(3, 9);
  expect(fit.worst).toBeCloseTo(0, 12);
  expect(fitLine(rows.slice(1))).toBeUndefined();
});

test("position under the roofline: 256 FLOP a byte stand left of H100's ridge of 295", () => {
  const position = positionOf(row(96, 366.72), H100);
  expect(position.intensity).toBe(256);
  expect(position.ridge).toBeCloseTo(989.5 / 3.35, 6);
  expect(position.roof).toBe("memory");
  expect(position.tflops).toBeCloseTo((4 * 16 * 96 * 512 ** 2 * 64) / 366.72e6, 6);
  // Four tensors of 16 x 96 x 512 x 64 halves.
  expect(position.tbs).toBeCloseTo((4 * 16 * 96 * 512 * 64 * 2) / 366.72e6, 6);
  expect(position.boundBy).toBe("neither");
  expect(positionSentence(row(96, 366.72), position)).toContain("neither binds");
  expect(positionOf(row(96, 130), H100).boundBy).toBe("memory");
  // At 2048 tokens 1.65 TFLOP take 1666 us at peak.
  const long = (us: number) => positionOf(row(96, us, { seqLen: 2048 }), H100);
  expect(long(2500)).toMatchObject({ roof: "compute", boundBy: "compute" });
  expect(long(3000)).toMatchObject({ roof: "compute", boundBy: "neither" });
});

describe("gates", () => {
  const verdicts = (best: ProfileRow, ncu?: Parameters<typeof gatesOf>[2]) =>
    Object.fromEntries(
      gatesOf(best, positionOf(best, H100), ncu).map(({ gate, verdict }) => [gate, verdict]),
    );

  test("the baseline is at tier 1 and no further", () => {
    expect(verdicts(row(96, 366.72))).toMatchObject({
      "below 5 us/head": "passed",
      "tier 1: as fast as SDPA": "passed",
      "tier 2": "failed",
      "tier 3": "failed",
      correct: "unknown",
      "achieved compute": "failed",
      occupancy: "unknown",
    });
  });

  test("a candidate passes what its figures pass", () => {
    const fast = row(96, 96 * 1.99, { worstError: 1.2 });
    const ncu = { kernel: "mine", tbs: 2.6, smEfficiency: 0.84, occupancy: 0.93 };
    expect(verdicts(fast, ncu)).toEqual({
      "below 5 us/head": "passed",
      "tier 1: as fast as SDPA": "passed",
      "tier 2": "passed",
      "tier 3": "passed",
      correct: "failed",
      "achieved compute": "passed",
      "memory bandwidth": "passed",
      "SM efficiency": "failed",
      occupancy: "passed",
    });
    expect(verdicts(row(96, 96 * 3))["tier 2"]).toBe("failed");
  });
});

describe("Nsight Compute's exports", () => {
  test("one metric a line, between its own messages; the longest kernel counts", () => {
    const line = (id: number, kernel: string, name: string, unit: string, value: string) =>
      `"${id}","1234","python","host","${kernel}","1","7","0","9.0","Section","${name}","${unit}","${value}"`;
    const text = [
      "==PROF== Connected to process 1234",
      '"ID","Process ID","Process Name","Host Name","Kernel Name","Context","Stream","Device","CC","Section Name","Metric Name","Metric Unit","Metric Value"',
      line(0, "fill", "gpu__time_duration.sum", "usecond", "3.20"),
      line(1, "attention", "gpu__time_duration.sum", "usecond", "1,366.72"),
      line(1, "attention", "dram__bytes.sum.per_second", "Tbyte/second", "1.98"),
      line(1, "attention", "sm__throughput.avg.pct_of_peak_sustained_elapsed", "%", "61.5"),
      line(1, "attention", "sm__warps_active.avg.pct_of_peak_sustained_active", "%", "24.8"),
      "==PROF== Disconnected from process 1234",
    ].join("\n");
    const ncu = readNcu(write(text));
    expect(ncu.kernel).toBe("attention");
    expect(ncu.durationUs).toBeCloseTo(1366.72, 6);
    expect(ncu.tbs).toBeCloseTo(1.98, 9);
    expect(ncu.smEfficiency).toBeCloseTo(0.615, 9);
    expect(ncu.occupancy).toBeCloseTo(0.248, 9);
  });

  test("one launch a line, units below the header; bandwidth from bytes and time", () => {
    const text = [
      '"ID","Kernel Name","dram__bytes_read.sum","dram__bytes_write.sum","gpu__time_duration.sum","smsp__cycles_active.avg.pct_of_peak_sustained_elapsed"',
      '"","","Mbyte","Mbyte","ns","%"',
      '"0","attention","300","100","200000","91.2"',
    ].join("\n");
    const ncu = readNcu(write(text));
    expect(ncu.tbs).toBeCloseTo(2, 9);
    expect(ncu.durationUs).toBeCloseTo(200, 9);
    expect(ncu.smEfficiency).toBeCloseTo(0.912, 9);
    expect(ncu.occupancy).toBeUndefined();
  });

  test("a file without a launch is refused, with how to make one", () => {
    expect(() => readNcu(write("==ERROR== no kernels were profiled\n"))).toThrow(
      /holds no launch.*ncu --csv/,
    );
    expect(() => readNcu(join(folder, "none"))).toThrow("cannot be read");
  });
});

test("a candidate and another kernel stand beside the baseline", () => {
  const profile = (scale: number) => ({
    file: "x",
    rows: [8, 32, 96].map((heads) => row(heads, scale * (6 + 3.8 * heads))),
  });
  const report = baselineReport({
    gpu: "H100",
    baseline: { name: "SDPA", profile: profile(1) },
    candidate: { name: "candidate", profile: profile(0.5) },
    against: { name: "fa3", profile: profile(0.6) },
    constants: H100,
  });
  const text = markdownReport(report);
  expect(text).toContain(
    "| heads | SDPA, us/head | SDPA, us | candidate, us/head | candidate, us | fa3, us/head | fa3, us |",
  );
  expect(text).toContain("## Gates for candidate");
  expect(text).toMatch(/\| tier 3 \| < 2.0 us\/head \| 1\.931 us\/head \| passed \|/);
});

describeWithReference("the profile of the reference", "kernels/sdpa_pytorch241_h100.csv", () => {
  test("is best at 96 heads, fits 3.827 us/head + 6.5 us within 3 %, and is bound by neither roof", () => {
    const profile = readProfile(referenceFile("kernels/sdpa_pytorch241_h100.csv"));
    const best = bestRow(profile);
    expect([best.heads, best.perHeadUs]).toEqual([96, 3.82]);
    const fit = fitLine(profile.rows)!;
    expect(fit.perHeadUs).toBeCloseTo(3.827, 3);
    expect(fit.launchUs).toBeCloseTo(6.5, 1);
    expect(fit.worst).toBeLessThan(0.03);
    const position = positionOf(best, H100);
    expect(position.computeShare).toBeCloseTo(0.28, 2);
    expect(position.boundBy).toBe("neither");
  });
});
