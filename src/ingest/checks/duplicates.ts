import { seriesOf } from "../bench-table.ts";
import type { Check } from "./check.ts";

/** Points that stand in a table twice. */
export const duplicates: Check = ({ key, rows }) => {
  const twice = [...seriesOf(rows).values()].flatMap((series) =>
    series.flatMap((row, index) => {
      const before = series[index - 1];
      return before?.point.x === row.point.x ? [{ row, before }] : [];
    }),
  );
  const first = twice[0];
  if (first === undefined) return [];
  const { row, before } = first;
  const differ = row.us === before.us ? "the same time" : `${before.us} and ${row.us} us`;
  const message = `${row.point.label} stands on lines ${before.line} and ${row.line}, with ${differ}`;
  return [{ check: "duplicate", file: key, line: row.line, rows: twice.length, message }];
};
