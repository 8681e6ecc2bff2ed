import { describe, expect, it } from "vitest";
import type { FlagName } from "../../src/config/flags.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { usedSettings } from "../../src/config/used-settings.ts";
import { unusedNotes, workloadKind, workloadRequest } from "../../src/config/workload-request.ts";

const settingsOf = (flags: Partial<Record<FlagName, string>>) =>
  resolveSettings({ flags: new Map(Object.entries(flags)) as never, environment: {} });
const request = (flags: Partial<Record<FlagName, string>>) => workloadRequest(settingsOf(flags));

describe("workloadKind", () => {
  it.each([
    [{}, "random"],
    [{ "prompt-tokens": "5" }, "distribution"],
    [{ "prefill-tokens": "5" }, "prompt"],
    [{ trace: "a.csv" }, "trace"],
    [{ workload: "chatbot" }, "preset"],
    [{ workload: "sessions", "prompt-tokens": "5" }, "sessions"],
  ] as const)("of %j is %s", (flags, kind) => {
    expect(workloadKind(settingsOf(flags))).toBe(kind);
  });
});

describe("workloadRequest", () => {
  it("has the defaults of vllm bench serve", () => {
    expect(request({})).toMatchObject({
      kind: "generated",
      seed: 0,
      spec: {
        numRequests: 1000,
        arrivals: { requestRate: Number.POSITIVE_INFINITY, burstiness: 1 },
        prompts: { kind: "random", inputLen: 1024, outputLen: 128, rangeRatio: 0, prefixLen: 0 },
      },
    });
  });

  it("takes the design documents' form", () => {
    const flags = { workload: "distribution", "prompt-tokens": "2048", "output-tokens": "1" } as const;
    expect(request({ ...flags, "request-rate": "100", "num-prompts": "50" })).toMatchObject({
      spec: {
        numRequests: 50,
        arrivals: { requestRate: 100 },
        prompts: { prompt: { kind: "constant", value: 2048 }, output: { kind: "constant", value: 1 } },
      },
    });
  });

  it("makes one prompt with one output token of --prefill-tokens", () => {
    expect(request({ "prefill-tokens": "2048" })).toMatchObject({
      spec: { numRequests: 1, prompts: { prompt: { value: 2048 }, output: { value: 1 } } },
    });
  });

  it("generates arrivals for a trace only when a rate was asked for", () => {
    expect(request({ trace: "a.csv" })).toMatchObject({ file: "a.csv", options: { arrivals: undefined } });
    expect(request({ trace: "a.csv", "request-rate": "3" })).toMatchObject({
      options: { arrivals: { requestRate: 3 } },
    });
  });

  it("lets stages say how many requests there are, unless that is said", () => {
    const { spec } = request({ stages: "5:60,20:30" }) as { spec: object };
    expect(spec).toMatchObject({
      numRequests: undefined,
      arrivals: {
        stages: [
          { rate: 5, durationS: 60 },
          { rate: 20, durationS: 30 },
        ],
      },
    });
    expect(request({ stages: "5:60", "num-prompts": "7" })).toMatchObject({ spec: { numRequests: 7 } });
  });

  it.each([{ stages: "5:60" }, { "ramp-up-strategy": "linear" }] as const)(
    "takes no rate beside %j",
    (flags) => {
      expect(() => request({ ...flags, "request-rate": "3" })).toThrow(
        "--request-rate cannot be given beside --",
      );
    },
  );

  it("insists on a rate for a trace where the command line gives one", () => {
    const flag = request({
      trace: "a.csv",
      "ramp-up-strategy": "linear",
      "ramp-up-start-rps": "1",
      "ramp-up-end-rps": "2",
    });
    expect(flag).toMatchObject({
      options: { arrivals: { rampUp: { startRps: 1 } }, arrivalsMustApply: true },
    });
    const environment = { INFERENCE_SIM_REQUEST_RATE: "3" };
    const settings = resolveSettings({ flags: new Map([["trace", "a.csv"]]), environment });
    expect(workloadRequest(settings)).toMatchObject({ options: { arrivalsMustApply: false } });
  });

  it("refuses a flag that would have no effect", () => {
    expect(() => request({ "prefill-tokens": "5", "random-input-len": "7" })).toThrow(
      '--random-input-len has no effect with the workload "prompt". It belongs to random: choose with --workload',
    );
  });

  it("only notes it of a file or of the environment, which serve other runs too", () => {
    const environment = { INFERENCE_SIM_RANDOM_INPUT_LEN: "7" };
    const settings = resolveSettings({ flags: new Map([["prefill-tokens", "5"]]), environment });
    expect(workloadRequest(settings).kind).toBe("generated");
    expect(unusedNotes(settings)).toEqual([
      'random-input-len of env INFERENCE_SIM_RANDOM_INPUT_LEN has no effect with the workload "prompt"',
    ]);
  });

  it("says what a workload lacks", () => {
    expect(() => request({ workload: "trace" })).toThrow("--workload trace needs --trace");
    expect(() => request({ "ramp-up-strategy": "linear" })).toThrow("needs --ramp-up-start-rps");
    expect(() => request({ workload: "sessions" })).toThrow("--workload sessions needs --turns");
  });
});

describe("usedSettings", () => {
  it("keeps what the workload uses and names its kind", () => {
    const used = usedSettings(settingsOf({ "prefill-tokens": "5" }));
    expect(used.get("workload")?.items).toEqual(["prompt"]);
    expect(used.has("random-input-len")).toBe(false);
    expect(used.has("num-prompts")).toBe(false);
    expect(used.has("block-size")).toBe(true);
  });

  it("claims no arrival rate for a trace that has its own times", () => {
    expect(usedSettings(settingsOf({ trace: "a.csv" })).has("request-rate")).toBe(false);
    expect(usedSettings(settingsOf({ trace: "a.csv", "request-rate": "2" })).has("request-rate")).toBe(true);
  });
});
