import { describe, expect, it } from "vitest";
import { resolvedConfig, scenarioFolder } from "../../src/sweep/output.ts";
import { scenarioOf } from "./servers.ts";

describe("scenarioFolder", () => {
  it("is the folder itself for one run, else named after what tells the run apart", () => {
    expect(scenarioFolder("out", {})).toBe("out");
    expect(scenarioFolder("out", { tp: "2", "latency-model": "mfu" })).toBe("out/tp-2_latency-model-mfu");
    expect(scenarioFolder("out", { model: "../x/config.json" })).toBe("out/model-.._x_config.json");
  });
});

describe("resolvedConfig", () => {
  it("keeps each value with its origin", () => {
    const config = resolvedConfig(scenarioOf({ "request-rate": "inf", percentiles: "50,99" }).settings);
    expect(config["request-rate"]).toEqual({ value: "inf", origin: "flag --request-rate" });
    expect(config.percentiles).toEqual({ value: [50, 99], origin: "flag --percentiles" });
    expect(config["async-scheduling"]).toEqual({ value: true, origin: "preset vLLM 0.19" });
  });
});
