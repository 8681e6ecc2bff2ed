import { expect, it } from "vitest";
import { parseYaml } from "../../src/config/read-yaml.ts";

const TEXT = "tp: [1, 2]\nworkloads:\n  - name: chat\n    rate: 3\n";

it("knows where every key and list entry stands; what is absent stands where its nearest ancestor does", () => {
  const { value, where } = parseYaml(TEXT, "a.yaml");
  expect(value).toEqual({ tp: [1, 2], workloads: [{ name: "chat", rate: 3 }] });
  const at = (...path: (string | number)[]) => [where(path).line, where(path).column];
  expect(at("workloads")).toEqual([2, 1]);
  expect(at("tp", 1)).toEqual([1, 9]);
  expect(at("workloads", 0, "rate")).toEqual([4, 5]);
  expect(at("workloads", 0, "none")).toEqual([3, 5]);
  expect(at("none")).toEqual([1, 1]);
});

it("an empty document, or one of comments, is null", () => {
  expect(parseYaml("", "a.yaml").value).toBeNull();
  expect(parseYaml("# nothing\n", "a.yaml").value).toBeNull();
});

it("refuses what is no document, with its place", () => {
  expect(() => parseYaml("a: [1,\nb: 2\n", "a.yaml")).toThrow(/^a\.yaml:2:\d+: not valid YAML/);
  expect(() => parseYaml("a: 1\na: 2\n", "a.yaml")).toThrow(/a\.yaml:2:1: not valid YAML: .*unique/);
  expect(() => parseYaml("a: *b\n", "a.yaml")).toThrow(/a\.yaml: not valid YAML: .*alias/);
});
