import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { cleanTables, mapRows, writeTables } from "../ingest/fixtures.ts";
import { type BuiltCli, buildCli } from "./built-cli.ts";
import { chromiumPath, complaintsOf, launch } from "./chromium.ts";

// Two cores, other tests beside these.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const chromium = chromiumPath();
const why =
  chromium === undefined ? " [skipped: no chromium; scripts/install-test-engines.sh installs it]" : "";

describe.skipIf(chromium === undefined)(`the report in a browser${why}`, () => {
  let cli: BuiltCli;
  let browser: Browser;
  let page: Page;
  let folder: string;
  let complaints: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "report-"));
    const tables = cleanTables();
    writeTables(join(folder, "here"), tables);
    for (const [path, text] of tables) {
      tables.set(
        path,
        mapRows(text, (row) => ({ ...row, latency_us: String(Number(row.latency_us) * 1.1) })),
      );
    }
    writeTables(join(folder, "there"), tables);
    cli = await buildCli();
    const args = [
      "--bench-data-path",
      join(folder, "here"),
      "--against",
      join(folder, "there"),
      "--output",
      folder,
    ];
    const { code, stderr } = await cli.run(["bench", "report", ...args]);
    expect(code, stderr).toBe(0);
    browser = await launch(chromium!);
    page = await browser.newPage();
    complaints = complaintsOf(page);
    await page.goto(pathToFileURL(join(folder, "bench-report.html")).href);
  });
  afterAll(async () => {
    await browser?.close();
    cli?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test("loads without an error and without the network", () => {
    expect(complaints).toEqual([]);
  });

  test("shows every figure, with marks, inside the page, and says in words what it shows", async () => {
    const { width } = page.viewport()!;
    const figures = await page.$$eval(
      "figure",
      (all, width) =>
        all.map((figure) => {
          const svg = figure.querySelector("svg")!;
          const box = svg.getBoundingClientRect();
          return {
            title: figure.querySelector("figcaption")!.textContent!,
            label: svg.getAttribute("aria-label")!,
            marks: svg.querySelectorAll("circle, rect, path, line").length,
            titles: svg.querySelectorAll("title").length,
            seen: box.width > 200 && box.height > 100 && box.right <= width,
          };
        }),
      width,
    );
    const heatMaps = figures.filter(({ title }) => title.startsWith("mha/decode"));
    expect(heatMaps).toHaveLength(18);
    expect(heatMaps.every(({ titles }) => titles === 84)).toBe(true);
    const roofline = figures.find(({ title }) => title.startsWith("H100: every row"))!;
    expect(roofline.titles).toBe(28 + 18 * 84 + 6 * 9);
    expect(figures.find(({ title }) => title === "Time there over time here")!.titles).toBeGreaterThan(1000);
    for (const { title, label, marks, seen } of figures) {
      expect(label, title).toContain(title);
      expect(marks, title).toBeGreaterThan(10);
      expect(seen, title).toBe(true);
    }
  });

  test("holds the coverage of all 25 tables and the comparison's figures", async () => {
    const rows = await page.$$eval("tbody tr", (all) => all.map((row) => row.textContent));
    expect(rows.filter((row) => row?.startsWith("mha/decode/"))).toHaveLength(18);
    const [kernel] = rows.filter((row) => row?.startsWith("decode"));
    expect(kernel).toContain("1.10 to 1.10");
  });

  test("fits a phone, and its text stands out in the dark", async () => {
    await page.setViewport({ width: 390, height: 844 });
    // As text: these tests are type-checked without a browser's names.
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    const colours =
      "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))";
    const lightness = (colour: string) =>
      colour
        .match(/\d+/g)!
        .slice(0, 3)
        .reduce((sum, part) => sum + Number(part), 0) / 765;
    const [ink, paper] = ((await page.evaluate(colours)) as string[]).map(lightness);
    expect(ink! - paper!).toBeGreaterThan(0.7);
  });
});
