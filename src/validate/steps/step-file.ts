import { type CsvFile, CsvRow, readCsvFile, readTextFile } from "../csv-file.ts";
import type { Skipped } from "../outcome.ts";
import { isStepLog, LOG_COLUMNS, logNotes, parseStepLog } from "./step-log.ts";
import type { StepSample } from "./step-sample.ts";
import { samplesOfTable } from "./step-table.ts";

/** Measured steps of a file, as a table and as samples. */
export interface StepFile {
  readonly op: "step table" | "step log";
  readonly table: CsvFile;
  /** The column of measured times, and its unit in microseconds. */
  readonly measured: { readonly column: string; readonly us: number };
  /** By row of the table; undefined for skipped ones. */
  readonly samples: readonly (StepSample | undefined)[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
}

/** A table of steps, or a server's log with `Iteration(i): ...` lines. */
export function readStepFile(file: string, kvLen: number | undefined): StepFile {
  const text = readTextFile(file);
  if (!isStepLog(text)) {
    const table = readCsvFile(file);
    const measured = { column: "step_us", us: 1 };
    return { op: "step table", table, measured, samples: samplesOfTable(table), skipped: [], notes: [] };
  }
  const steps = parseStepLog(text, file, kvLen);
  const columns = new Map(LOG_COLUMNS.map((name, index) => [name, index]));
  const rows = steps.map(({ line, cells }) => new CsvRow(file, line, cells, columns));
  return {
    op: "step log",
    table: { file, header: LOG_COLUMNS, rows },
    measured: { column: "elapsed_ms", us: 1000 },
    samples: steps.map(({ sample }) => sample),
    skipped: steps.flatMap(({ skipped }, row) => (skipped === undefined ? [] : [{ row, reason: skipped }])),
    notes: logNotes(kvLen),
  };
}
