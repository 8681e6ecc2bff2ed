import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { FlagName } from "../../src/config/flags.ts";
import { listGpus, loadGpu } from "../../src/config/hardware.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { resolveServer } from "../../src/config/server-config.ts";
import { checkKvTokens, kvTokensOf } from "../../src/sweep/kv-check.ts";
import { describeWithReference, referenceFile } from "../reference.ts";

const GPUS = listGpus().map((name) => loadGpu(name));

function server(flags: Partial<Record<FlagName, string>>) {
  const given = new Map(Object.entries(flags)) as never;
  return resolveServer(resolveSettings({ flags: given, environment: {} })).server;
}
const check = (flags: Partial<Record<FlagName, string>>, expected: number, tolerance = 1.5) =>
  checkKvTokens(server(flags), expected, tolerance, GPUS);

describe("checkKvTokens", () => {
  const model = "llama-2-7b";

  it("is content within the tolerance, and has nothing to explain", () => {
    const derived = kvTokensOf(server({ model }));
    expect(check({ model }, derived)).toEqual({
      expected: derived,
      derived,
      differencePercent: 0,
      within: true,
      explanations: [],
    });
    expect(check({ model }, derived / 1.014).within).toBe(true);
    expect(check({ model }, derived / 1.016).within).toBe(false);
    expect(check({ model }, derived / 1.016, 2).within).toBe(true);
  });

  it.each([
    [{ tp: "2" }, "--tp 2"],
    [{ "kv-cache-dtype": "fp8" }, "--kv-cache-dtype fp8"],
    [{ "gpu-memory-utilization": "0.8" }, "--gpu-memory-utilization 0.8"],
    [{ quantization: "fp8" }, "FP8 weights"],
    [{ gpu: "H200" }, "--gpu H200"],
  ] as const)("finds that the server was started with %j", (started, sentence) => {
    const expected = kvTokensOf(server({ model, ...started }));
    const { within, explanations } = check({ model }, expected);
    expect(within).toBe(false);
    expect(explanations[0]).toBe(`${sentence} would give ${expected.toLocaleString("en")} (+0.00 %)`);
  });

  it("names the memory that would make up for it", () => {
    const plan = server({ model, "gpu-memory-utilization": "0.77" });
    const { explanations } = check({ model }, kvTokensOf(plan));
    // 13 % of 79.18 GiB.
    expect(explanations.at(-1)).toBe(
      "the server has 10.29 GiB less for KV on each GPU than derived, as --gpu-memory-utilization 0.770 would give",
    );
  });

  it("checks what is given for the pool against the server too", () => {
    const derived = kvTokensOf(server({ model }));
    const { explanations } = check({ model, "num-gpu-blocks-override": "100" }, derived);
    expect(explanations[0]).toContain("KV blocks that are not given but derived would give");
    expect(check({ model, "num-gpu-blocks-override": "100" }, 1600).within).toBe(true);
  });
});

describeWithReference("capacities of start-up logs", "serving/kv_capacity_h100.csv", () => {
  const file = referenceFile("serving/kv_capacity_h100.csv");
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true });

  it.each(rows)("$model on $tp", (row) => {
    const { within } = check(
      {
        model: row.model!,
        tp: row.tp!,
        "max-num-batched-tokens": String(Number(row.max_num_batched_tokens)),
        "max-num-seqs": String(Number(row.max_num_seqs)),
      },
      Number(row.measured_kv_tokens),
    );
    expect(within).toBe(true);
  });
});
