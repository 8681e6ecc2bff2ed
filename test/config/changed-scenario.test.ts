import { expect, it } from "vitest";
import { changedScenario } from "../../src/config/changed-scenario.ts";
import { FILLED_IN } from "../../src/config/resolve-server.ts";
import { resolveServer } from "../../src/config/server-config.ts";
import { settingsData } from "../../src/config/settings.ts";
import { scenarioOf, settingsOf } from "../sweep/servers.ts";

it("changes one setting, and works out again what follows from it", () => {
  const config = scenarioOf({ gpu: "H100", "request-rate": "3" });
  const changed = changedScenario(config, [["gpu", "A100-SXM"]], "a test");
  const asTyped = scenarioOf({ gpu: "A100-SXM", "request-rate": "3" });
  expect(settingsData(changed.settings)).toEqual(settingsData(asTyped.settings));
  // vLLM's defaults depend on the GPU.
  expect(changed.server.engine.maxNumBatchedTokens).not.toBe(config.server.engine.maxNumBatchedTokens);
  expect(changed.settings.get("gpu")!.origin).toEqual({ layer: "flag", detail: "a test" });
});

it("keeps what the user set", () => {
  const config = scenarioOf({ gpu: "H100", "max-num-batched-tokens": "3000" });
  const changed = changedScenario(config, [["gpu", "A100-SXM"]], "a test");
  expect(changed.server.engine.maxNumBatchedTokens).toBe(3000);
});

it("keeps what another change has set, and knows all that is filled in", () => {
  const once = changedScenario(
    scenarioOf({ gpu: "H100" }),
    [
      ["max-num-seqs", 99],
      ["seed", 7],
    ],
    "a test",
  );
  const twice = changedScenario(once, [["gpu", "A100-SXM"]], "a test");
  expect([twice.server.engine.maxNumSeqs, settingsData(twice.settings).seed]).toEqual([99, 7]);
  const given = settingsOf({ gpu: "H100" });
  const filled = [...resolveServer(given).settings.keys()].filter((name) => !given.has(name));
  expect(filled.toSorted()).toEqual(FILLED_IN.toSorted());
});

it("refuses what is no server", () => {
  expect(() => changedScenario(scenarioOf({}), [["tp", 3]], "a test")).toThrow("3");
});
