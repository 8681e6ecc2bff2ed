import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { EXIT, UserError } from "../errors.ts";

const BUFFER_CHARACTERS = 1 << 16;

/** A text file written piece by piece that appears whole, or not at all. */
export class StreamedFile {
  private readonly file: string;
  private readonly temporary: string;
  private readonly handle: number;
  private buffer = "";

  constructor(file: string) {
    this.file = file;
    this.temporary = `${file}.${process.pid}.tmp`;
    this.handle = this.attempt(() => openSync(this.temporary, "w"));
  }

  write(text: string): void {
    this.buffer += text;
    if (this.buffer.length >= BUFFER_CHARACTERS) this.flush();
  }

  /** Puts the file in its place. */
  commit(): void {
    this.flush();
    closeSync(this.handle);
    this.attempt(() => renameSync(this.temporary, this.file));
  }

  /** Leaves what was there before. */
  discard(): void {
    closeSync(this.handle);
    rmSync(this.temporary, { force: true });
  }

  private flush(): void {
    const text = this.buffer;
    this.buffer = "";
    this.attempt(() => writeSync(this.handle, text));
  }

  private attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      const message = `cannot be written (${(error as Error).message})`;
      throw new UserError({ where: { file: this.file }, message }, EXIT.failed);
    }
  }
}
