import { describe, expect, test } from "vitest";
import { resolveSettings } from "../../src/config/resolve.ts";
import type { Kind } from "../../src/validate/outcome.ts";
import { reportOf } from "../../src/validate/report/report.ts";
import { validateFile } from "../../src/validate/validate.ts";
import { describeWithReference, referenceFile } from "../reference.ts";

async function validate(kind: Kind, file: string, more: { hardware?: string; infersim?: true } = {}) {
  const flags = new Map(more.hardware === undefined ? [] : [["hardware-config" as const, more.hardware]]);
  const outcome = await validateFile(kind, referenceFile(file), {
    settings: resolveSettings({ flags, environment: {} }),
    lookup: "nearest",
    ...(more.infersim && {
      models: referenceFile("models"),
      benchData: referenceFile("infersim/bench_data"),
    }),
    isGiven: () => false,
  });
  return { outcome, report: reportOf(outcome) };
}

describeWithReference("kernels, as the shipped constants have seen them", "kernels", () => {
  test.each([
    ["gemm_bf16_h100", "gemm", 7037, 7],
    ["gemm_fp8_vllm_h100", "gemm", 3552, 12],
    ["attention_prefill_vllm_h100", "prefill", 3486, 15],
    ["attention_decode_vllm_h100", "decode", 4000, 8],
    ["allreduce_h100", "allreduce", 132, 4],
  ])("%s is %s, every one of %d rows accounted for, at most %d percent off", async (name, op, rows, most) => {
    const { outcome, report } = await validate("kernels", `kernels/${name}.csv`);
    expect([report.op, report.rows, report.n]).toEqual([op, rows, rows]);
    expect(outcome.predictions.every((row) => row?.provenance === "modelled")).toBe(true);
    expect(report.mapePct).toBeLessThan(most);
    expect(report.baseline!.mapePct).toBeGreaterThan(2 * report.mapePct);
    const byRegime = Object.values(report.groups.latency!.regime!);
    expect(byRegime.reduce((sum, { n }) => sum + n, 0)).toBe(rows);
  });
});

describeWithReference("goldens", "calibrated", () => {
  test("the calibrated roofline is exact", async () => {
    const hardware = referenceFile("calibrated/hardware_config.json");
    const { report } = await validate("calibrated", "calibrated/step_time_goldens.csv", { hardware });
    expect([report.n, report.mapePct]).toEqual([641, 0]);
  });

  test("InferSim's arithmetic is exact to 1e-9, and every row is compared or has a reason", async () => {
    const { report } = await validate("infersim", "infersim/goldens_on_grid.csv.gz", { infersim: true });
    expect(Math.abs(report.worst[0]!.errorPct)).toBeLessThan(1e-7);
    const skipped = report.skipped.reduce((sum, { count }) => sum + count, 0);
    expect(report.compared + skipped).toBe(7056);
  });
});

describeWithReference("KV capacity", "serving/kv_capacity_h100.csv", () => {
  test("within 1.5 %", async () => {
    const { report } = await validate("capacity", "serving/kv_capacity_h100.csv");
    expect(report.n).toBe(6);
    expect(Math.abs(report.worst[0]!.errorPct)).toBeLessThan(1.5);
  });
});

describe("a file of nothing known", () => {
  test("names what it could have been", async () => {
    const options = {
      settings: resolveSettings({ flags: new Map(), environment: {} }),
      lookup: "nearest" as const,
      isGiven: () => false,
    };
    await expect(validateFile("kernels", "package.json", options)).rejects.toThrow(/package.json/);
    await expect(validateFile("kernels", "no-such.csv", options)).rejects.toThrow(
      "no-such.csv: does not exist",
    );
  });
});
