import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromAddress, toAddress } from "../../../src/browser/page/address.ts";
import {
  type Inputs,
  nearestStep,
  SLIDERS,
  START,
  sliderText,
  TP_CHOICES,
} from "../../../src/browser/page/inputs.ts";

const CATALOG = { models: { "llama-3.1-8b": {}, "own-13b": {} }, gpus: { H100: {}, H200: {} }, tables: {} };

const inputs = fc.record({
  model: fc.constantFrom(...Object.keys(CATALOG.models)),
  gpu: fc.constantFrom(...Object.keys(CATALOG.gpus)),
  latencyModel: fc.constantFrom("mfu", "calibrated"),
  tp: fc.constantFrom(...TP_CHOICES),
  ...(Object.fromEntries(SLIDERS.map(({ name, values }) => [name, fc.constantFrom(...values)])) as {
    [Name in (typeof SLIDERS)[number]["name"]]: fc.Arbitrary<number>;
  }),
}) satisfies fc.Arbitrary<Inputs>;

describe("an address", () => {
  it("brings back every setting of the page", () => {
    fc.assert(
      fc.property(inputs, (given) => {
        expect(fromAddress(`#${toAddress(given)}`, CATALOG)).toEqual(given);
      }),
    );
  });

  it("is empty at the start, and the start is on the sliders", () => {
    expect(toAddress(START)).toBe("");
    expect(fromAddress("", CATALOG)).toEqual(START);
  });

  it("is read as far as it makes sense", () => {
    const read = fromAddress("#model=none&tp=3&rate=7.9&prompt=-4&output=abc&gpu=H200&nonsense", CATALOG);
    expect(read).toEqual({ ...START, gpu: "H200", rate: 8 });
  });
});

describe("sliders", () => {
  it("go up in steps, and find each of them", () => {
    for (const slider of SLIDERS) {
      expect([...slider.values].sort((a, b) => a - b)).toEqual(slider.values);
      for (const [index, value] of slider.values.entries()) expect(nearestStep(slider, value)).toBe(index);
    }
  });

  it("say what they stand at", () => {
    const [rate, , , spread] = SLIDERS;
    expect(sliderText(rate!, 9)).toBe("8 requests/s");
    expect(sliderText(spread!, 0)).toBe("all equal");
  });
});
