import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { loadModel } from "../../../src/config/models.ts";
import { UserError } from "../../../src/errors.ts";
import type { InferSimKernels } from "../../../src/roofline/infersim/kernels.ts";
import type { Lookup } from "../../../src/roofline/infersim/lookup.ts";
import { type InferSimPass, inferSimPass } from "../../../src/roofline/infersim/passes.ts";
import { inferSimKernels } from "../../../src/roofline/infersim/setup.ts";
import type { ModelShape } from "../../../src/roofline/model-shape.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";

/** InferSim takes FP8 from the model's name, whatever its config says. */
function goldenModel(name: string): ModelShape {
  const fp8 = name.endsWith("-fp8");
  const file = referenceFile(`models/${fp8 ? name.slice(0, -"-fp8".length) : name}.json`);
  return { ...loadModel(file), weightDtype: fp8 ? "fp8" : "bf16" };
}

function value(pass: InferSimPass, metric: string): number {
  const values: Record<string, number> = {
    ttft_ms: pass.totalMs,
    tpot_ms: pass.totalMs,
    attn_core_us: pass.attnCoreUs,
    attn_other_us: pass.attnOtherUs,
    ffn_us: pass.ffnUs,
    comm_us: pass.commUs,
  };
  return values[metric]!;
}

describeWithReference("InferSim's own numbers", "infersim", () => {
  test.each([
    ["goldens_on_grid.csv.gz", "nearest", 7056, 16],
    ["goldens_off_grid.csv.gz", "nearest", 10408, 63],
    ["goldens_off_grid_floor_lookup.csv.gz", "floor", 3462, 27],
  ] as const)(
    "%s with the %s lookup: all %d within 1e-9, %d of them an error",
    (file, lookup: Lookup, count, empty) => {
      const text = gunzipSync(readFileSync(referenceFile(`infersim/${file}`)));
      const rows: Record<string, string>[] = parse(text, { columns: true });
      const known = new Map<string, { kernels: InferSimKernels; layers: number }>();
      const wrong: unknown[] = [];
      let errors = 0;
      for (const row of rows) {
        const key = `${row.model} ${row.gpu} ${row.tp}`;
        if (!known.has(key)) {
          const model = goldenModel(row.model!);
          const { kernels } = inferSimKernels({
            model,
            gpu: row.gpu!,
            tp: Number(row.tp),
            benchDataPath: referenceFile("infersim/bench_data"),
            lookup,
            zero: "refuse",
          });
          known.set(key, { kernels, layers: model.layers });
        }
        const { kernels, layers } = known.get(key)!;
        const pass = () =>
          inferSimPass(
            kernels,
            layers,
            row.phase as "prefill" | "decode",
            Number(row.batch),
            Number(row.len),
          );
        if (row.value === "") {
          errors += 1;
          expect(pass).toThrow(UserError);
          expect(pass).toThrow(/\.csv:\d+ has an MFU that rounds to 0.000/);
          continue;
        }
        const expected = Number(row.value);
        const got = value(pass(), row.metric!);
        if (!(Math.abs(got - expected) <= 1e-9 * Math.abs(expected))) wrong.push({ ...row, got });
      }
      expect(wrong).toEqual([]);
      expect([rows.length, errors]).toEqual([count, empty]);
    },
  );
});
