import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExperimentFolder } from "../../../src/sweep/experiment/experiment-folder.ts";
import { readManifest, writeManifest } from "../../../src/sweep/manifest.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "inference-sim-experiment-"));
});
afterAll(() => rmSync(root, { recursive: true }));

const QUESTION = { command: "capacity", options: { seeds: 2 }, settings: { tp: 1 } };
const FINDINGS = { csv: "tp,capacity_req_s\n1,2\n", json: [{ tp: 1 }], scenarios: [] };
const PLAN = { engine: "1", file: "s.yaml", settings: {}, workloads: {}, scenarios: [] };
const inFolder = (name: string) => {
  mkdirSync(join(root, name));
  return new ExperimentFolder(join(root, name));
};

describe("ExperimentFolder", () => {
  it("writes the same files for every experiment, and the same bytes for the same findings", () => {
    const own = inFolder("own");
    own.check(QUESTION);
    own.write(QUESTION, { ...FINDINGS, more: { "goodput.csv": "x\n" } });
    const read = () =>
      Object.fromEntries(
        readdirSync(own.folder).map((name) => [name, readFileSync(join(own.folder, name), "utf8")]),
      );
    const first = read();
    expect(Object.keys(first).sort()).toEqual([
      "goodput.csv",
      "manifest.json",
      "summary.csv",
      "summary.json",
    ]);
    expect(first["summary.csv"]).toBe(FINDINGS.csv);
    expect(JSON.parse(first["summary.json"]!)).toEqual(FINDINGS.json);
    own.check(QUESTION);
    own.write(QUESTION, { ...FINDINGS, more: { "goodput.csv": "x\n" } });
    expect(read()).toEqual(first);
  });

  it("refuses another question, whatever it differs in", () => {
    const own = inFolder("taken");
    own.write(QUESTION, FINDINGS);
    expect(() => own.check({ ...QUESTION, settings: { tp: 2 } })).toThrow(
      "holds another experiment: tp 1, here 2. Give another folder with --output",
    );
    expect(() => own.check({ ...QUESTION, options: { seeds: 3 }, settings: { tp: 2 } })).toThrow(
      "seeds 2, here 3, among others",
    );
    expect(() => own.check({ ...QUESTION, command: "compare" })).toThrow("command capacity, here compare");
  });

  it("refuses the folder of a sweep, and a sweep its own", () => {
    const sweep = inFolder("sweep");
    writeManifest(sweep.folder, PLAN);
    expect(() => sweep.check(QUESTION)).toThrow("holds a sweep");
    const own = inFolder("not-a-sweep");
    own.write(QUESTION, FINDINGS);
    expect(() => writeManifest(own.folder, PLAN)).toThrow("holds an experiment of `capacity`");
    expect(() => readManifest(own.folder)).toThrow("is no manifest of a sweep: it is of `capacity`");
  });

  it.each(["summary.csv", "result.json", "manifest.json"])(
    "refuses a folder with a %s that is not its own",
    (name) => {
      const other = inFolder(`with-${name}`);
      writeFileSync(join(other.folder, name), "{}");
      expect(() => other.check(QUESTION)).toThrow(`${name} that is of no experiment`);
    },
  );

  it("takes a folder that holds results only: those of a command that was stopped", () => {
    const own = inFolder("stopped");
    mkdirSync(join(own.folder, "results"));
    expect(() => own.check(QUESTION)).not.toThrow();
  });

  it("leaves what was there when one of the files cannot be written, and nothing half written", () => {
    const own = inFolder("broken");
    own.write(QUESTION, FINDINGS);
    const more = { [join("missing", "goodput.csv")]: "x" };
    expect(() => own.write(QUESTION, { ...FINDINGS, csv: "other\n", more })).toThrow("cannot be written");
    expect(readFileSync(join(own.folder, "summary.csv"), "utf8")).toBe(FINDINGS.csv);
    expect(readdirSync(own.folder).sort()).toEqual(["manifest.json", "summary.csv", "summary.json"]);
  });
});
