import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hardwareFile, listGpus, loadGpu } from "../../src/config/hardware.ts";
import { readJson } from "../../src/config/read-json.ts";
import { describeWithReference, referenceFile } from "../reference.ts";

const required = {
  TFlopsPeak: 989.5,
  BwPeakTBs: 3.35,
  BwEffConstant: 0.72,
  mfuPrefill: 0.65,
  mfuDecode: 0.12,
};
const folder = mkdtempSync(join(tmpdir(), "hardware-"));

function fileOf(content: unknown): string {
  const file = join(folder, "hw.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  return file;
}

describe("what ships", () => {
  test("every GPU loads with all sections and without a warning", () => {
    expect(listGpus()).toEqual(["H100", "H200", "H800", "A100-SXM"]);
    for (const name of listGpus()) {
      const gpu = loadGpu(name);
      expect(gpu.warnings).toEqual([]);
      expect(gpu.device).toBeDefined();
      expect(gpu.mfu?.hostAsyncUs).toBe(244);
    }
    expect(loadGpu("H100").device?.memoryGiB).toBe(79.18);
    expect(loadGpu("H200").device?.memoryTBs).toBe(4.8);
    expect(loadGpu("A100-SXM").calibrated.perLayerOverhead).toBe(6);
    expect(loadGpu("A100-SXM").device?.fp8TFlops).toBeUndefined();
  });

  test("names do not mind case; an unknown one lists what there is", () => {
    expect(loadGpu("h100").name).toBe("H100");
    expect(() => loadGpu("A100")).toThrow(
      /--gpu is not in .*hardware_config.json, got "A100". Did you mean "A100-SXM"\?/,
    );
    expect(() => loadGpu("TPUv5")).toThrow("There is: H100, H200, H800, A100-SXM");
  });
});

describe("defaults", () => {
  test("a file with the required keys only takes the documented defaults, never zero", () => {
    expect(loadGpu("X", fileOf({ X: required }))).toEqual({
      name: "X",
      calibrated: {
        ...required,
        tpScalingExponent: 0.8,
        decodeTpScalingExponent: 1,
        TOverheadMicros: 50,
        prefillOverheadMicros: 100,
        mixedPrefillOverheadMicros: 50,
        allReduceLatency: 20,
        mfuPrefillMultiplier: 1,
        mfuDecodeMultiplier: 1,
        prefillBwFactor: 1,
        decodeBwFactor: 1,
        vectorPeakFraction: 0.1,
        perLayerOverhead: 5,
        perLayerOverheadApplies: true,
      },
      warnings: [],
    });
  });

  test("comments are fine, and a given zero of an overhead stays zero", () => {
    const file = fileOf(`// mine\n{"X": ${JSON.stringify({ ...required, TOverheadMicros: 0 })}}`);
    expect(loadGpu("X", file).calibrated.TOverheadMicros).toBe(0);
  });
});

describe("errors", () => {
  test.each([0, -1, "0.7", null])("BwEffConstant %j", (BwEffConstant) => {
    const got = JSON.stringify(BwEffConstant);
    const file = fileOf({ X: { ...required, BwEffConstant } });
    expect(() => loadGpu("X", file)).toThrow(
      `${file}:5:5: X.BwEffConstant must be a valid positive number, got ${got}`,
    );
  });

  test.each(["1e999", "NaN", "Infinity"])("BwEffConstant %s", (text) => {
    const file = fileOf(
      `{"X": {"TFlopsPeak": 1, "BwPeakTBs": 1, "BwEffConstant": ${text}, "mfuPrefill": 1, "mfuDecode": 1}}`,
    );
    expect(() => loadGpu("X", file)).toThrow(/X\.BwEffConstant must be a valid .*, got "?(NaN|Infinity)/);
  });

  test.each(Object.keys(required))("%s is required", (key) => {
    const file = fileOf({ X: { ...required, [key]: undefined } });
    expect(() => loadGpu("X", file)).toThrow(`X.${key} is missing; it must be a valid positive number`);
  });

  test("every problem of the file is told at once, other GPUs' too", () => {
    const file = fileOf({
      X: { ...required, mfuDecode: 0, tpScalingExponent: -1, bwEffConstant: 0.7 },
      Y: { ...required, device: { bf16TFlops: 1, memoryTBs: 1, memoryGiB: 0, sms: 1.5, l2MiB: 50, sm: 2 } },
    });
    const message = messageOf(() => loadGpu("X", file));
    expect(message.split("\n").sort()).toEqual(
      [
        `${file}:7:5: X.mfuDecode must be a valid positive number, got 0`,
        `${file}:8:5: X.tpScalingExponent must be a valid positive number, got -1`,
        `${file}:9:5: X.bwEffConstant is not a known key. Did you mean "BwEffConstant"?`,
        `${file}:20:7: Y.device.memoryGiB must be a valid positive number, got 0`,
        `${file}:21:7: Y.device.sms must be a whole number, got 1.5`,
        `${file}:23:7: Y.device.sm is not a known key. Did you mean "sms"?`,
      ].sort(),
    );
  });

  test.each([
    ["[]", "the document must be an object"],
    ['{"X": 3}', "X must be an object with the keys of a GPU"],
    ["{}", "holds no GPU"],
  ])("%s", (content, message) => {
    expect(() => loadGpu("X", fileOf(content))).toThrow(message);
  });
});

describe("warnings", () => {
  test("values outside of their usual range are told and used", () => {
    const gpu = loadGpu("X", fileOf({ X: { ...required, tpScalingExponent: 0.13 } }));
    expect(gpu.calibrated.tpScalingExponent).toBe(0.13);
    expect(gpu.warnings).toEqual([
      `${join(folder, "hw.json")}:8: X.tpScalingExponent 0.13 is outside of its usual range, 0.7 to 0.9`,
    ]);
  });

  test("an effective MFU above 1 is told", () => {
    const gpu = loadGpu("X", fileOf({ X: { ...required, mfuPrefillMultiplier: 2.2 } }));
    expect(gpu.warnings.at(-1)).toContain(
      "X.mfuPrefillMultiplier times mfuPrefill is 1.43: above the peak of the chip",
    );
  });
});

describeWithReference("files with v1 keys only", "calibrated/hardware_config.json", () => {
  test("load", () => {
    const file = referenceFile("calibrated/hardware_config.json");
    expect(listGpus(file)).toEqual(["set_a", "set_b"]);
    expect(loadGpu("set_a", file).calibrated).toMatchObject({
      mfuPrefillMultiplier: 2.2,
      perLayerOverheadApplies: false,
    });
    expect(loadGpu("set_a", file).device).toBeUndefined();
  });
});

test("every figure of a shipped device has a source", () => {
  const entries = readJson(hardwareFile()).value as Record<string, { device: object; sources: object }>;
  for (const { device, sources } of Object.values(entries)) {
    const needed = [
      ...Object.keys(device).map((key) => `device.${key}`),
      "calibrated",
      "mfu.host",
      "mfu.admission",
      "mfu.allReduceSkewUs",
    ];
    expect(Object.keys(sources).sort()).toEqual(needed.sort());
  }
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}
