import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Invocation } from "../../src/commands/command.ts";
import { program } from "../../src/commands/program.ts";
import { combinations } from "../../src/config/axes.ts";
import { type FlagName, flagSpec, SETTING_NAMES } from "../../src/config/flags.ts";
import { hardwareFile, loadGpu } from "../../src/config/hardware.ts";
import { loadConfigFile } from "../../src/config/load.ts";
import { loadModel, modelsFolder } from "../../src/config/models.ts";
import { type GivenFlags, type Layers, resolveSettings } from "../../src/config/resolve.ts";
import { scenarioConfig } from "../../src/config/scenario-config.ts";
import { type Settings, settingsData } from "../../src/config/settings.ts";
import { allowed } from "../../src/config/values.ts";
import { vllmArgs } from "../../src/config/vllm/vllm-args.ts";
import { checkConfig } from "../../src/engine/config.ts";
import { UserError } from "../../src/errors.ts";
import { memoryPlanOf } from "../../src/sweep/prepare-with.ts";
import { mutate } from "./mutate.ts";

/** Mutations tried of each kind of input. A failure names its number; the streams are seeded. */
const MUTATIONS = 1000;
/** Some mutations must come through, or nothing but parsers is tested. */
const FEWEST_SOUND = 20;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inference-sim-fuzz-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** Every mutation ends in a clear error or in something sound. */
async function fuzz(sample: string, take: (text: string) => unknown | Promise<unknown>): Promise<void> {
  await take(sample);
  let sound = 0;
  for (let number = 0; number < MUTATIONS; number++) {
    const text = mutate(sample, number);
    try {
      await take(text);
      sound++;
    } catch (error) {
      if (error instanceof UserError && error.message !== "" && error.exitCode === 2) continue;
      throw new Error(`mutation ${number}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  expect(sound).toBeGreaterThan(FEWEST_SOUND);
}

/** What a run would be made of: every value within its bounds, a server the engine accepts, and the same again from its own data. */
function checkResolved(layers: Partial<Layers>): void {
  const settings = resolveSettings({ flags: new Map(), environment: {}, ...layers });
  for (const [name, { items }] of settings) {
    for (const item of items) expect([name, item, allowed(flagSpec(name), item)]).toEqual([name, item, true]);
  }
  for (const combination of combinations(settings)) {
    const scenario = scenarioConfig(combination);
    checkConfig({ ...scenario.server.engine, kvBlocks: 2 });
    expect(memoryPlanOf(scenario.server).kvBlocks).toBeGreaterThanOrEqual(0);
    expect(settingsData(again(scenario.settings))).toEqual(settingsData(scenario.settings));
  }
}

function again(settings: Settings): Settings {
  const entries = Object.entries(JSON.parse(JSON.stringify(settingsData(settings)))).map(([key, data]) => {
    return { name: key as FlagName, key, data, where: { file: "again.json" } };
  });
  const file = { file: "again.json", entries, problems: [] };
  return scenarioConfig({
    settings: resolveSettings({ flags: new Map(), environment: {}, file }),
    labels: {},
  }).settings;
}

const SETTINGS = {
  model: "llama-3.1-8b",
  gpu: "H100",
  tp: [1, 2],
  "latency-model": "mfu",
  "vllm-version": "0.19",
  "max-num-seqs": 64,
  "max-model-len": 8192,
  "gpu-memory-utilization": 0.9,
  "kv-cache-dtype": "fp8",
  "enable-prefix-caching": true,
  workload: "distribution",
  "request-rate": [1, "inf"],
  "num-prompts": 50,
  "prompt-tokens": 2048,
  "output-tokens": 100,
  "output-tokens-stdev": 20.5,
  goodput: ["ttft:500", "tpot:50"],
  percentiles: [50, 99.9],
};
const YAML = Object.entries(SETTINGS)
  .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  .join("\n");

describe(`${MUTATIONS} mutations`, () => {
  it.each([
    ["YAML", "run.yaml", `# settings of a run\n${YAML}\n`],
    ["JSON", "run.json", JSON.stringify(SETTINGS, null, 2)],
    [
      "result.json",
      "result.json",
      JSON.stringify({ date: "x", simulator: { steps: 1, config: SETTINGS } }, null, 1),
    ],
  ])("of a configuration in %s", async (_, name, sample) => {
    await fuzz(sample, async (text) => checkResolved({ file: await loadConfigFile(fileOf(name, text)) }));
  });

  it("of flags", async () => {
    const line =
      "run --model llama-3.1-8b --gpu H100 --tp 1,2 --latency-model=calibrated,mfu --max-num-seqs 64 --no-async-scheduling " +
      "--workload distribution --prompt-tokens 2048 --output-tokens 9 --rate 1,inf --num-requests 50 --goodput ttft:500 " +
      "--percentiles 50,99 --enable-prefix-caching --scheduling-policy priority --seed 3 --max-concurrency 4";
    await fuzz(line, async (text) => {
      const flags = await flagsOf(text.split(/\s+/).filter((word) => word !== "" && !PRINTS.test(word)));
      if (flags !== undefined) checkResolved({ flags });
    });
  });

  it("of a server's command", async () => {
    const line =
      `CUDA_VISIBLE_DEVICES=0,1 vllm serve meta-llama/Llama-3.1-8B -tp 2 --max-num-seqs 256 --max-num-batched-tokens 8k \\\n` +
      ` --max-model-len 16K --gpu-memory-utilization=0.85 --kv-cache-dtype fp8 --no-enable-prefix-caching --port 8000 \\\n` +
      ` --served-model-name a b --compilation-config '{"cudagraph_mode": "PIECEWISE", "cudagraph_capture_sizes": [1, 2, 4]}'`;
    await fuzz(line, (text) => checkResolved({ vllm: vllmArgs(text, "--vllm-args").entries }));
  });

  it("of a hardware file", async () => {
    const { H100 } = JSON.parse(readFileSync(hardwareFile(), "utf8"));
    await fuzz(JSON.stringify({ H100 }, null, 2), (text) => {
      const file = fileOf("gpus.json", text);
      const { calibrated } = loadGpu("H100", file);
      for (const value of Object.values(calibrated)) expect(Number.isNaN(value)).toBe(false);
      checkResolved({ flags: new Map([["hardware-config", file]]) });
    });
  });

  it("of a model's config", async () => {
    await fuzz(readFileSync(join(modelsFolder(), "qwen3-30b-a3b.json"), "utf8"), (text) => {
      const { moe, mla, notModelled: _, ...shape } = loadModel(fileOf("config.json", text));
      for (const value of Object.values({ ...shape, ...moe, ...mla })) {
        if (typeof value === "number") expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
      }
    });
  });
});

describe("names that every object has", () => {
  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "%s is no value and no flag of anything",
    (word) => {
      for (const name of SETTING_NAMES) {
        const flags = new Map([[name, word]]);
        try {
          checkResolved({ flags });
        } catch (error) {
          if (!(error instanceof UserError)) throw new Error(`--${name} ${word}`, { cause: error });
        }
      }
      for (const line of [
        `vllm serve ${word}`,
        `vllm serve m --${word} 1`,
        `vllm serve m --compilation-config.${word} 1`,
      ]) {
        try {
          vllmArgs(line, "--vllm-args");
        } catch (error) {
          if (!(error instanceof UserError)) throw new Error(line, { cause: error });
        }
      }
    },
  );
});

/** yargs prints for these, and ends. */
const PRINTS = /^-[^-]*h|^--(no-)?(h|help|version)(=|$)/;

/** The flags of a line as the command line reads them; undefined when another command took it. */
async function flagsOf(args: readonly string[]): Promise<GivenFlags | undefined> {
  let seen: Invocation | undefined;
  await program(args, "0.0.0", async (command, invocation) => {
    if (command.name === "run") seen = invocation;
  }).parseAsync();
  return seen?.flags;
}
