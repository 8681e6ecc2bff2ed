import { describe, expect, expectTypeOf, it } from "vitest";
import { combinations } from "../../src/config/axes.ts";
import type { SETTING_NAMES } from "../../src/config/flags.ts";
import { scenarioConfig } from "../../src/config/scenario-config.ts";
import {
  FINISH,
  gpuFromEntry,
  loadGpu,
  loadModel,
  type ModelShape,
  meanWaterfall,
  memoryPlan,
  priceStep,
  requestTable,
  resultJson,
  runEngine,
  type SimulateOptions,
  simulate,
  summarize,
  WATERFALL_PARTS,
} from "../../src/index.ts";
import { prepareServer } from "../../src/sweep/prepare.ts";
import { runScenario } from "../../src/sweep/scenario.ts";
import { Workloads } from "../../src/sweep/workloads.ts";
import { settingsOf } from "../sweep/servers.ts";

const ROWS = [
  { arrivalMs: 0, promptTokens: 500, outputTokens: 20 },
  { arrivalMs: 1, promptTokens: 500, outputTokens: 1 },
  { arrivalMs: 400, promptTokens: 3000, outputTokens: 40 },
];

describe("simulate", () => {
  it("keeps waterfalls when asked, which sum to the latencies", async () => {
    const { result, summary } = await simulate({ requests: ROWS, waterfalls: true });
    const { ttft, e2el } = meanWaterfall(result, 0);
    const sum = (parts: object) => Object.values(parts).reduce((total: number, ms: number) => total + ms, 0);
    expect(sum(ttft)).toBeCloseTo(summary.ttft.meanMs, 9);
    expect(sum(e2el)).toBeCloseTo(summary.e2el.meanMs, 9);
    expect(Object.keys(ttft)).toEqual([...WATERFALL_PARTS]);
    expect((await simulate({ requests: ROWS })).result.waterfalls).toBeUndefined();
  });

  it("is the command line's run of the same settings", async () => {
    const { clock: _, ...run } = await simulate({
      tp: 2,
      latencyModel: "mfu",
      workload: "chatbot",
      requestRate: 12,
      numPrompts: 60,
      seed: 5,
      maxNumSeqs: 16,
    });
    const flags = { tp: "2", "latency-model": "mfu", workload: "chatbot", "request-rate": "12" } as const;
    const settings = settingsOf({ ...flags, "num-prompts": "60", seed: "5", "max-num-seqs": "16" });
    const scenario = scenarioConfig(combinations(settings)[0]!);
    const { clock: __, ...report } = await runScenario(
      scenario,
      prepareServer(scenario.server),
      new Workloads(),
    );
    expect(resultJson(run)).toEqual(resultJson(report));
  });

  it("gives latencies by request, as the result's times have them", async () => {
    const { result, latencies, summary } = await simulate({ requests: ROWS });
    for (const row of ROWS.keys()) {
      expect(latencies.ttftMs[row]).toBe((result.firstTokenNs[row]! - result.arrivalNs[row]!) / 1e6);
      expect(latencies.e2elMs[row]).toBe((result.lastTokenNs[row]! - result.arrivalNs[row]!) / 1e6);
    }
    expect(latencies.tpotMs[1]).toBeNaN();
    const mean = (latencies.ttftMs[0]! + latencies.ttftMs[1]! + latencies.ttftMs[2]!) / 3;
    expect(summary.ttft.meanMs).toBeCloseTo(mean, 9);
  });

  it("takes rows and tables alike, and says so in the configuration", async () => {
    const [rows, table] = [
      await simulate({ requests: ROWS }),
      await simulate({ requests: requestTable(ROWS) }),
    ];
    expect(rows.result).toEqual(table.result);
    expect(rows.config).toMatchObject({ "max-num-seqs": 1024, gpu: "H100" });
    for (const key of ["workload", "num-prompts", "request-rate", "seed", "random-input-len"]) {
      expect(rows.config).not.toHaveProperty(key);
    }
  });

  it("holds requests back in a closed loop", async () => {
    const { result } = await simulate({
      requests: ROWS.map((row) => ({ ...row, arrivalMs: 0 })),
      maxConcurrency: 1,
    });
    expect(result.arrivalNs[1]).toBe(result.lastTokenNs[0]);
  });

  it("has no latency for a request that was turned away", async () => {
    const { latencies, result, summary } = await simulate({ requests: ROWS, maxModelLen: 1024 });
    expect(result.finish[2]).toBe(FINISH.rejected);
    expect(latencies.ttftMs[2]).toBeNaN();
    expect(summary.rejected).toBe(1);
  });

  it("says what the command line says on stderr", async () => {
    const { notes } = await simulate({ gpu: "A100-SXM", requests: ROWS });
    expect(notes.join()).toMatch(/kernel constants of A100-SXM .* never measured on it/);
  });

  it("gives error bars of the mfu model, and says that others have none", async () => {
    const bars = (await simulate({ requests: ROWS })).errorBars();
    if (!bars.known) throw new Error(bars.reason);
    expect(bars.fast.e2el.meanMs).toBeLessThan(bars.slow.e2el.meanMs);
    const none = (await simulate({ requests: ROWS, latencyModel: "calibrated" })).errorBars();
    expect(none.known).toBe(false);
  });

  it("tells how far it is", async () => {
    const seen: number[] = [];
    await simulate({ numPrompts: 50, onProgress: (done) => seen.push(done) });
    expect(seen.at(-1)).toBe(50);
  });

  it.each<[SimulateOptions, string]>([
    [{ requests: ROWS, numPrompts: 4 }, "numPrompts has no effect where requests are given"],
    [{ requests: ROWS, seed: 4 }, "seed has no effect where requests are given"],
    [{ turns: 4 }, 'turns has no effect with the workload "random"'],
    [{ model: "lama-3.1-8b" }, 'Did you mean "llama-3.1-8b"?'],
    [
      { gpu: loadGpu("H100"), hardwareConfig: "x.json" },
      "hardwareConfig has no effect where gpu is given whole",
    ],
    [{ model: "llama-3.1-70b" }, /llama-3\.1-70b does not fit on H100/ as unknown as string],
    [{ trace: "none.csv" }, "none.csv: does not exist"],
  ])("refuses %o", async (options, message) => {
    await expect(simulate(options)).rejects.toThrow(message);
  });
});

describe("a model and a GPU that are given whole", () => {
  it("are what is simulated", async () => {
    const model: ModelShape = { ...loadModel("llama-3.1-8b"), name: "half as deep", layers: 16 };
    const [half, whole] = [await simulate({ model, requests: ROWS }), await simulate({ requests: ROWS })];
    expect(half.modelId).toBe("half as deep");
    expect(half.summary.tpot.meanMs).toBeLessThan(0.65 * whole.summary.tpot.meanMs);
  });

  it("have no kernel tables of the same name", async () => {
    const h100 = loadGpu("H100");
    const device = { ...h100.device!, memoryTBs: 2 * h100.device!.memoryTBs };
    const decode = [{ count: 1, context: 16 }];
    const [own, shipped] = [priceStep({ gpu: { ...h100, device }, decode }), priceStep({ decode })];
    // A step of one request reads all weights: twice the bandwidth nearly halves its GEMMs.
    expect(own.price.gemmNs).toBeLessThan(0.65 * shipped.price.gemmNs);
  });

  it("price an unchanged GPU as its modelled tables do", () => {
    const decode = [{ count: 24, context: 900 }];
    const [own, shipped] = [priceStep({ gpu: loadGpu("H100"), decode }), priceStep({ decode })];
    expect(own.price.totalNs / shipped.price.totalNs).toBeCloseTo(1, 2);
  });

  it("are checked", () => {
    expect(() => gpuFromEntry("X", { TFlopsPeak: 1 })).toThrow(/X\.BwPeakTBs is missing/);
  });
});

describe("priceStep", () => {
  it("prices a step whose parts sum to it", () => {
    const { price } = priceStep({
      prefill: [{ tokens: 512, context: 64 }],
      decode: [{ count: 3, context: 100 }],
    });
    const { gemmNs, attentionNs, allReduceNs, headNs, elementwiseNs, hostNs, totalNs } = price;
    expect(gemmNs + attentionNs + allReduceNs + headNs + elementwiseNs + hostNs).toBe(totalNs);
    expect(allReduceNs).toBe(0);
  });

  it.each<[Parameters<typeof priceStep>[0], string]>([
    [{}, "needs prefill or decode"],
    [{ prefill: [{ tokens: 0 }] }, "prefill[0].tokens must be a whole number, at least 1, got 0"],
    [
      { decode: [{ count: 1, context: 0.5 }] },
      "decode[0].context must be a whole number, at least 1, got 0.5",
    ],
    [{ decode: [{ count: 2000, context: 5 }] }, "allows 1024 requests in a step, and this one has 2000"],
  ])("refuses %o", (options, message) => {
    expect(() => priceStep(options)).toThrow(message);
  });
});

describe("memoryPlan", () => {
  it("says what fits, and does not throw for what does not", () => {
    expect(memoryPlan({ tp: 1 }).fits).toBe(true);
    expect(memoryPlan({ model: "llama-3.1-70b" })).toMatchObject({ fits: false, smallestTp: 4 });
  });
});

describe("the engine alone", () => {
  it("takes any latency model", () => {
    const requests = requestTable([{ arrivalMs: 0, promptTokens: 8, outputTokens: 3 }]);
    const result = runEngine({
      requests,
      config: {
        maxNumBatchedTokens: 16,
        maxNumSeqs: 4,
        maxModelLen: 64,
        kvBlocks: 8,
        blockSize: 16,
        chunkedPrefill: true,
        longPrefillTokenThreshold: 0,
        prefixCaching: false,
        schedulingPolicy: "fcfs",
        asyncScheduling: false,
        fullSequenceAdmission: false,
        cudaGraphSizes: [],
        cudaGraphMode: "none",
      },
      latencyModel: {
        name: "a millisecond",
        price: (_, out) => {
          out.totalNs = out.hostNs = out.modelledNs = 1e6;
        },
        admissionNs: () => 0,
      },
    });
    expect(summarize({ result, requests }).e2el.meanMs).toBe(3);
  });
});

it("has an option for every setting, of the setting's own type", () => {
  type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;
  type Names = Camel<(typeof SETTING_NAMES)[number]>;
  expectTypeOf<"maxNumSeqs" | "tp" | "goodput" | "trace">().toExtend<Names>();
  expectTypeOf<SimulateOptions["schedulingPolicy"]>().toEqualTypeOf<"fcfs" | "priority" | undefined>();
});
