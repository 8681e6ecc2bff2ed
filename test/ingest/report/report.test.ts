import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chooseJobs, everyJob } from "../../../src/ingest/plan.ts";
import { compareTables, comparisonRows } from "../../../src/ingest/report/compare.ts";
import type { ReportDocument } from "../../../src/ingest/report/document.ts";
import { htmlReport } from "../../../src/ingest/report/html.ts";
import { markdownReport } from "../../../src/ingest/report/markdown.ts";
import { tableReport } from "../../../src/ingest/report/table-report.ts";
import { openTables } from "../../../src/ingest/table-files.ts";
import { CONTEXT, cleanTables, mapRows, SITES, writeTables } from "../fixtures.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "report-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const JOBS = chooseJobs(everyJob({ sites: SITES }), {});
const open = (tables: ReadonlyMap<string, string>, name = "here") => {
  writeTables(join(folder, name), tables);
  return openTables(join(folder, name), "H100");
};

const DOCUMENT: ReportDocument = {
  title: "A & B",
  lead: ["One <two>."],
  sections: [
    {
      title: "Table",
      blocks: [
        {
          kind: "table",
          columns: [
            { heading: "name", align: "left" },
            { heading: "us", align: "right" },
          ],
          rows: [["a|b", "1.5"]],
        },
      ],
    },
    {
      title: "Figure",
      blocks: [{ kind: "figures", figures: [{ title: "F", summary: 'Says "so".', svg: "<svg ></svg>" }] }],
    },
  ],
};

test("Markdown: figures in words, bars in cells escaped", () => {
  expect(markdownReport(DOCUMENT)).toBe(`# A & B

One <two>.

## Table

| name | us |
| --- | --: |
| a\\|b | 1.5 |

## Figure

- **F**: Says "so".
`);
});

test("HTML: text escaped, figures labelled, nothing to load", () => {
  const html = htmlReport(DOCUMENT);
  expect(html).toContain("<h1>A &amp; B</h1><p>One &lt;two&gt;.</p>");
  expect(html).toContain('<svg role="img" aria-label="F. Says &quot;so&quot;." >');
  expect(html).toContain('<td class="number">1.5</td>');
  expect(html).not.toMatch(/<script|src=|href="(?!#|data:)/);
});

test("every table is in the coverage, every row under the roofline, faults in their list", () => {
  const tables = cleanTables();
  tables.delete("mha/prefill/56-8-128.csv");
  tables.set(
    "gemm/data.csv",
    mapRows(tables.get("gemm/data.csv")!, (row) => ({ ...row, mfu: String(Number(row.mfu) / 2) })),
  );
  const report = tableReport({
    gpu: "H100",
    name: "test/h100",
    set: open(tables),
    manifest: {
      gpu: "H100",
      files: { "gemm/data.csv": { kind: "gemm", dtype: "bf16", source: "modelled", tool: "synth" } },
    },
    jobs: JOBS,
    context: CONTEXT,
  });
  const text = markdownReport(report);
  expect(text).toMatch(/\| gemm\/data.csv \| 28 \| 28 \| 100 % \|.*\| modelled \| synth \|/);
  expect(text).toMatch(/\| mha\/prefill\/56-8-128.csv \| 0 \| 9 \| 0 % \| - \|/);
  expect(text).toContain("dtype-peak");
  expect(text).toContain("missing-file");
  expect(text).toContain("28 rows modelled");
  const circles = htmlReport(report).match(/<circle/g)!.length;
  expect(circles).toBeGreaterThan(28 + 18 * 84 + 5 * 9);
});

test("two sets are matched by rank shape and sizes, not by file name", () => {
  const here = open(cleanTables());
  const other = new Map<string, string>();
  // The kernel of 64-8-128 on two ranks is that of 32-4-128 on one.
  const slower = mapRows(cleanTables().get("mha/decode/64-8-128-tp2.csv")!, (row) =>
    row.batch_size === "512" ? undefined : { ...row, latency_us: String(Number(row.latency_us) * 1.25) },
  );
  other.set("mha/decode/32-4-128-tp1.csv", slower);
  other.set("mha/prefill/96-8-128.csv", cleanTables().get("mha/prefill/64-8-128.csv")!);
  const compared = compareTables(here.tables, open(other, "there").tables);
  expect(compared.shared).toHaveLength(77);
  expect(compared.onlyThere).toBe(9);
  expect(comparisonRows(compared)).toEqual([
    {
      kernel: "decode",
      points: 77,
      "median ratio": "1.25",
      "p10 to p90": "1.25 to 1.25",
      "mean difference": "25.0 %",
    },
  ]);
});
