import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfigFile } from "../../src/config/load.ts";
import { problemText } from "../../src/errors.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inference-sim-load-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function dataOf(path: string) {
  const { entries } = await loadConfigFile(path);
  return Object.fromEntries(entries.map(({ name, data }) => [name, data]));
}

describe("loadConfigFile", () => {
  it("reads YAML and JSON with comments, names and aliases, hyphens and underscores", async () => {
    const wanted = { model: "m", tp: [1, 2], "max-num-seqs": 4, "request-rate": 5 };
    const yaml = "# a run\nmodel: m\ntp: [1, 2]\nmax_num_seqs: 4\nrate: 5\n";
    const json = '{ "model": "m", // which\n "tp": [1, 2], "max-num-seqs": 4, "request_rate": 5 }';
    expect(await dataOf(file("a.yaml", yaml))).toEqual(wanted);
    expect(await dataOf(file("a.json", json))).toEqual(wanted);
  });

  it("tells file, line and column of every key that is no setting", async () => {
    const path = file("b.yml", "model: m\ntpp: 2\nformat: json\n");
    const { problems } = await loadConfigFile(path);
    expect(problems.map(problemText)).toEqual([
      `${path}:2:1: "tpp" is no setting. Did you mean "tp"?`,
      `${path}:3:1: "format" is no setting. \`inference-sim config schema\` lists the settings`,
    ]);
    const json = await loadConfigFile(file("b.json", '{\n  "modell": "m"\n}'));
    expect(json.problems.map(problemText)[0]).toMatch(
      /b\.json:2:3: "modell" is no setting\. Did you mean "model"\?$/,
    );
  });

  it("tells where the syntax is broken", async () => {
    await expect(loadConfigFile(file("c.yaml", "tp: [1\nseed: 2\n"))).rejects.toThrow(
      /c\.yaml:\d+:\d+: not valid YAML/,
    );
    await expect(loadConfigFile(file("c.json", '{ "tp": }'))).rejects.toThrow(/c\.json:1:9: not valid JSON/);
    await expect(loadConfigFile(file("d.yaml", "tp: 1\ntp: 2\n"))).rejects.toThrow(
      /d\.yaml:2:1: not valid YAML/,
    );
  });

  it("wants a mapping", async () => {
    await expect(loadConfigFile(file("e.yaml", "- tp\n"))).rejects.toThrow("must be a mapping of settings");
    expect(await dataOf(file("empty.yaml", "# nothing set\n"))).toEqual({});
  });

  it("takes an earlier run's result.json by its simulator.config", async () => {
    const result = { date: "x", ttfts: [1], simulator: { steps: 3, config: { model: "m", seed: 7 } } };
    expect(await dataOf(file("result.json", JSON.stringify(result)))).toEqual({ model: "m", seed: 7 });
  });

  it("takes config.resolved.json with its origins", async () => {
    const resolved = { model: { value: "m", origin: "flag --model" }, tp: { value: 2, origin: "default" } };
    expect(await dataOf(file("config.resolved.json", JSON.stringify(resolved)))).toEqual({
      model: "m",
      tp: 2,
    });
  });

  it("says what cannot be read", async () => {
    await expect(loadConfigFile(join(folder, "none.yaml"))).rejects.toThrow("none.yaml does not exist");
    await expect(loadConfigFile(folder)).rejects.toThrow("is a folder, not a file of settings");
  });
});
