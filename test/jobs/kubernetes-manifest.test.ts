import { Job } from "kubernetes-models/batch/v1/Job";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Pod } from "kubernetes-models/v1/Pod";
import { expect, test } from "vitest";
import { checkJobName } from "../../src/jobs/job.ts";
import {
  filesManifest,
  filesName,
  jobManifest,
  type KubernetesOptions,
  readerManifest,
} from "../../src/jobs/kubernetes-manifest.ts";
import { shellJob } from "./fixtures.ts";

const OPTIONS: KubernetesOptions = {
  namespace: "diya",
  image: "pytorch/pytorch:2.9.1-cuda12.8-cudnn9-devel",
  nodeSelector: { accelerator: "nvidia-h100" },
  tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
  claim: "inference-sim-workspace",
  mountPath: "/workspace",
  labels: { app: "infersim-benchmark", campaign: "20260102-030405" },
  queueLimitS: 7200,
};

/** Against the schema; the constructors' own types know nothing of optional properties that are absent. */
function validate(Model: new (data: never) => { validate(): void }, manifest: unknown): void {
  new Model(manifest as never).validate();
}

test("a Job is valid batch/v1 and holds what was asked for", () => {
  const job = jobManifest(shellJob("bench-1", "true", "/workspace", 1800), "files-1", OPTIONS);
  validate(Job, job);
  expect(job.spec.backoffLimit).toBe(2);
  expect(job.spec.activeDeadlineSeconds).toBe(9000);
  const pod = job.spec.template.spec;
  expect(pod.restartPolicy).toBe("Never");
  expect(pod.nodeSelector).toEqual({ accelerator: "nvidia-h100" });
  expect(pod.containers[0]!.resources).toEqual({
    limits: { "nvidia.com/gpu": 1, cpu: "8", memory: "64Gi" },
    requests: { "nvidia.com/gpu": 1, cpu: "4", memory: "32Gi" },
  });
  expect(pod.containers[0]!.env).toEqual([{ name: "GREETING", value: "it's me" }]);
});

test("a claim belongs to the group that is asked for, else to whom the cluster chooses", () => {
  const job = shellJob("bench-1", "true", "/workspace");
  const grouped = { ...OPTIONS, fsGroup: 1000 };
  for (const [Model, manifest, without] of [
    [Job, jobManifest(job, "files-1", grouped), jobManifest(job, "files-1", OPTIONS)],
    [Pod, readerManifest("reader", 60, grouped), readerManifest("reader", 60, OPTIONS)],
  ] as const) {
    validate(Model, manifest);
    expect(JSON.stringify(manifest)).toContain('"securityContext":{"fsGroup":1000}');
    expect(JSON.stringify(without)).not.toContain("securityContext");
  }
});

test("the schema is one that refuses: a Job without containers is not valid", () => {
  const job = structuredClone(jobManifest(shellJob("bench-1", "true", "/workspace"), "files-1", OPTIONS));
  Object.assign(job.spec.template.spec, { containers: undefined });
  expect(() => validate(Job, job)).toThrow(/containers/);
});

test("several GPUs get shared memory", () => {
  const one = shellJob("bench-1", "true", "/workspace");
  const eight = jobManifest({ ...one, resources: { ...one.resources, gpus: 8 } }, "files-1", OPTIONS);
  validate(Job, eight);
  expect(JSON.stringify(eight)).toContain("/dev/shm");
  expect(JSON.stringify(jobManifest(one, "files-1", OPTIONS))).not.toContain("/dev/shm");
});

test("files are a ConfigMap named by their content", () => {
  const files = { "gemm.py": "print(1)\n", "decode.py": "print(2)\n" };
  validate(ConfigMap, filesManifest(files, OPTIONS));
  expect(filesName(files)).toBe(filesName({ "decode.py": "print(2)\n", "gemm.py": "print(1)\n" }));
  expect(filesName(files)).not.toBe(filesName({ ...files, "gemm.py": "print(3)\n" }));
  checkJobName(filesName(files));
});

test("the reader is a valid pod without a GPU", () => {
  const pod = readerManifest("reader-1", 900, OPTIONS);
  validate(Pod, pod);
  expect(JSON.stringify(pod.spec.containers)).not.toContain("nvidia.com/gpu");
});

test("names that Kubernetes would refuse are refused here", () => {
  for (const bad of ["", "Bench", "a_b", "-a", "a-", "x".repeat(64)])
    expect(() => checkJobName(bad)).toThrow();
  checkJobName("infersim-h100-32-8-128-decode-tp2-20260102-030405");
});
