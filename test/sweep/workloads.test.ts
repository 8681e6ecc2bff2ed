import { describe, expect, it } from "vitest";
import { Workloads } from "../../src/sweep/workloads.ts";
import { scenarioOf } from "./servers.ts";

const flags = { "num-prompts": "5", "request-rate": "2" };

describe("Workloads", () => {
  it("makes what scenarios share once, and what they do not apart", async () => {
    const workloads = new Workloads();
    const first = await workloads.get(scenarioOf(flags).workload);
    expect(await workloads.get(scenarioOf({ ...flags, tp: "2" }).workload)).toBe(first);
    expect(await workloads.get(scenarioOf({ ...flags, "request-rate": "inf" }).workload)).not.toBe(first);
    expect(first.requests.count).toBe(5);
  });
});
