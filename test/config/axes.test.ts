import { describe, expect, it } from "vitest";
import { combinations, doubledNotes } from "../../src/config/axes.ts";
import { type GivenFlags, resolveSettings } from "../../src/config/resolve.ts";
import { flagValues } from "../../src/config/settings.ts";

const combine = (flags: GivenFlags) => combinations(resolveSettings({ flags, environment: {} }));

describe("combinations", () => {
  it("is the settings themselves when no list is given", () => {
    const [only, ...rest] = combine(new Map([["tp", "2"]]));
    expect(rest).toEqual([]);
    expect(only!.labels).toEqual({});
    expect(flagValues(only!.settings).tp).toBe(2);
  });

  it("is every combination, the later axis running fastest", () => {
    const all = combine(
      new Map([
        ["latency-model", "calibrated,mfu"],
        ["tp", "1,2"],
      ]),
    );
    expect(all.map(({ labels }) => labels)).toEqual([
      { tp: "1", "latency-model": "calibrated" },
      { tp: "1", "latency-model": "mfu" },
      { tp: "2", "latency-model": "calibrated" },
      { tp: "2", "latency-model": "mfu" },
    ]);
    expect(all.map(({ settings }) => flagValues(settings).tp)).toEqual([1, 1, 2, 2]);
  });

  it("runs a value that is given twice once", () => {
    expect(combine(new Map([["request-rate", "1,inf,1"]])).map(({ labels }) => labels)).toEqual([
      { "request-rate": "1" },
      { "request-rate": "inf" },
    ]);
    const settings = resolveSettings({ flags: new Map([["request-rate", "1,inf,1"]]), environment: {} });
    expect(doubledNotes(settings)).toEqual(["--request-rate names 1 more than once: it is run once"]);
  });

  it("leaves lists that are one value alone", () => {
    expect(combine(new Map([["percentiles", "50,99"]]))).toHaveLength(1);
  });
});
