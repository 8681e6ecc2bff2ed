import type { Finding } from "../finding.ts";
import type { Check } from "./check.ts";
import { roundingOf } from "./stated-mfu.ts";

/** A utilisation known worse than this is of no use. */
const COARSE = 0.05;

/** An mfu column whose digits do not carry its small figures: zeros first of all. */
export const roundedMfu: Check = ({ key, rows }) => {
  const stated = rows.filter((row) => row.mfu !== undefined);
  // Trailing zeros may have been dropped: the file's finest digit is what it is written to.
  const rounding = Math.min(...stated.map(({ mfu }) => roundingOf(mfu!.text)));
  const zero = stated.filter(({ mfu }) => mfu!.value === 0);
  const coarse = stated.filter(({ mfu }) => mfu!.value > 0 && rounding > COARSE * mfu!.value);
  const findings: Finding[] = [];
  if (zero.length > 0) {
    findings.push({
      check: "zero-mfu",
      file: key,
      line: zero[0]!.line,
      rows: zero.length,
      message: `mfu is rounded to ${zero[0]!.mfu!.text}: nothing can be divided by it; derive it from latency_us`,
    });
  }
  if (coarse.length > 0) {
    const worst = rounding / Math.min(...coarse.map(({ mfu }) => mfu!.value));
    findings.push({
      check: "rounded-mfu",
      file: key,
      line: coarse[0]!.line,
      rows: coarse.length,
      message: `mfu is rounded by up to ${(100 * worst).toFixed(0)} %; derive it from latency_us`,
    });
  }
  return findings;
};
