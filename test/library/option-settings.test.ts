import { describe, expect, it } from "vitest";
import { SETTING_NAMES } from "../../src/config/flags.ts";
import { flagValues } from "../../src/config/settings.ts";
import { optionName, settingOfOption } from "../../src/library/option-name.ts";
import { optionSettings } from "../../src/library/option-settings.ts";

const settings = (options: object) => optionSettings(options, ["requests"]);

describe("option names", () => {
  it("are the settings in camel case, one for each", () => {
    expect(optionName("max-num-batched-tokens")).toBe("maxNumBatchedTokens");
    for (const name of SETTING_NAMES) expect(settingOfOption(optionName(name))).toBe(name);
  });
});

describe("optionSettings", () => {
  it("takes options as the settings they are named after", () => {
    const values = flagValues(
      settings({ maxNumSeqs: 4, requestRate: Number.POSITIVE_INFINITY, goodput: ["ttft:1"] }),
    );
    expect(values["max-num-seqs"]).toBe(4);
    expect(values["request-rate"]).toBe(Number.POSITIVE_INFINITY);
    expect(values.goodput).toEqual(["ttft:1"]);
  });

  it("leaves out what is undefined, and options that are no settings", () => {
    expect(settings({ maxNumSeqs: undefined, requests: [] }).has("max-num-seqs")).toBe(false);
  });

  it("calls a model that is given whole by its name", () => {
    expect(flagValues(settings({ model: { name: "own" } })).model).toBe("own");
  });

  it.each([
    [{ maxNumSeqs: 0 }, "maxNumSeqs must be a whole number of requests, at least 1, got 0"],
    [{ tp: "2" }, 'tp must be a whole number of GPUs, at least 1, got "2"'],
    [{ tp: [1, 2] }, "tp takes one value; simulate once for each of several"],
    [
      { latencyModel: "mfuu" },
      'latencyModel must be one of calibrated, mfu, infersim, got "mfuu". Did you mean "mfu"?',
    ],
    [{ maxNumSequences: 1 }, 'maxNumSequences is no option. Did you mean "maxNumSeqs"?'],
    [{ "max-num-seqs": 1 }, 'max-num-seqs is no option. Did you mean "maxNumSeqs"?'],
    [{ rate: 1 }, 'rate is no option. Did you mean "requestRate"?'],
    [{ output: "folder" }, "output is no option"],
    [{ zzz: 1 }, "zzz is no option. Options are the settings in camel case"],
  ])("refuses %j", (options, message) => {
    expect(() => settings(options)).toThrow(message);
  });

  it("tells all problems at once", () => {
    expect(() => settings({ tp: 0, maxNumSeqs: 0, nope: 1 })).toThrow(/nope[\s\S]*tp|tp[\s\S]*nope/);
  });

  it("reads no environment", () => {
    process.env.INFERENCE_SIM_MAX_NUM_SEQS = "7";
    try {
      expect(settings({}).has("max-num-seqs")).toBe(false);
    } finally {
      delete process.env.INFERENCE_SIM_MAX_NUM_SEQS;
    }
  });
});
