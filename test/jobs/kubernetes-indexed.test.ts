import { Job } from "kubernetes-models/batch/v1/Job";
import { describe, expect, it } from "vitest";
import { indexedJobManifest } from "../../src/jobs/kubernetes-indexed.ts";
import { shellJob } from "./fixtures.ts";

const OPTIONS = {
  ...{
    namespace: "ns",
    image: "img",
    nodeSelector: {},
    tolerations: [],
    claim: "c",
    mountPath: "/workspace",
  },
  ...{ labels: { app: "infersim-sweep" }, queueLimitS: 60 },
};
const manifest = (minor: number, maxParallel = 4) =>
  indexedJobManifest(shellJob("j", "true", "/w"), "files-1", { completions: 8, maxParallel }, minor, OPTIONS);

describe("indexedJobManifest", () => {
  it.each([24, 28, 29, 33])("is a Job that the schema takes, for a server of 1.%d", (minor) => {
    new Job(manifest(minor) as never).validate();
    expect(manifest(minor).spec).toMatchObject({ completionMode: "Indexed", completions: 8, parallelism: 4 });
  });

  it("counts failures by index where the server can, else over all indices", () => {
    expect(manifest(29).spec).toMatchObject({ backoffLimitPerIndex: 2, maxFailedIndexes: 8 });
    expect(manifest(29).spec).not.toHaveProperty("backoffLimit");
    expect(manifest(28).spec).toMatchObject({ backoffLimit: 16 });
    expect(manifest(28).spec).not.toHaveProperty("backoffLimitPerIndex");
  });

  it("runs no more at once than there are", () => {
    expect(manifest(29, 99).spec.parallelism).toBe(8);
  });
});
