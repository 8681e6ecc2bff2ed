import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { EXIT, UserError, unwritable } from "../errors.ts";
import { isTemporaryName, temporaryName } from "../report/temporary-name.ts";
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
    }
    for (const folder of [this.folder, join(this.folder, RESULTS), join(this.folder, FAILED)]) {
      const names = reading(folder, () => readdirSync(folder));
      for (const name of names.filter(isTemporaryName)) clear(join(folder, name));
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
    return parseRecord(
      reading(file, () => readFileSync(file, "utf8")),
      file,
      id,
    );
  }

  /** A result of an earlier run; undefined where there is none, or a damaged one, which is set aside. */
  readIfThere(id: string): ScenarioRecord | undefined {
    if (!existsSync(this.resultFile(id))) return undefined;
    try {
      return this.readResult(id);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.setAside(id);
      return undefined;
    }
  }

  /** Out of the way of a new one, and still there to be looked at. */
  setAside(id: string): void {
    const file = this.resultFile(id);
    if (existsSync(file)) renameSync(file, `${file}.damaged`);
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

  private names(name: string, suffix: string): Set<string> {
    const folder = join(this.folder, name);
    if (!existsSync(folder)) return new Set();
    const files = reading(folder, () => readdirSync(folder)).filter((file) => file.endsWith(suffix));
    return new Set(files.map((file) => file.slice(0, -suffix.length)));
  }

  private write(file: string, text: string): void {
    const temporary = temporaryName(file);
    this.attempt(file, () => {
      try {
        writeFileSync(temporary, text);
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    });
  }

  private attempt(file: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      throw unwritable(file, error);
    }
  }
}

function reading<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new UserError(
      { where: { file }, message: `cannot be read (${(error as Error).message})` },
      EXIT.failed,
    );
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
