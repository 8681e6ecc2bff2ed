import { describe, expect, it } from "vitest";
import { type GivenFlags, resolveSettings, unknownVariables } from "../../src/config/resolve.ts";
import { flagValues, originText, type Settings } from "../../src/config/settings.ts";
import { UserError } from "../../src/errors.ts";

const FILE = {
  file: "run.yaml",
  entries: [
    { name: "tp", key: "tp", data: 2, where: { file: "run.yaml", line: 1, column: 1 } },
    { name: "seed", key: "seed", data: 5, where: { file: "run.yaml", line: 2, column: 1 } },
    { name: "gpu", key: "gpu", data: "H200", where: { file: "run.yaml", line: 3, column: 1 } },
  ],
  problems: [],
} as const;
const environment = { INFERENCE_SIM_SEED: "6", INFERENCE_SIM_GPU: "A100-SXM", PATH: "/bin" };

function origin(settings: Settings, name: "tp" | "seed" | "gpu" | "burstiness"): string {
  return originText(settings.get(name)!.origin);
}

describe("resolveSettings", () => {
  it("lays defaults, file, environment and flags over each other, the last one winning", () => {
    const flags: GivenFlags = new Map([["gpu", "H100"]]);
    const settings = resolveSettings({ flags, environment, file: FILE });
    expect(flagValues(settings)).toMatchObject({ gpu: "H100", seed: 6, tp: 2, burstiness: 1 });
    expect(origin(settings, "burstiness")).toBe("default");
    expect(origin(settings, "tp")).toBe("file run.yaml:1");
    expect(origin(settings, "seed")).toBe("env INFERENCE_SIM_SEED");
    expect(origin(settings, "gpu")).toBe("flag --gpu");
  });

  it("tells every wrong value at once, whichever layer it is in", () => {
    const flags: GivenFlags = new Map([["tp", "x"]]);
    try {
      resolveSettings({ flags, environment: { INFERENCE_SIM_SEED: "-1" }, file: { ...FILE, entries: [] } });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).problems.map(({ field }) => field)).toEqual(["INFERENCE_SIM_SEED", "--tp"]);
    }
  });

  it("takes an empty variable for one that is not set", () => {
    const settings = resolveSettings({ flags: new Map(), environment: { INFERENCE_SIM_TP: "" } });
    expect(origin(settings, "tp")).toBe("default");
  });

  it("leaves flags that only steer the command out", () => {
    const settings = resolveSettings({ flags: new Map([["format", "json"]]), environment: {} });
    expect(settings.has("format")).toBe(false);
  });
});

describe("unknownVariables", () => {
  it("says which variables are no settings, with a guess", () => {
    expect(unknownVariables({ INFERENCE_SIM_TPP: "1", INFERENCE_SIM_TP: "1", HOME: "/" })).toEqual([
      "environment variable INFERENCE_SIM_TPP is no setting and is ignored. Did you mean INFERENCE_SIM_TP?",
    ]);
  });

  it("knows the one that only tests read", () => {
    expect(unknownVariables({ INFERENCE_SIM_REFERENCE: "/data" })).toEqual([]);
  });
});
