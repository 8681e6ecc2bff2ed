import { UserError } from "../errors.ts";
import { findTables, type TableFolder } from "../roofline/tables/layout.ts";
import type { BenchTable } from "./bench-table.ts";
import type { Finding } from "./finding.ts";
import { readTable, type TableFile } from "./read-table.ts";

/** The tables of one GPU that could be read, and what is wrong with the others. */
export interface TableSet {
  readonly folder: TableFolder;
  readonly tables: readonly BenchTable[];
  readonly findings: readonly Finding[];
}

/**
 * Reads every GEMM and attention table of a folder, in any layout the simulator reads.
 * @throws UserError when the folder holds none.
 */
export function openTables(path: string, gpu: string): TableSet {
  const folder = findTables(path, gpu);
  const findings: Finding[] = folder.unread.map((key) => ({
    check: "shape-name",
    file: key,
    message: "its name is no attention shape HEADS-KVHEADS-HEADDIM[-tpN] that these ranks can share",
  }));
  const tables: BenchTable[] = [];
  for (const file of filesOf(folder)) {
    try {
      tables.push(readTable(file));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      findings.push(...unreadable(file.key, error));
    }
  }
  return { folder, tables, findings };
}

function filesOf({ gemm, gemmFp8, prefill, decode }: TableFolder): TableFile[] {
  return [
    ...(gemm ? [{ ...gemm, kind: "gemm", dtype: "bf16" } as const] : []),
    ...(gemmFp8 ? [{ ...gemmFp8, kind: "gemm", dtype: "fp8" } as const] : []),
    ...prefill.map(({ file, key, shape }) => ({ file, key, shape, kind: "prefill", dtype: "bf16" }) as const),
    ...decode.map(({ file, key, shape }) => ({ file, key, shape, kind: "decode", dtype: "bf16" }) as const),
  ];
}

/** Every bad cell as a finding of its own. */
export function unreadable(key: string, error: UserError): Finding[] {
  return error.problems.map(({ where, field, got, message }) => ({
    check: "unreadable",
    file: key,
    ...(where?.line === undefined ? {} : { line: where.line }),
    message: [field, message, got === undefined ? undefined : `(${String(got)})`]
      .filter((part) => part !== undefined)
      .join(" "),
  }));
}
