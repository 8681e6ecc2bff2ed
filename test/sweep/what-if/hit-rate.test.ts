import { describe, expect, it } from "vitest";
import { withHitRate } from "../../../src/sweep/what-if/hit-rate.ts";
import { Workloads } from "../../../src/sweep/workloads.ts";
import { prefixReuse } from "../../../src/workload/prefix-reuse.ts";
import { scenarioOf } from "../servers.ts";

async function requests() {
  const { workload } = scenarioOf({
    ...{ workload: "prefix_repetition", "num-prompts": "400", "prefix-repetition-prefix-len": "512" },
    ...{ "prefix-repetition-num-prefixes": "20" },
  });
  return (await new Workloads().get(workload)).requests;
}

describe("withHitRate", () => {
  it.each([0.8, 0.9, 1.1, 1.2])("comes within a prompt or two of %d times the hits", async (factor) => {
    const table = await requests();
    const hits = (one: typeof table) => prefixReuse(one, 16).hitTokens;
    const changed = withHitRate(table, factor, 16);
    expect(Math.abs(hits(changed) - factor * hits(table))).toBeLessThan(2 * 768);
    expect(changed.promptTokens).toBe(table.promptTokens);
    expect(changed.arrivalNs).toBe(table.arrivalNs);
  });

  it("takes from a larger change what a smaller one takes", async () => {
    const table = await requests();
    const stripped = (factor: number) => {
      const { offsets } = withHitRate(table, factor, 16).promptBlocks!;
      return Array.from({ length: table.count }, (_, row) => row).filter(
        (row) => offsets[row] === offsets[row + 1],
      );
    };
    const [few, many] = [stripped(0.9), stripped(0.8)];
    expect(few.every((row) => many.includes(row))).toBe(true);
    expect(many.length).toBeGreaterThan(few.length);
  });

  it("refuses a workload that shares nothing", async () => {
    const { workload } = scenarioOf({ "num-prompts": "5" });
    const table = (await new Workloads().get(workload)).requests;
    expect(() => withHitRate(table, 0.9, 16)).toThrow("the workload shares no prompts");
  });
});
