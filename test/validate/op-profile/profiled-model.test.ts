import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { StepPrice, StepShape } from "../../../src/engine/latency-model.ts";
import { ProfiledModel } from "../../../src/validate/op-profile/profiled-model.ts";
import { hasProfile, readProfile } from "../../../src/validate/op-profile/read-profile.ts";

const folder = mkdtempSync(join(tmpdir(), "inference-sim-profile-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Time of each operation is its number times the tokens, so that sums can be made by hand. */
const DENSE = {
  embedding: 1,
  layernorm: 2,
  qkv_proj: 10,
  rotary_emb: 3,
  o_proj: 20,
  gate_up_proj: 30,
  act_fn: 4,
  down_proj: 40,
  final_layernorm: 5,
};

function write(dense: Readonly<Record<string, number>> = DENSE): string {
  const layers = Object.entries(dense).flatMap(([layer, us]) => [
    `${layer},1,${us}`,
    `${layer},100,${100 * us}`,
  ]);
  writeFileSync(join(folder, "profile_dense.csv"), ["layer,tokens,time_us", ...layers].join("\n"));
  writeFileSync(
    join(folder, "profile_per_sequence.csv"),
    "layer,sequences,time_us\nlm_head,1,50\nlm_head,10,500\nsampler,1,6\nsampler,10,60\n",
  );
  // Attention: 1 us for a chunk of 100 tokens, 2 us for 10 decodes, 100 KV tokens another; sums where together.
  const points = [
    ...["0,0,1,0,0.2", "0,0,1,100,0.4", "0,0,10,0,2", "0,0,10,100,4"],
    ...["100,0,0,0,1", "100,0,1,0,1.2", "100,0,1,100,1.4", "100,0,10,0,3", "100,0,10,100,5"],
  ];
  writeFileSync(
    join(folder, "profile_attention.csv"),
    ["prefill_chunk,kv_prefill,n_decode,kv_decode,time_us", ...points].join("\n"),
  );
  return folder;
}

function model(): ProfiledModel {
  return new ProfiledModel({
    ...{ profile: readProfile(write()), layers: 2, folder, stepUs: 100, sequenceUs: 7, admissionUs: 3 },
  });
}

function priced(fill: (step: StepShape) => void): StepPrice {
  const [step, out] = [new StepShape(), new StepPrice()];
  fill(step);
  step.batchTokens = step.prefillTokens + step.decodes;
  step.logits = step.decodes + step.chunks;
  model().price(step, out);
  return out;
}

/** One token through two layers, and embedding and last norm once. */
const GEMM_US = 2 * (10 + 20 + 30 + 40);
const ELEMENTWISE_US = 1 + 5 + 2 * (2 * 2 + 3 + 4);

describe("a step of a profiled model", () => {
  test("ten decodes at 99 cached tokens, which attend to themselves too", () => {
    const out = priced((step) => Object.assign(step, { decodes: 10, decodeContext: 990 }));
    expect(out.gemmNs).toBe(10 * GEMM_US * 1000);
    expect(out.elementwiseNs).toBe(10 * ELEMENTWISE_US * 1000);
    expect(out.attentionNs).toBe(2 * 4 * 1000);
    expect(out.headNs).toBe(560 * 1000);
    expect(out.hostNs).toBe(170 * 1000);
    expect(out.totalNs).toBe(out.gemmNs + out.elementwiseNs + out.attentionNs + out.headNs + out.hostNs);
  });

  test("a chunk beside decodes is looked up together; a second one adds what it adds to those decodes", () => {
    const one = priced((step) => {
      step.addChunk(100, 0);
      Object.assign(step, { decodes: 10, decodeContext: 990 });
    });
    expect(one.attentionNs).toBe(2 * 5 * 1000);
    const two = priced((step) => {
      step.addChunk(100, 0);
      step.addChunk(100, 0);
      Object.assign(step, { decodes: 10, decodeContext: 990 });
    });
    expect(two.attentionNs).toBe(2 * 6 * 1000);
  });

  test("is interpolated within the profile, extrapolated beyond it, its host time modelled", () => {
    const inside = priced((step) => step.addChunk(100, 0));
    expect(inside.interpolatedNs).toBe(inside.totalNs - inside.hostNs);
    expect(inside.modelledNs).toBe(inside.hostNs);
    const beyond = priced((step) => step.addChunk(101, 0));
    expect([beyond.interpolatedNs, beyond.extrapolatedNs]).toEqual([0, beyond.totalNs - beyond.hostNs]);
  });

  test("admission is the server's in front of the engine", () => {
    expect(model().admissionNs()).toBe(3000);
  });
});

describe("a profile", () => {
  test("is there when all of its files are", () => {
    expect(hasProfile(write())).toBe(true);
    expect(hasProfile(tmpdir())).toBe(false);
  });

  test("with an operation of unknown count, or without one that is needed, is refused", () => {
    const build = (dense: Readonly<Record<string, number>>) => {
      const profile = readProfile(write(dense));
      return new ProfiledModel({ profile, layers: 2, folder, stepUs: 0, sequenceUs: 0, admissionUs: 0 });
    };
    expect(() => build({ ...DENSE, experts: 9 })).toThrow(/holds experts, and how often/);
    const { down_proj: _, ...without } = DENSE;
    expect(() => build(without)).toThrow(/lacks down_proj/);
  });
});
