import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { type OutputFiles, writeOutputFolder } from "../../report/output-folder.ts";
import { checkOutputFolder } from "../check-output.ts";
import { manifestFile } from "../manifest.ts";
import { asWritten, type ExperimentScenario, experimentManifest, questionOf } from "./experiment-manifest.ts";
import { type Question, questionDifferences } from "./question.ts";

/** What an experiment found. */
export interface Findings {
  /** `summary.csv`: the table, for machines. */
  readonly csv: string;
  /** `summary.json`: the same with all detail. */
  readonly json: unknown;
  readonly scenarios: readonly ExperimentScenario[];
  /** Further files under names of their own. */
  readonly more?: OutputFiles;
}

/** Of an earlier version, of a run, or of somebody else: not to be written beside, since nothing says what they are of. */
const TAKEN = ["summary.csv", "summary.json", "result.json", "comparison.json"];
/** Characters of a difference that are told. */
const TOLD = 120;

/** The folder of an experiment: one question, asked as often as one likes. */
export class ExperimentFolder {
  readonly folder: string;

  /** @throws UserError when it cannot be written */
  constructor(folder: string) {
    this.folder = folder;
    checkOutputFolder(folder);
  }

  /**
   * Looks whether the folder is free for a question, before anything is simulated. Writes nothing.
   * @throws UserError when it is another experiment's, a sweep's or a run's
   */
  check(question: Question): void {
    const file = manifestFile(this.folder);
    if (!existsSync(file)) {
      const taken = TAKEN.find((name) => existsSync(join(this.folder, name)));
      if (taken !== undefined) this.refuse(`holds a ${taken} that is of no experiment`);
      return;
    }
    const json = parsed(file);
    const there = questionOf(json);
    if (there === undefined) {
      const format = String((json as { format?: unknown } | undefined)?.format ?? "");
      this.refuse(
        /^inference-sim sweep /.test(format)
          ? "holds a sweep"
          : "holds a manifest.json that is of no experiment",
      );
    }
    const [first, ...others] = questionDifferences(there!, asWritten(question));
    if (first === undefined) return;
    const told = first.length > TOLD ? `${first.slice(0, TOLD)}...` : first;
    const more = others.length === 0 ? "" : ", among others";
    this.refuse(`holds another experiment: ${told}${more}`);
  }

  /** All at once: a command that fails before has changed nothing. */
  write(question: Question, { csv, json, scenarios, more = {} }: Findings): void {
    writeOutputFolder(this.folder, {
      "summary.csv": csv,
      "summary.json": `${JSON.stringify(json, null, 2)}\n`,
      ...more,
      "manifest.json": experimentManifest(question, scenarios),
    });
  }

  private refuse(message: string): never {
    throw new UserError({
      field: `--output ${this.folder}`,
      message,
      remedy: "Give another folder with --output",
    });
  }
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
