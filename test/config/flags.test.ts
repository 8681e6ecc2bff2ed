import { describe, expect, it } from "vitest";
import {
  environmentName,
  FLAG_NAMES,
  flagNamed,
  flagSpec,
  SETTING_NAMES,
  spellings,
} from "../../src/config/flags.ts";
import { allowed } from "../../src/config/values.ts";
import { ROUTING_POLICIES } from "../../src/engine/router.ts";
import { LATENCY_MODELS } from "../../src/roofline/registry.ts";

describe("the table of flags", () => {
  it("gives no two flags the same name or alias", () => {
    const all = spellings(FLAG_NAMES);
    expect(new Set(all).size).toBe(all.length);
  });

  it("writes every name in lower case with hyphens, and says something of each", () => {
    for (const name of FLAG_NAMES) {
      expect(name).toMatch(/^[a-z]+\d*(-[a-z0-9]+)*$/);
      expect(flagSpec(name).help.length).toBeGreaterThan(5);
    }
  });

  it("has only defaults that it would accept", () => {
    for (const name of FLAG_NAMES) {
      const spec = flagSpec(name);
      for (const item of [spec.default ?? []].flat()) expect(allowed(spec, item), name).toBe(true);
    }
  });

  it("repeats the names that other modules own without drifting from them", () => {
    expect(flagSpec("latency-model").choices).toEqual(LATENCY_MODELS);
    expect(flagSpec("routing").choices).toEqual(ROUTING_POLICIES);
  });

  it("finds a flag by alias, and with underscores", () => {
    expect(flagNamed("roofline")).toBe("latency-model");
    expect(flagNamed("mfu-data-path")).toBe("bench-data-path");
    expect(flagNamed("max_num_seqs")).toBe("max-num-seqs");
    expect(flagNamed("num_requests")).toBe("num-prompts");
    expect(flagNamed("nothing")).toBeUndefined();
  });

  it("names environment variables after flags", () => {
    expect(environmentName("max-num-seqs")).toBe("INFERENCE_SIM_MAX_NUM_SEQS");
  });

  it("keeps what only steers a command out of the settings", () => {
    expect(SETTING_NAMES).toContain("seed");
    for (const name of ["format", "output", "config", "quiet", "prefill"] as const) {
      expect(SETTING_NAMES).not.toContain(name);
    }
  });
});
