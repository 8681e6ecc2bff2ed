import { describe, expect, it } from "vitest";
import { settingsData } from "../../../src/config/settings.ts";
import { atLoad, loadKind, withReplicas, withRequests } from "../../../src/sweep/capacity/load.ts";
import { scenarioOf } from "../servers.ts";

const trace = { trace: "configs/workloads/chat.csv" };

describe("the load of a scenario", () => {
  it("is its rate, or a factor on the rate of a trace", () => {
    expect(loadKind(scenarioOf({}))).toBe("request-rate");
    expect(loadKind(scenarioOf(trace))).toBe("rate-scale");
    const faster = atLoad(scenarioOf(trace), "rate-scale", 2.5);
    expect(faster.workload).toMatchObject({ kind: "trace", options: { rateScale: 2.5 } });
    const loaded = withReplicas(withRequests(atLoad(scenarioOf({}), "request-rate", 7), 50), 3);
    expect(loaded.workload).toMatchObject({ spec: { numRequests: 50, arrivals: { requestRate: 7 } } });
    expect(loaded.replicas).toBe(3);
  });

  it("changes nothing else than what resolving it anew would give", () => {
    const changed = withRequests(atLoad(scenarioOf({ tp: "2" }), "request-rate", 7), 50);
    const anew = scenarioOf({ tp: "2", "request-rate": "7", "num-prompts": "50" });
    expect({ ...changed, settings: settingsData(changed.settings) }).toEqual({
      ...anew,
      settings: settingsData(anew.settings),
    });
  });

  it("refuses what sets its own load", () => {
    expect(() => loadKind(scenarioOf({ "max-concurrency": "4" }))).toThrow("a closed loop sets its own");
    expect(() => loadKind(scenarioOf({ "prefill-tokens": "4" }))).toThrow("it is a single prompt");
    const ramp = { "ramp-up-strategy": "linear", "ramp-up-start-rps": "1", "ramp-up-end-rps": "2" };
    expect(() => loadKind(scenarioOf(ramp))).toThrow("it sets several");
  });
});
