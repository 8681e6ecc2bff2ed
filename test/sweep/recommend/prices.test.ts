import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listGpus } from "../../../src/config/hardware.ts";
import { loadPrices, pricesFile } from "../../../src/sweep/recommend/prices.ts";
import { newStore } from "../sweeps.ts";

const { folder } = newStore();
function file(text: string): string {
  const path = join(folder, "prices.json");
  writeFileSync(path, text);
  return path;
}

describe("loadPrices", () => {
  it("reads the file that ships: dated, with sources, for GPUs that there are", () => {
    for (const provider of [undefined, "specialised", "hyperscaler", "aws-capacity-blocks"]) {
      const { date, source, perGpuHour, power } = loadPrices(provider);
      expect(date).toMatch(/^20\d\d-\d\d$/);
      expect(source.length).toBeGreaterThan(20);
      for (const gpu of [...Object.keys(perGpuHour), ...Object.keys(power)])
        expect(listGpus()).toContain(gpu);
    }
    expect(loadPrices(undefined).provider).toBe("specialised");
  });

  it("names providers that are not there, and the place of what is wrong", () => {
    expect(() => loadPrices("hyperscalar")).toThrow('Did you mean "hyperscaler"?');
    const bad = file(
      '{\n "currency": "EUR",\n "default": "x",\n "providers": {"x": {"date": "May", "source": "s",\n "perGpuHour": {"H100": -1}}},\n "powr": {}\n}',
    );
    expect(() => loadPrices(undefined, bad)).toThrow(
      /prices\.json:4:22: providers\.x\.date must be a date such as 2026-05/,
    );
    expect(() => loadPrices(undefined, bad)).toThrow(
      /prices\.json:5:17: providers\.x\.perGpuHour\.H100 must be a number above 0/,
    );
    expect(() => loadPrices(undefined, bad)).toThrow('powr is not a known key. Did you mean "power"?');
    expect(() =>
      loadPrices(undefined, file('{"currency": "EUR", "default": "y", "providers": {}, "power": {}}')),
    ).toThrow("prices.json:1:21: default is no provider");
  });

  it("lies where users look for it", () => {
    expect(pricesFile()).toMatch(/configs.prices\.json$/);
  });
});
