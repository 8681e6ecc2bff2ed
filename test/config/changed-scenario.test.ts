import { expect, it } from "vitest";
import { changedScenario } from "../../src/config/changed-scenario.ts";
import { settingsData } from "../../src/config/settings.ts";
import { scenarioOf } from "../sweep/servers.ts";

it("changes one setting, and works out again what follows from it", () => {
  const config = scenarioOf({ gpu: "H100", "request-rate": "3" });
  const changed = changedScenario(config, "gpu", "A100-SXM", "a test");
  const asTyped = scenarioOf({ gpu: "A100-SXM", "request-rate": "3" });
  expect(settingsData(changed.settings)).toEqual(settingsData(asTyped.settings));
  // vLLM's defaults depend on the GPU.
  expect(changed.server.engine.maxNumBatchedTokens).not.toBe(config.server.engine.maxNumBatchedTokens);
  expect(changed.settings.get("gpu")!.origin).toEqual({ layer: "flag", detail: "a test" });
});

it("keeps what the user set", () => {
  const config = scenarioOf({ gpu: "H100", "max-num-batched-tokens": "3000" });
  const changed = changedScenario(config, "gpu", "A100-SXM", "a test");
  expect(changed.server.engine.maxNumBatchedTokens).toBe(3000);
});

it("refuses what is no server", () => {
  expect(() => changedScenario(scenarioOf({}), "tp", 3, "a test")).toThrow("3");
});
