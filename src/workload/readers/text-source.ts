import { type FileHandle, open, readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fail } from "../check.ts";
import { nearestHint } from "../nearest.ts";
import { Gunzipper } from "./gunzipper.ts";

const CHUNK_BYTES = 1 << 20;
const MAX_LINE_BYTES = 64 << 20;
const NEWLINE = 10;
const RETURN = 13;

/** Gets one line without its end; false = no more wanted. The buffer is reused: copy what must last. */
export type LineHandler = (buffer: Buffer, start: number, end: number, lineNumber: number) => boolean;

/** A text file, gzipped or not, read in one pass through one buffer. */
export class TextSource {
  readonly file: string;
  readonly gzipped: boolean;
  /** Size on disk, bytes. */
  readonly fileBytes: number;
  readonly #handle: FileHandle;
  readonly #gunzip: Gunzipper | undefined;
  #buffer: Buffer;
  /** What is in the buffer and not yet handed out. */
  #start = 0;
  #end = 0;
  #atEnd = false;

  private constructor(file: string, handle: FileHandle, fileBytes: number, gzipped: boolean) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.gzipped = gzipped;
    this.#handle = handle;
    // A small file fits with room to see its end.
    const small = !gzipped && fileBytes > 0 ? 2 * fileBytes + 1024 : CHUNK_BYTES;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, small));
    if (gzipped) this.#gunzip = new Gunzipper(file);
  }

  static async open(file: string): Promise<TextSource> {
    const handle = await openOrExplain(file);
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) fail({ where: { file }, message: "is a directory, not a trace file" });
      const magic = Buffer.alloc(6);
      if (stat.isFile()) await handle.read(magic, 0, 6, 0);
      const source = new TextSource(file, handle, stat.size, magic[0] === 0x1f && magic[1] === 0x8b);
      await source.#fill();
      source.#checkText(magic);
      return source;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The first characters, for format detection; consumes nothing. */
  head(): string {
    return this.#buffer.toString("utf8", this.#start, Math.min(this.#end, this.#start + 65536));
  }

  /** Every line that is not blank. */
  async lines(handle: LineHandler): Promise<void> {
    let lineNumber = 0;
    for (;;) {
      const buffer = this.#buffer;
      const end = this.#end;
      let start = this.#start;
      for (;;) {
        let newline = buffer.indexOf(NEWLINE, start);
        if (newline < 0 || newline >= end) {
          if (!this.#atEnd || start === end) break;
          newline = end;
        }
        lineNumber++;
        const textEnd = newline > start && buffer[newline - 1] === RETURN ? newline - 1 : newline;
        if (!isBlank(buffer, start, textEnd) && !handle(buffer, start, textEnd, lineNumber)) return;
        start = Math.min(newline + 1, end);
      }
      this.#start = start;
      if (this.#atEnd) return;
      if (end - start > MAX_LINE_BYTES) {
        const message = `is longer than ${MAX_LINE_BYTES >> 20} MiB`;
        fail({ where: { file: this.file, line: lineNumber + 1 }, field: "line", message });
      }
      await this.#fill();
    }
  }

  /** All of the rest, for formats that are one JSON document. */
  async all(): Promise<string> {
    while (!this.#atEnd) await this.#fill();
    return this.#buffer.toString("utf8", this.#start, this.#end);
  }

  async close(): Promise<void> {
    this.#gunzip?.close();
    await this.#handle.close();
  }

  /** Moves what is left to the front, and reads on behind it. */
  async #fill(): Promise<void> {
    const left = this.#end - this.#start;
    if (left * 2 > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
      this.#buffer.copy(larger, 0, this.#start, this.#end);
      this.#buffer = larger;
    } else this.#buffer.copyWithin(0, this.#start, this.#end);
    this.#start = 0;
    const read = this.#gunzip
      ? await this.#gunzip.read(this.#buffer, left)
      : (await this.#handle.read(this.#buffer, left, this.#buffer.length - left, null)).bytesRead;
    this.#end = left + read;
    this.#atEnd = read === 0;
  }

  #checkText(magic: Buffer): void {
    const where = { file: this.file };
    const packed = PACKED.find(({ bytes }) => bytes.every((byte, i) => magic[i] === byte));
    if (packed)
      fail({ where, message: `is compressed with ${packed.name}`, remedy: "Unpack it, or use gzip" });
    if (this.#end === 0) fail({ where, message: "is empty" });
    const nul = this.#buffer.indexOf(0);
    if (nul >= 0 && nul < this.#end) fail({ where, message: "is not a text file: it has zero bytes" });
    const bom = this.#buffer[0] === 0xef && this.#buffer[1] === 0xbb && this.#buffer[2] === 0xbf;
    if (bom) this.#start = 3;
  }
}

const PACKED: readonly { name: string; bytes: readonly number[] }[] = [
  { name: "zip", bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: "zstd", bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: "xz", bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { name: "bzip2", bytes: [0x42, 0x5a, 0x68] },
  { name: "parquet", bytes: [0x50, 0x41, 0x52, 0x31] },
];

async function openOrExplain(file: string): Promise<FileHandle> {
  try {
    return await open(file, "r");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") fail({ where: { file }, message: `cannot be read (${code ?? String(error)})` });
    const siblings = await readdir(dirname(file)).catch(() => undefined);
    const remedy =
      siblings === undefined
        ? `There is no folder ${dirname(file)}`
        : siblings.length === 0 || siblings.length > 40
          ? "Check the path"
          : nearestHint(basename(file), siblings);
    fail({ where: { file }, message: "does not exist", remedy });
  }
}

function isBlank(buffer: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (buffer[i]! > 32) return false;
  return true;
}
