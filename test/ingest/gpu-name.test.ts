import { expect, test } from "vitest";
import { isGpu } from "../../src/ingest/gpu-name.ts";

test("an H100 is no H200, and no PCIe card", () => {
  expect(isGpu("NVIDIA H100 80GB HBM3", "H100")).toBe(true);
  expect(isGpu("NVIDIA H200", "H100")).toBe(false);
  expect(isGpu("NVIDIA H100 PCIe", "H100")).toBe(false);
  expect(isGpu("NVIDIA H100 PCIe", "H100-PCIe")).toBe(true);
  expect(isGpu("NVIDIA A100-SXM4-80GB", "A100-SXM")).toBe(true);
});
