import { copyFileSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listModels, loadModel, modelsFolder } from "../../src/config/models.ts";
import { describeWithReference, referenceFile } from "../reference.ts";

describe("loadModel", () => {
  test("every model that ships can be read", () => {
    const names = listModels();
    expect(names.length).toBe(16);
    for (const name of names) expect(loadModel(name).name).toBe(name);
  });

  test.each([
    ["Llama-3.1-8B", "llama-3.1-8b"],
    ["meta-llama/Llama-3.1-8B", "llama-3.1-8b"],
    ["meta-llama/Meta-Llama-3.1-8B-Instruct", "llama-3.1-8b"],
    ["meta-llama/Llama-2-7b-chat-hf", "llama-2-7b"],
    ["Qwen/Qwen2.5-7B-Instruct", "qwen2.5-7b"],
    ["mistralai/Mixtral-8x7B-Instruct-v0.1", "mixtral-8x7b"],
    ["deepseek-ai/DeepSeek-R1", "deepseek-v3"],
  ])("%s is %s", (given, name) => {
    expect(loadModel(given).name).toBe(name);
  });

  test("an id whose dimensions differ does not map: v0.3 has another vocabulary", () => {
    expect(() => loadModel("mistralai/Mistral-7B-v0.3")).toThrow(
      '--model is not a known model, got "mistralai/Mistral-7B-v0.3"',
    );
  });

  test("a suffix sets the weights' type", () => {
    expect(loadModel("llama-3.1-70b-FP8")).toMatchObject({ name: "llama-3.1-70b-fp8", weightDtype: "fp8" });
    expect(loadModel("deepseek-v3").weightDtype).toBe("fp8");
    for (const id of [
      "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic",
      "nvidia/Llama-3.1-8B-Instruct-FP8",
    ]) {
      expect(loadModel(id)).toMatchObject({ name: "llama-3.1-8b-fp8", weightDtype: "fp8" });
    }
    expect(loadModel("NousResearch/Llama-2-7b-hf").name).toBe("llama-2-7b");
    for (const name of ["somebody/Llama-2-7b-hf", "constructor", "__proto__", "nvidia/toString"]) {
      expect(() => loadModel(name)).toThrow("is not a known model");
    }
    expect(loadModel("deepseek-v3-bf16")).toMatchObject({ name: "deepseek-v3-bf16", weightDtype: "bf16" });
  });

  test("takes a config file, or the folder of one, named after the folder", () => {
    const folder = join(mkdtempSync(join(tmpdir(), "models-")));
    copyFileSync(join(modelsFolder(), "yi-34b.json"), join(folder, "config.json"));
    copyFileSync(join(modelsFolder(), "yi-34b.json"), join(folder, "mine.json"));
    expect(loadModel(join(folder, "mine.json"))).toMatchObject({ name: "mine", heads: 56 });
    expect(loadModel(folder)).toMatchObject({ name: folder.split("/").at(-1), heads: 56 });
    writeFileSync(join(folder, "mine.json"), "{}");
    expect(() => loadModel(join(folder, "mine.json"))).toThrow(/mine\.json:1:1: hidden_size is missing/);
    expect(() => loadModel(join(folder, "none.json"))).toThrow("none.json does not exist");
  });

  test("an unknown name lists what there is, with the nearest", () => {
    expect(() => loadModel("lama-3.1-8b")).toThrow(
      /got "lama-3.1-8b". Did you mean "llama-3.1-8b"\? There is: codellama-34b, .*yi-34b/,
    );
  });
});

describeWithReference("against the models' own configs", "models", () => {
  const files = existsSync(referenceFile("models")) ? readdirSync(referenceFile("models")) : [];
  test.each(files)("%s agrees", (file) => {
    const theirs = loadModel(referenceFile(join("models", file)));
    const { notModelled: _, ...dimensions } = theirs;
    expect(loadModel(theirs.name)).toEqual(dimensions);
  });
});
