import { describe, expect, it } from "vitest";
import type { FlagName } from "../../src/config/flags.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { resolveServer } from "../../src/config/server-config.ts";
import { originText } from "../../src/config/settings.ts";

function resolve(flags: Partial<Record<FlagName, string | boolean>>) {
  const given = { model: "llama-3.1-8b", ...flags };
  return resolveServer(resolveSettings({ flags: new Map(Object.entries(given)) as never, environment: {} }));
}

describe("resolveServer", () => {
  it("fills in what vLLM 0.19 would do on an H100", () => {
    const { server } = resolve({});
    expect(server.engine).toMatchObject({
      maxNumBatchedTokens: 8192,
      maxNumSeqs: 1024,
      maxModelLen: 131_072,
      blockSize: 16,
      chunkedPrefill: true,
      prefixCaching: true,
      asyncScheduling: true,
      fullSequenceAdmission: true,
      cudaGraphMode: "full-and-piecewise",
    });
    expect(server.engine.cudaGraphSizes.at(-1)).toBe(512);
    expect(server.gpuMemoryUtilization).toBe(0.9);
  });

  it("lets the version set the knobs, and a flag win over the version", () => {
    const old = resolve({ "vllm-version": "0.11" });
    expect(old.server.engine.asyncScheduling).toBe(false);
    expect(originText(old.settings.get("async-scheduling")!.origin)).toBe("preset vLLM 0.11");
    const mixed = resolve({ "vllm-version": "0.11", "async-scheduling": true });
    expect(mixed.server.engine.asyncScheduling).toBe(true);
    expect(originText(mixed.settings.get("async-scheduling")!.origin)).toBe("flag --async-scheduling");
    expect(resolve({ "vllm-version": "0.22" }).server.gpuMemoryUtilization).toBe(0.92);
  });

  it("captures no graph when told not to", () => {
    expect(resolve({ "cudagraph-mode": "none" }).server.engine.cudaGraphSizes).toEqual([]);
  });

  it("sets the KV cache's element type apart from the model's", () => {
    expect(resolve({}).server.model.kvDtype).toBe("bf16");
    expect(resolve({ "kv-cache-dtype": "fp8" }).server.model.kvDtype).toBe("fp8");
  });

  it("uses the tables that ship for the GPU unless a folder is given", () => {
    expect(resolve({}).server.benchDataPath).toMatch(/bench_data.h100$/);
    expect(resolve({ "bench-data-path": "mine" }).server.benchDataPath).toBe("mine");
    expect(resolve({ "latency-model": "calibrated" }).server.benchDataPath).toBeUndefined();
  });

  it.each([
    [{ model: "lama-3.1-8b" }, 'Did you mean "llama-3.1-8b"?'],
    [{ gpu: "H1000" }, 'Did you mean "H100"?'],
    [{ tp: "3" }, "--tp must divide the 32 attention heads of llama-3.1-8b, got 3"],
    [{ "vllm-version": "new" }, '--vllm-version must begin with major.minor, such as 0.19, got "new"'],
    [{ "max-model-len": "200000" }, "--max-model-len must be at most 131072"],
  ])("refuses %j", (flags, message) => {
    expect(() => resolve(flags)).toThrow(message);
  });

  it("takes llama-3.1-8b where no model is given, and says so in its origin", () => {
    const settings = resolveSettings({ flags: new Map(), environment: {} });
    const { server, settings: used } = resolveServer(settings);
    expect(server.model.name).toBe("llama-3.1-8b");
    expect(used.get("model")?.origin).toEqual({ layer: "default" });
  });

  it("sizes the KV pool by bytes where they are given", () => {
    // 32 layers x 2 x 8 heads x 128 x 2 bytes = 131,072 bytes a token, 2 MiB a block of 16.
    const blocks = (bytes: string) => resolve({ "kv-cache-memory-bytes": bytes }).server.kvBlocksOverride;
    expect(blocks("2147483648")).toBe(1024);
    expect(() => blocks("4194303")).toThrow("must hold at least 2 KV blocks, of 2097152 bytes each");
  });

  it("serves FP8 weights of a bf16 model with --quantization fp8", () => {
    expect(resolve({ quantization: "fp8" }).server.model.weightDtype).toBe("fp8");
    expect(resolve({}).server.model.weightDtype).toBe("bf16");
  });
});
