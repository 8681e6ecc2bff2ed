import { describe, expect, it } from "vitest";
import { memoryCsv, memoryJson, memoryText } from "../../src/report/memory-table.ts";
import type { MemoryPlan } from "../../src/roofline/memory.ts";

const GIB = 2 ** 30;
const plan: MemoryPlan = {
  ...{ totalBytes: 80 * GIB, usableBytes: 72 * GIB, weightBytes: 15 * GIB, activationBytes: 1.5 * GIB },
  ...{ overheadBytes: 0.25 * GIB, kvBytesPerBlock: 2 ** 21, kvBlocks: 28_288, kvTokens: 452_608, fits: true },
};
const tooLarge: MemoryPlan = {
  ...{ ...plan, weightBytes: 130 * GIB, kvBlocks: 0, kvTokens: 0, fits: false },
  ...{ missingBytes: 59.75 * GIB, smallestTp: 2 },
};

describe("memory tables", () => {
  it("JSON begins with the five stable keys", () => {
    const json = memoryJson(plan);
    expect(Object.keys(json).slice(0, 5)).toEqual([
      "weightBytes",
      "activationBytes",
      "kvBlocks",
      "kvTokens",
      "fits",
    ]);
    expect(json).toMatchObject({ weightBytes: 15 * GIB, kvTokens: 452_608, fits: true });
    expect(json).not.toHaveProperty("smallestTp");
  });

  it("text has GiB and says that it fits", () => {
    const text = memoryText(plan);
    expect(text).toMatch(/^weights +15\.00 GiB$/m);
    expect(text).toMatch(/^overhead .* 256\.00 MiB$/m);
    expect(text).toMatch(/^KV cache +55\.25 GiB$/m);
    expect(text).toMatch(/^KV tokens +452,608$/m);
    expect(text.endsWith("\nfits\n")).toBe(true);
  });

  it("text says what is missing and which tp would do", () => {
    expect(memoryText(tooLarge)).toContain("\ndoes not fit: 59.75 GiB missing; --tp 2 would fit\n");
    expect(memoryText({ ...plan, fits: false })).toContain("\ndoes not fit\n");
  });

  it("CSV is one row", () => {
    const [header, row] = memoryCsv(tooLarge).split("\n");
    expect(header).toMatch(/^weightBytes,activationBytes,kvBlocks,kvTokens,fits,.*,missingBytes,smallestTp$/);
    expect(row).toMatch(/^139586437120,\d+,0,0,false,.*,2$/);
  });
});
