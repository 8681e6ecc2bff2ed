import { expect, it } from "vitest";
import { describeWithReference, REFERENCE } from "../reference.ts";
import { cli } from "./cli.ts";
import { readPage } from "./pages.ts";

/** Rows `| command | of | n | MAPE |` of the page, by command. */
const ROWS = [
  ...readPage("docs/accuracy.md").matchAll(/^\| `inference-sim (.+)` \| (\w+) \| (\d+) \| ([\d.]+) \|/gm),
];
const COMMANDS = [...new Set(ROWS.map(([, command]) => command!))];

it("docs/accuracy.md has a command for every file", () => {
  expect(COMMANDS.length).toBeGreaterThan(12);
});

interface Found {
  readonly n: number;
  readonly mapePct: number;
}

describeWithReference("each command of docs/accuracy.md, run in the reference folder", "README.md", () => {
  it.each(COMMANDS)("%s gives the figures beside it", async (command) => {
    const { code, stdout, stderr } = await cli([...command.split(" "), "--format", "json"], {
      cwd: REFERENCE,
    });
    expect(code, stderr).toBe(0);
    const [report] = JSON.parse(stdout) as (Found & { metrics: Record<string, Found> })[];
    const rows = ROWS.filter(([, own]) => own === command);
    expect(rows.length).toBeGreaterThan(0);
    for (const [, , metric, n, mapePct] of rows) {
      const found = report!.metrics[metric!] ?? report!;
      expect([metric, found.n, found.mapePct.toFixed(2)]).toEqual([metric, Number(n), mapePct]);
    }
  });
});
