import { type Finding, sortFindings } from "../finding.ts";
import type { TableSet } from "../table-files.ts";
import { abovePeak } from "./above-peak.ts";
import type { Check, CheckContext } from "./check.ts";
import { coldFirstRow } from "./cold-first-row.ts";
import { duplicates } from "./duplicates.ts";
import { missingPoints } from "./missing-points.ts";
import { monotone } from "./monotone.ts";
import { roundedMfu } from "./rounded-mfu.ts";
import { shapeFits } from "./shape-name.ts";
import { statedMfu } from "./stated-mfu.ts";

/** Every check of a single table. */
const CHECKS: readonly Check[] = [
  statedMfu,
  abovePeak,
  coldFirstRow,
  roundedMfu,
  monotone,
  missingPoints,
  duplicates,
  shapeFits,
];

/** What is wrong with the tables of one GPU, measured or not; empty when nothing is. */
export function lintTables({ tables, findings }: TableSet, context: CheckContext): Finding[] {
  return sortFindings([
    ...findings,
    ...tables.flatMap((table) => CHECKS.flatMap((check) => check(table, context))),
  ]);
}
