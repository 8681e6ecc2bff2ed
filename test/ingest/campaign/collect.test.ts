import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collectTables } from "../../../src/ingest/campaign/collect.ts";
import { everyJob } from "../../../src/ingest/plan.ts";
import { CONTEXT, cleanTables, mapRows, SITES, writeTables } from "../fixtures.ts";

const DECODE = "mha/decode/32-8-128-tp2.csv";
const JOB = everyJob({ sites: SITES }).filter(({ table }) => table === DECODE);
const H100 = "NVIDIA H100 80GB HBM3";

let root: string;
let results: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "collect-"));
  results = join(root, "results");
  folder = join(root, "h100");
});
afterEach(() => rmSync(root, { recursive: true }));

/** A modelled table as a kernel script would have left it. */
function measured(gpu = H100, backend = "Triton split-KV"): string {
  const [header, ...rows] = cleanTables().get(DECODE)!.trim().split("\n");
  const extra = (i: number) =>
    `${i % 2 ? 0.2 : 0.1},${20 + i},1755,${backend},${gpu},570.86,2.9.1,2026-01-02T03:04:05Z`;
  const columns = "std_us,repeats,clock_mhz,backend,gpu,driver,torch,utc";
  return `${[`${header},${columns}`, ...rows.map((row, i) => `${row},${extra(i)}`)].join("\n")}\n`;
}

const leave = (text: string) => writeTables(results, new Map([[DECODE, text]]));
const collect = (selfTest = false, dryRun = false) =>
  collectTables({ results, folder, gpu: "H100", jobs: JOB, selfTest, context: CONTEXT, dryRun })[0]!;

test("a sound table is stored as it was measured, with where it comes from", () => {
  leave(measured());
  expect(collect(false, true).outcome).toBe("stored");
  expect(() => readFileSync(join(folder, DECODE))).toThrow();
  expect(collect()).toEqual({ job: "32-8-128/decode/tp2", file: DECODE, outcome: "stored", rows: 84 });
  expect(readFileSync(join(folder, DECODE), "utf8")).toBe(measured());
  const entry = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")).files[DECODE];
  expect(entry).toMatchObject({
    kind: "decode",
    dtype: "bf16",
    source: "measured",
    tool: "bench/kernels/decode.py",
    versions: { torch: "2.9.1", driver: "570.86", gpu: H100 },
    date: "2026-01-02",
    peakTFlops: 989.5,
  });
  expect(entry.error).toMatch(/median of 20-103 repeats; .*SM clock 1755 MHz/);
});

test("another GPU's table, self-test rows and impossible rows are refused, and what is there stays", () => {
  leave(measured());
  collect();
  const there = readFileSync(join(folder, DECODE), "utf8");
  const refused = (text: string) => {
    leave(text);
    const { outcome, reason } = collect();
    expect(outcome).toBe("refused");
    expect(readFileSync(join(folder, DECODE), "utf8")).toBe(there);
    return reason!;
  };
  expect(refused(measured("NVIDIA H200"))).toContain("was timed on NVIDIA H200, not on H100");
  expect(refused(measured("none", "self-test fake"))).toContain("self-test rows, which are no measurements");
  const fast = mapRows(measured(), (row) => (row.kv_len === "131072" ? { ...row, latency_us: "20" } : row));
  expect(refused(fast)).toMatch(/line \d+: 20 us .*faster than physics allows/);
  expect(refused(mapRows(measured(), (row) => (row.kv_len === "512" ? undefined : row)))).toContain(
    "10 of 84 rows are missing",
  );
  expect(refused("dtype,kv_dtype,batch_size,kv_len,latency_us,mfu\nbf16,bf16,1,256,9,0.1\n")).toContain(
    "std_us",
  );
});

test("points that the script left out are not missed", () => {
  leave(mapRows(measured(), (row) => (row.batch_size === "512" && row.kv_len === "32768" ? undefined : row)));
  expect(collect().outcome).toBe("refused");
  writeFileSync(
    join(results, `${DECODE}.skipped`),
    '{"point": "batch 512, kv_len 32768", "reason": "out of memory"}\n',
  );
  expect(collect()).toMatchObject({ outcome: "stored", rows: 83 });
});

test("a self-test's rows are never called measured", () => {
  leave(measured("none", "self-test fake"));
  expect(collect(true).outcome).toBe("stored");
  const entry = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")).files[DECODE];
  expect(entry.source).toBe("modelled");
  expect(entry.tool).toContain("not to be used");
});

test("a job that did not finish, and one that left nothing", () => {
  expect(collect()).toMatchObject({ outcome: "missing", rows: 0 });
  writeTables(
    results,
    new Map([[`${DECODE}.part`, measured().split("\n").slice(0, 12).join("\n").concat("\n")]]),
  );
  expect(collect()).toMatchObject({
    outcome: "partial",
    rows: 11,
    reason: "11 of 84 rows; the job did not finish",
  });
});
