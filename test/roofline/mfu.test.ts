import { describe, expect, it } from "vitest";
import { LAUNCH, StepPrice, StepShape } from "../../src/engine/latency-model.ts";
import { MfuModel } from "../../src/roofline/mfu.ts";
import { COST, COST_COLUMNS, type StepCosts } from "../../src/roofline/mfu-costs.ts";
import { EXTRAPOLATED, INTERPOLATED, MEASURED, MODELLED } from "../../src/roofline/tables/along.ts";

/** Costs that are easy to add up, and tell apart what they were asked for. */
const ROWS = new Float64Array(2 * COST_COLUMNS);
const COSTS = {
  rows: ROWS,
  dense: (tokens: number, eager: boolean) => {
    ROWS[COST.gemm] = 100 * tokens;
    ROWS[COST.allReduce] = eager ? 80 : 20;
    ROWS[COST.elementwise] = tokens;
    ROWS[COST.interpolated] = 100 * tokens;
    return 0;
  },
  head: (sequences: number) => {
    ROWS[COST_COLUMNS + COST.head] = 7 * sequences;
    ROWS[COST_COLUMNS + COST.extrapolated] = 7 * sequences;
    return COST_COLUMNS;
  },
  decodeCurve: (batch: number) => ({
    us: 0,
    provenance: MEASURED,
    price(kvSum: number) {
      this.us = batch + kvSum / 1000;
    },
  }),
  prefill: {
    us: 0,
    provenance: INTERPOLATED as number,
    price(tokens: ArrayLike<number>, context: ArrayLike<number>, chunks: number) {
      this.us = 0;
      for (let i = 0; i < chunks; i++) this.us += tokens[i]! + context[i]! / 10;
    },
  },
} as unknown as StepCosts;

const HOST = { stepUs: 500, sequenceUs: 27, admissionUs: 5000, admissionPerTokenUs: 8 };
const LAYERS = 32;
const model = new MfuModel(COSTS, LAYERS, HOST);

function price(fill: (step: StepShape) => void): StepPrice {
  const step = new StepShape();
  fill(step);
  const out = new StepPrice();
  model.price(step, out);
  return out;
}

describe("MfuModel", () => {
  it("adds a mixed step up by hand", () => {
    const out = price((step) => {
      step.addChunk(512, 0);
      step.addChunk(100, 1000);
      step.decodes = 8;
      step.decodeContext = 8000;
      step.logits = 9;
      step.batchTokens = 620;
      step.launch = LAUNCH.piecewiseGraph;
    });
    const prefill = 512 + 100 + 100;
    // The 8 new tokens are in the KV that is read: 8 + 8008 / 1000.
    const decode = 16.008;
    expect(out.gemmNs).toBe(62_000_000);
    expect(out.attentionNs).toBe(Math.round((prefill + decode) * LAYERS * 1000));
    expect(out.allReduceNs).toBe(20_000);
    expect(out.headNs).toBe(63_000);
    expect(out.elementwiseNs).toBe(620_000);
    expect(out.hostNs).toBe(500_000 + 10 * 27_000);
    expect(out.measuredNs).toBe(Math.round(decode * LAYERS * 1000));
    expect(out.interpolatedNs).toBe(62_000_000 + prefill * LAYERS * 1000);
    expect(out.extrapolatedNs).toBe(63_000);
    expect(out.modelledNs).toBe(20_000 + 620_000 + 770_000);
  });

  it("pays for eager launches", () => {
    const fill = (launch: StepShape["launch"]) => (step: StepShape) => {
      Object.assign(step, { decodes: 1, decodeContext: 10, logits: 1, batchTokens: 1, launch });
    };
    expect(price(fill(LAUNCH.eager)).allReduceNs).toBe(80_000);
    expect(price(fill(LAUNCH.fullGraph)).allReduceNs).toBe(20_000);
  });

  it("leaves nothing behind from one step to the next", () => {
    const decode = (step: StepShape) => {
      Object.assign(step, { decodes: 4, decodeContext: 400, logits: 4, batchTokens: 4 });
    };
    const first = price(decode);
    price((step) => {
      step.addChunk(4096, 0);
      step.batchTokens = 4096;
      step.logits = 1;
    });
    expect(price(decode)).toEqual(first);
  });

  it("admits a request after a constant and a time a token", () => {
    expect(model.admissionNs(1000)).toBe(13_000_000);
  });
});

it("numbers provenances as the engine does", () => {
  expect([MEASURED, INTERPOLATED, EXTRAPOLATED, MODELLED]).toEqual([0, 1, 2, 3]);
  expect([COST.measured, COST.interpolated, COST.extrapolated]).toEqual([0, 1, 2]);
});
