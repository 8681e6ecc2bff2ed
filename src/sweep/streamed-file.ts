import { closeSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { unwritable } from "../errors.ts";
import { temporaryName } from "../report/temporary-name.ts";

const BUFFER_CHARACTERS = 1 << 16;

/** A text file written piece by piece that appears whole, or not at all. */
export class StreamedFile {
  private readonly file: string;
  private readonly temporary: string;
  private handle: number | undefined;
  private buffer = "";

  constructor(file: string) {
    this.file = file;
    this.temporary = temporaryName(file);
    this.handle = this.attempt(() => openSync(this.temporary, "w"));
  }

  write(text: string): void {
    this.buffer += text;
    if (this.buffer.length >= BUFFER_CHARACTERS) this.flush();
  }

  /** Writes what is left; the file is not in its place yet. */
  end(): void {
    this.flush();
    this.close();
  }

  /** Puts the file, which has been ended, in its place. */
  commit(): void {
    this.attempt(() => renameSync(this.temporary, this.file));
  }

  /** Leaves what was there before. */
  discard(): void {
    this.close();
    rmSync(this.temporary, { force: true });
  }

  private flush(): void {
    const [text, handle] = [this.buffer, this.handle!];
    this.buffer = "";
    // Unlike writeSync, which may write a part on a disk that is nearly full and not say so.
    this.attempt(() => writeFileSync(handle, text));
  }

  private close(): void {
    const { handle } = this;
    this.handle = undefined;
    if (handle !== undefined) this.attempt(() => closeSync(handle));
  }

  private attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw unwritable(this.file, error);
    }
  }
}
