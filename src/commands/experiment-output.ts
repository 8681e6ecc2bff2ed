import { readdirSync } from "node:fs";
import { ExperimentFolder, type Findings } from "../sweep/experiment/experiment-folder.ts";
import type { Question } from "../sweep/experiment/question.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { note } from "./print.ts";

/** What `--output` asks for, if it was given: the same files for every command over many runs. */
export class ExperimentOutput {
  private readonly folder: ExperimentFolder | undefined;
  private readonly quiet: boolean;
  private question: Question | undefined;

  /** @throws UserError when the folder cannot be written */
  constructor(invocation: Invocation) {
    const path = textOf(invocation, "output");
    this.folder = path === undefined ? undefined : new ExperimentFolder(path);
    this.quiet = isOn(invocation, "quiet");
  }

  /**
   * Before anything is simulated.
   * @throws UserError when the folder is of something else
   */
  ask(question: Question): void {
    this.question = question;
    this.folder?.check(question);
  }

  /** @param findings computed only where they are wanted */
  async answer(findings: () => Findings | Promise<Findings>): Promise<void> {
    if (this.folder === undefined) return;
    const found = await findings();
    this.folder.write(this.question!, found);
    const names = ["summary.csv", "summary.json", ...Object.keys(found.more ?? {}), "manifest.json"];
    if (hasResults(this.folder.folder)) names.push("results/");
    if (!this.quiet)
      note(`${names.slice(0, -1).join(", ")} and ${names.at(-1)} are in ${this.folder.folder}`);
  }
}

function hasResults(folder: string): boolean {
  return readdirSync(folder).includes("results");
}
