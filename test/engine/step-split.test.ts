import { expect, it } from "vitest";
import { GraphPadding } from "../../src/engine/graph-padding.ts";
import { type LatencyModel, StepPrice, StepShape } from "../../src/engine/latency-model.ts";
import { StepSplit } from "../../src/engine/step-split.ts";
import { BASE_CONFIG } from "./scenarios.ts";

/** 100 ns for the host, 3 ns of products and 2 ns of attention a prompt token, 10 and 7 a decode. */
const model: LatencyModel = {
  name: "by hand",
  admissionNs: () => 0,
  price(step, out) {
    out.hostNs = 100;
    out.gemmNs = 3 * step.prefillTokens + 10 * step.decodes;
    out.attentionNs = 2 * step.prefillTokens + 7 * step.decodes;
    out.totalNs = out.hostNs + out.gemmNs + out.attentionNs;
  },
};
const split = new StepSplit(model, new GraphPadding(BASE_CONFIG));

function of(decodes: number, chunks: readonly number[]) {
  const shape = new StepShape();
  for (const tokens of chunks) shape.addChunk(tokens, 0);
  shape.decodes = decodes;
  shape.logits = decodes + chunks.length;
  const price = new StepPrice();
  model.price(shape, price);
  split.of(shape, price);
  const { prefillNs } = split;
  return { shape, decode: [...split.decode], added: [...split.added], prefillNs };
}

it("gives a step of one kind to that kind whole", () => {
  expect(of(4, [])).toMatchObject({ decode: [0, 40, 28, 0, 0, 100], added: [0, 0, 0, 0, 0, 0] });
  expect(of(0, [10, 30])).toMatchObject({ prefillNs: 300, added: [0, 0, 0, 0, 0, 0] });
});

it("divides a mixed step by what it would cost without the other kind", () => {
  // 100 + 40 * 5 + 4 * 17 = 368; decodes alone 168, prompts alone 300.
  const { decode, prefillNs, added, shape } = of(4, [10, 30]);
  expect(decode).toEqual([200, 40, 28, 0, 0, 100]);
  expect(prefillNs).toBe(300);
  // 68 ns in the proportions 40 : 28 : 100, what rounding leaves to the largest.
  expect(added).toEqual([0, 16, 11, 0, 0, 41]);
  expect([split.prefillShareNs(shape, 10), split.prefillShareNs(shape, 30)]).toEqual([75, 225]);
});

it("lets the other kind add nothing where the smaller step is the dearer", () => {
  const odd: LatencyModel = {
    ...model,
    price(step, out) {
      // Padded: decodes alone cost more than with a prompt.
      out.gemmNs = step.chunks > 0 ? 50 : 80;
      out.totalNs = out.gemmNs;
    },
  };
  const shape = new StepShape();
  shape.addChunk(5, 0);
  shape.decodes = 2;
  const price = new StepPrice();
  odd.price(shape, price);
  const oddSplit = new StepSplit(odd, new GraphPadding(BASE_CONFIG));
  oddSplit.of(shape, price);
  expect([...oddSplit.decode]).toEqual([0, 50, 0, 0, 0, 0]);
  expect([oddSplit.prefillNs, ...oddSplit.added]).toEqual([50, 0, 0, 0, 0, 0, 0]);
});

it("gives prompts the whole step where they alone would be the dearer", () => {
  const odd: LatencyModel = {
    ...model,
    price(step, out) {
      // Prompts alone fit no graph; with decodes beside them they do.
      out.gemmNs = step.decodes > 0 ? 50 : 80;
      out.totalNs = out.gemmNs;
    },
  };
  const shape = new StepShape();
  shape.addChunk(5, 0);
  shape.decodes = 2;
  const price = new StepPrice();
  odd.price(shape, price);
  const oddSplit = new StepSplit(odd, new GraphPadding(BASE_CONFIG));
  oddSplit.of(shape, price);
  expect([oddSplit.prefillNs, ...oddSplit.added]).toEqual([50, 0, 0, 0, 0, 0, 0]);
});

it("prices each kind as the server would launch it alone, with the logits that are its own", () => {
  const seen: { batchTokens: number; logits: number }[] = [];
  const watching: LatencyModel = {
    ...model,
    price(step, out) {
      seen.push({ batchTokens: step.batchTokens, logits: step.logits });
      out.gemmNs = step.batchTokens;
      out.totalNs = out.gemmNs;
    },
  };
  const graphs = { ...BASE_CONFIG, cudaGraphMode: "piecewise" as const, cudaGraphSizes: [4, 16, 64] };
  const shape = new StepShape();
  // The first prompt ends in this step, the second does not.
  shape.addChunk(9, 0);
  shape.addChunk(5, 0);
  shape.decodes = 3;
  shape.logits = 4;
  const price = new StepPrice();
  watching.price(Object.assign(shape, { batchTokens: 64 }), price);
  new StepSplit(watching, new GraphPadding(graphs)).of(shape, price);
  expect(seen.slice(1)).toEqual([
    { batchTokens: 4, logits: 3 },
    { batchTokens: 16, logits: 1 },
  ]);
});
