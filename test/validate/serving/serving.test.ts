import { expect, test } from "vitest";
import { readCsvFile } from "../../../src/validate/csv-file.ts";
import { figuresOf } from "../../../src/validate/figures.ts";
import { Names } from "../../../src/validate/names.ts";
import type { Outcome } from "../../../src/validate/outcome.ts";
import { validateClosedLoop } from "../../../src/validate/serving/closed-loop.ts";
import { validateServing } from "../../../src/validate/serving/validate-serving.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";

const options = { names: new Names(), gpu: "H100", seed: 0 };

function mape(
  { comparisons }: Outcome,
  metric: string,
  group?: readonly [name: string, value: string],
): number {
  const rows = comparisons.filter(
    (row) => row.metric === metric && (group === undefined || row.groups[group[0]] === group[1]),
  );
  expect(rows.length).toBeGreaterThan(0);
  return figuresOf(rows).mapePct;
}

describeWithReference(
  "closed loops of Llama-3.1-70B FP8",
  "serving/closed_loop_llama70b_fp8_h100.csv",
  () => {
    test("TPOT within 4 % and TTFT within 8 %, overall and for each number of ranks", async () => {
      const outcome = await validateServing(
        referenceFile("serving/closed_loop_llama70b_fp8_h100.csv"),
        options,
      );
      expect(outcome.op).toBe("closed loop");
      expect([outcome.table.rows.length, outcome.skipped.length]).toEqual([45, 0]);
      for (const group of [undefined, ["tp", "2"], ["tp", "4"], ["tp", "8"]] as const) {
        expect(mape(outcome, "tpot", group), `TPOT ${group}`).toBeLessThan(4);
        expect(mape(outcome, "ttft", group), `TTFT ${group}`).toBeLessThan(8);
      }
      const { baseline } = {
        baseline: outcome.comparisons.map(({ baseline, measured }) => baseline! / measured - 1),
      };
      expect(baseline.every(Number.isFinite)).toBe(true);
    });

    test("another engine's rows are counted, not simulated", async () => {
      const table = readCsvFile(referenceFile("serving/closed_loop_llama70b_fp8_h100.csv"));
      const engine = table.header.indexOf("engine");
      const rows = table.rows
        .slice(0, 1)
        .map((row) => Object.assign(Object.create(row), { cells: row.cells.with(engine, "sglang") }));
      const outcome = await validateClosedLoop({ ...table, rows }, options);
      expect(outcome.skipped).toEqual([{ row: 0, reason: "engine sglang is not simulated" }]);
      expect([outcome.comparisons, outcome.predictions]).toEqual([[], [undefined]]);
    });
  },
);

describeWithReference("single streams", "serving/single_stream_h100.csv", () => {
  test("decode within 5 % and TTFT within 12 %", async () => {
    const outcome = await validateServing(referenceFile("serving/single_stream_h100.csv"), options);
    expect(outcome.op).toBe("single stream");
    expect(mape(outcome, "tpot")).toBeLessThan(5);
    expect(mape(outcome, "ttft")).toBeLessThan(12);
    expect(Object.keys(outcome.predictions[0]!)).toEqual([
      ...["ttft_ms", "implied_decode_ms_per_token", "provenance"],
    ]);
  });
});

describeWithReference("an open loop on kernels from its own profile", "serving/rtxpro6000_llama8b", () => {
  test("means of TPOT and E2E within 2 %, of TTFT within 6 %", async () => {
    const outcome = await validateServing(referenceFile("serving/rtxpro6000_llama8b"), options);
    expect(outcome.op).toBe("open loop");
    const error = (metric: string) => {
      const { measured, predicted } = outcome.means!.find((mean) => mean.metric === metric)!;
      return 100 * Math.abs(predicted / measured - 1);
    };
    expect(error("tpot")).toBeLessThan(2);
    expect(error("e2e")).toBeLessThan(2);
    expect(error("ttft")).toBeLessThan(6);
    expect(outcome.predictions.filter((row) => row !== undefined)).toHaveLength(300);
    expect(outcome.predictions[0]!.provenance).toBe("interpolated");
  });
});

test("a header that is none of them says what there is", async () => {
  await expect(validateServing("configs/workloads/chat.csv", options)).rejects.toThrow(
    /has the header of no serving measurement.*closed loop \(.*open loop \(/,
  );
});
