import { copyFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FlagName } from "../../src/config/flags.ts";
import { DataHashes } from "../../src/sweep/data-hashes.ts";
import { Identities } from "../../src/sweep/identity.ts";
import { scenarioOf } from "./servers.ts";
import { newStore } from "./sweeps.ts";

const idOf = (flags: Partial<Record<FlagName, string>>) =>
  new Identities(new DataHashes()).of(scenarioOf(flags));

describe("the id of a scenario", () => {
  it("is the same for what is resolved to the same", () => {
    expect(idOf({ tp: "1" })).toBe(idOf({}));
    expect(idOf({ "max-num-seqs": "1024", model: "meta-llama/Llama-3.1-8B" })).toBe(idOf({}));
    expect(idOf({})).toMatch(/^[0-9a-f]{20}$/);
  });

  it("differs with everything that a result depends on", () => {
    const ids = [
      ...[
        {},
        { tp: "2" },
        { seed: "1" },
        { "request-rate": "3" },
        { "max-num-seqs": "4" },
        { replicas: "2" },
      ],
      ...[{ goodput: "ttft:5" }, { percentiles: "95" }, { warmup: "1" }, { "max-concurrency": "4" }],
      ...[{ "latency-model": "calibrated" }, { "kv-cache-dtype": "fp8" }, { gpu: "H200" }],
    ].map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("depends on what is in files, not on where they are", () => {
    const { folder } = newStore();
    const [a, b] = [join(folder, "a.csv"), join(folder, "b.csv")];
    copyFileSync("configs/workloads/chat.csv", a);
    copyFileSync(a, b);
    expect(idOf({ trace: a })).toBe(idOf({ trace: b }));
    writeFileSync(b, "arrival_s,prompt_tokens,output_tokens\n0,1,1\n");
    expect(idOf({ trace: b })).not.toBe(idOf({ trace: a }));
    const tables = join(folder, "tables");
    cpSync("bench_data/h100", tables, { recursive: true });
    expect(idOf({ "bench-data-path": tables })).toBe(idOf({}));
    writeFileSync(join(tables, "gemm", "extra.csv"), "");
    expect(idOf({ "bench-data-path": tables })).not.toBe(idOf({}));
  });

  it("depends on the chip that a hardware file describes, not on what else it holds", () => {
    const file = join(newStore().folder, "hardware.json");
    const chips = JSON.parse(readFileSync("configs/hardware_config.json", "utf8"));
    const idWith = (changed: unknown) => {
      writeFileSync(file, JSON.stringify(changed));
      return idOf({ "hardware-config": file });
    };
    expect(idWith(chips)).toBe(idOf({}));
    expect(idWith({ ...chips, H200: { ...chips.H200, BwPeakTBs: 4 } })).toBe(idOf({}));
    expect(idWith({ ...chips, H100: { ...chips.H100, BwPeakTBs: 4 } })).not.toBe(idOf({}));
  });
});
