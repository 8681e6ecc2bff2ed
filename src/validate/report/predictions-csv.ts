import { csvText } from "../../report/csv.ts";
import type { Outcome } from "../outcome.ts";

/**
 * The rows of the input as they stand, with a column `predicted_<name>` for each column that was predicted, and the
 * provenance. Rows without a prediction keep those cells empty. Outcomes must be of files with one header.
 */
export function predictionsCsv(outcomes: readonly Outcome[]): string {
  const { header } = outcomes[0]!.table;
  const predicted = outcomes.flatMap(({ predictions }) =>
    predictions.flatMap((row) => Object.keys(row ?? {})),
  );
  const names = [...new Set(predicted)].filter((name) => name !== "provenance");
  const rows = outcomes.flatMap(({ table, predictions }) =>
    table.rows.map((row, index) => {
      const own = predictions[index];
      return [...row.cells, ...[...names, "provenance"].map((name) => own?.[name] ?? "")];
    }),
  );
  return csvText([...header, ...names.map((name) => `predicted_${name}`), "provenance"], rows);
}
