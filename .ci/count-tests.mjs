// Prints `N passed, N failed, N skipped` from vitest's JSON report.
import { readFileSync } from "node:fs";

let report;
try {
  report = JSON.parse(readFileSync(process.argv[2], "utf8"));
} catch {
  console.log("0 passed, 0 failed, 0 skipped");
  console.error("the tests did not run to their end: there is no report of them");
  process.exit(1);
}
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report;
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped`);
