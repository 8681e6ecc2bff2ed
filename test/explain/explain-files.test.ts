import { expect, it } from "vitest";
import { StepPrice, StepShape } from "../../src/engine/latency-model.ts";
import { stepExplanationCsv } from "../../src/explain/explain-files.ts";

it("a step as CSV says which step it is", () => {
  const price = Object.assign(new StepPrice(), { totalNs: 3000, gemmNs: 3000, modelledNs: 3000 });
  const step = {
    ...{ replica: 1, step: 7, startNs: 0, endNs: 3000, shape: new StepShape(), price },
    ...{ running: 1, waiting: 0, kvBlocks: 1 },
  };
  const lines = stepExplanationCsv({ step, work: { flops: 0, bytes: 0 }, trials: [] }).split("\n");
  expect(lines[0]).toMatch(/^replica,step,totalUs,gemmUs,/);
  expect(lines[1]).toMatch(/^1,7,3,3,/);
});
