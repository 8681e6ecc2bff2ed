import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { EXIT, UserError } from "../errors.ts";
import { parseRecord, type ScenarioRecord } from "./record.ts";

const RESULTS = "results";
const FAILED = "failed";
/** Temporary files of processes that were killed are older than this. */
const STALE_MS = 15 * 60 * 1000;

/**
 * Results by the id of their scenario: `results/<id>.json`, and `failed/<id>.txt` with the reason why there is none. Each
 * appears whole or not at all, so any number of processes may write, and be killed, without locks.
 */
export class ResultStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes the folders, and clears away what killed processes left behind. */
  open(): void {
    for (const name of [RESULTS, FAILED]) {
      const folder = join(this.folder, name);
      this.attempt(folder, () => mkdirSync(folder, { recursive: true }));
      for (const file of readdirSync(folder).filter((entry) => entry.endsWith(".tmp")))
        clear(join(folder, file));
    }
  }

  ids(): Set<string> {
    return this.names(RESULTS, ".json");
  }

  failedIds(): Set<string> {
    return this.names(FAILED, ".txt");
  }

  resultFile(id: string): string {
    return join(this.folder, RESULTS, `${id}.json`);
  }

  writeResult(id: string, text: string): void {
    this.write(this.resultFile(id), text);
  }

  /** @throws UserError when it is not there, or damaged */
  readResult(id: string): ScenarioRecord {
    const file = this.resultFile(id);
    return parseRecord(readFileSync(file, "utf8"), file, id);
  }

  /** Out of the way of a new one, and still there to be looked at. */
  setAside(id: string): void {
    renameSync(this.resultFile(id), `${this.resultFile(id)}.damaged`);
  }

  writeFailure(id: string, reason: string): void {
    this.write(this.failureFile(id), `${reason}\n`);
  }

  readFailure(id: string): string {
    return readFileSync(this.failureFile(id), "utf8").trimEnd();
  }

  clearFailure(id: string): void {
    rmSync(this.failureFile(id), { force: true });
  }

  private failureFile(id: string): string {
    return join(this.folder, FAILED, `${id}.txt`);
  }

  private names(folder: string, suffix: string): Set<string> {
    try {
      const files = readdirSync(join(this.folder, folder));
      return new Set(
        files.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length)),
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Set();
      throw error;
    }
  }

  private write(file: string, text: string): void {
    const temporary = `${file}.${process.pid}-${threadId}.tmp`;
    this.attempt(file, () => {
      writeFileSync(temporary, text);
      renameSync(temporary, file);
    });
  }

  private attempt(file: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      throw new UserError(
        { where: { file }, message: `cannot be written (${(error as Error).message})` },
        EXIT.failed,
      );
    }
  }
}

function clear(file: string): void {
  try {
    if (Date.now() - statSync(file).mtimeMs > STALE_MS) rmSync(file);
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
