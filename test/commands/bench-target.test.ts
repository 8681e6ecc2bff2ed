import { describe, expect, test } from "vitest";
import { targetOf } from "../../src/commands/bench-target.ts";
import type { Invocation } from "../../src/commands/command.ts";
import type { FlagName } from "../../src/config/flags.ts";
import { TARGET_DEFAULTS, targetSchema } from "../../src/ingest/campaign/target.ts";

const invocation = (flags: Partial<Record<FlagName, string>>): Invocation => ({
  positionals: {},
  words: [],
  flags: new Map(Object.entries(flags) as [FlagName, string][]),
});
const target = (flags: Partial<Record<FlagName, string>>, before?: ReturnType<typeof targetOf>) =>
  targetOf(invocation(flags), before, "H100");

test("without flags a campaign is the documents'", () => {
  const openshift = target({ target: "openshift" });
  expect(openshift).toEqual({ name: "openshift", ...TARGET_DEFAULTS });
  expect(targetSchema.parse(openshift)).toEqual(openshift);
  expect(() => target({})).toThrow("--target is needed for a new campaign");
});

test("nodes are those of the GPU", () => {
  const h200 = targetOf(invocation({ target: "kubernetes" }), undefined, "H200");
  expect(h200.kubernetes.nodeSelector).toEqual({ accelerator: "nvidia-h200" });
});

describe("flags", () => {
  test("labels and taints of nodes", () => {
    const { kubernetes } = target({
      target: "kubernetes",
      "node-selector": "zone=a,gpu=yes",
      tolerations: "nvidia.com/gpu:NoSchedule,dedicated=bench:NoExecute,any",
    });
    expect(kubernetes.nodeSelector).toEqual({ zone: "a", gpu: "yes" });
    expect(kubernetes.tolerations).toEqual([
      { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
      { key: "dedicated", operator: "Equal", value: "bench", effect: "NoExecute" },
      { key: "any", operator: "Exists" },
    ]);
    const none = target({ target: "kubernetes", "node-selector": "none", tolerations: "none" }).kubernetes;
    expect([none.nodeSelector, none.tolerations]).toEqual([{}, []]);
  });

  test("half of the most is reserved", () => {
    const { resources } = target({ target: "slurm", "job-cpus": "6", "job-memory": "10" });
    expect(resources).toEqual({ cpus: { request: 3, limit: 6 }, memoryGiB: { request: 5, limit: 10 } });
  });

  test("sbatch options are words", () => {
    const { slurm } = target({
      target: "slurm",
      partition: "gpu",
      "sbatch-options": "--gres=gpu:h100:1  --qos=high",
    });
    expect(slurm).toEqual({ partition: "gpu", sbatchOptions: ["--gres=gpu:h100:1", "--qos=high"] });
  });

  test("what they leave open is as the campaign had it", () => {
    const before = target({ target: "openshift", namespace: "mine", python: "python3.12", setup: "true" });
    const after = target({ claim: "data" }, before);
    expect(after).toEqual({ ...before, kubernetes: { ...before.kubernetes, claim: "data" } });
  });

  test.each([
    [{ "node-selector": "zone" }, "--node-selector must be KEY=VALUE"],
    [{ tolerations: "gpu:Never" }, "--tolerations must be KEY[=VALUE][:EFFECT]"],
    [{ "job-cpus": "0" }, "--job-cpus must be a number of CPUs, above 0"],
  ] as const)("%j is refused", (flags, message) => {
    expect(() => target({ target: "kubernetes", ...flags })).toThrow(message);
  });
});
