import type { TextSource } from "./text-source.ts";

/** Reads one format, line by line, into the sink it was made with. */
export interface LineReader {
  /** Gets one line without its end; false = no more lines wanted. */
  line(buffer: Buffer, start: number, end: number, lineNumber: number): boolean;
  /** From the file's own time 0 to the origin of the arrivals handed on, nanoseconds. */
  readonly originNs: number;
}

/** Feeds a whole source to a reader. */
export function readLines(source: TextSource, reader: LineReader): Promise<void> {
  return source.lines((buffer, start, end, lineNumber) => reader.line(buffer, start, end, lineNumber));
}
