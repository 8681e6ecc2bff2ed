import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/config/package-root.ts";
import { isGpu } from "../../src/ingest/gpu-name.ts";

const CASES: readonly (readonly [driverName: string, gpu: string, same: boolean])[] = [
  ["NVIDIA H100 80GB HBM3", "H100", true],
  ["NVIDIA H200", "H100", false],
  ["NVIDIA H100 PCIe", "H100", false],
  ["NVIDIA H100 NVL", "H100", false],
  ["NVIDIA H100 PCIe", "H100-PCIe", true],
  ["NVIDIA A100-SXM4-80GB", "A100-SXM", true],
];

test.each(CASES)("%s for %s: %s", (driverName, gpu, same) => {
  expect(isGpu(driverName, gpu)).toBe(same);
});

const python = spawnSync("python3", ["--version"]).status === 0;

test.skipIf(!python)("the kernel scripts refuse the same GPUs before they time anything", () => {
  const program =
    "import json, sys; from common import is_gpu; print(json.dumps([is_gpu(a, b) for a, b, _ in json.loads(sys.argv[1])]))";
  const { stdout, stderr } = spawnSync("python3", ["-B", "-c", program, JSON.stringify(CASES)], {
    cwd: join(packageRoot(), "bench", "kernels"),
    encoding: "utf8",
  });
  expect(JSON.parse(stdout || "[]"), stderr).toEqual(CASES.map(([, , same]) => same));
});
