import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pointsOfScenarios } from "../../src/report/html/sweep/from-scenarios.ts";
import { sweepPage } from "../../src/report/html/sweep/sweep-page.ts";
import { pageOfRun } from "../report/html/runs.ts";
import { chromiumPath, complaintsOf, launch } from "./chromium.ts";

const chromium = chromiumPath();
const why =
  chromium === undefined ? " [skipped: no chromium; scripts/install-test-engines.sh installs it]" : "";

/** Text of what hovers over a chart now; empty when nothing does. */
const tipOf = (page: Page, id: string) =>
  page.$eval(`#${id} .tip`, (tip) => (tip.hidden ? "" : tip.innerText));

describe.skipIf(chromium === undefined)(`report pages in a browser${why}`, () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  let complaints: string[];
  const pages = ["run.html", "sweep.html"] as const;
  const open = (name: (typeof pages)[number]) => page.goto(pathToFileURL(join(folder, name)).href);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "report-pages-"));
    const flags = { workload: "chatbot", "num-prompts": "800", "request-rate": "12", "latency-model": "mfu" };
    const { text, report } = await pageOfRun(flags);
    writeFileSync(join(folder, "run.html"), text);
    const scenarios = ["calibrated", "mfu"].flatMap((model) =>
      ["1", "2"].flatMap((tp) =>
        ["2", "4", "8"].map((rate) => ({
          labels: { tp, "request-rate": rate, "latency-model": model },
          ...report,
        })),
      ),
    );
    const sweep = sweepPage(pointsOfScenarios(scenarios), {
      title: "Sweep",
      notes: ["a note"],
      version: "1",
    });
    writeFileSync(join(folder, "sweep.html"), sweep);
    browser = await launch(chromium!);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    complaints = complaintsOf(page);
    await page.setOfflineMode(true);
  });
  afterEach(() => page.close());

  it.each(pages)("%s loads without an error and without the network", async (name) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await open(name);
    expect(complaints).toEqual([]);
    expect(asked).toEqual([pathToFileURL(join(folder, name)).href]);
  });

  it.each(pages)("every chart of %s has marks, seen in one drawing only", async (name) => {
    await open(name);
    const charts = await page.$$eval("figure", (figures) =>
      figures.map((figure) => {
        const shown = [...figure.querySelectorAll("svg")].filter(
          (svg) => svg.getBoundingClientRect().width > 0,
        );
        const marks = shown.flatMap((svg) => [...svg.querySelectorAll("path,circle,rect")]);
        const drawn = marks.filter((mark) => {
          const { width, height } = mark.getBoundingClientRect();
          return width + height > 1;
        });
        return { id: figure.id, shown: shown.length, drawn: drawn.length };
      }),
    );
    expect(charts.length).toBeGreaterThan(10);
    for (const { id, shown, drawn } of charts) {
      expect(shown, id).toBe(1);
      expect(drawn, id).toBeGreaterThan(4);
    }
  });

  it.each([
    ["run.html", 1280],
    ["run.html", 390],
    ["sweep.html", 1280],
    ["sweep.html", 390],
  ] as const)(
    "letters of %s lie inside their figure and not on each other, %d pixels wide",
    async (name, width) => {
      await page.setViewport({ width, height: 900 });
      await open(name);
      const found = await page.$$eval("figure", (figures) =>
        figures.flatMap((figure) => {
          const frame = figure.getBoundingClientRect();
          const texts = [...figure.querySelectorAll(".chart svg text")]
            .map((text) => ({ said: text.textContent!, box: text.getBoundingClientRect() }))
            .filter(({ said, box }) => said !== "" && box.width > 0);
          const outside = texts
            .filter(({ box }) => box.left < frame.left || box.right > frame.right)
            .map(({ said }) => `${figure.id}: ${said} sticks out`);
          const over = texts.flatMap((a, i) =>
            texts.slice(i + 1).flatMap((b) => {
              const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
              const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
              // A line's box is taller than its letters.
              return across > 1 && down > 5 ? [`${figure.id}: ${a.said} over ${b.said}`] : [];
            }),
          );
          return [...outside, ...over];
        }),
      );
      expect(found).toEqual([]);
    },
  );

  it("a pointer reads every chart, inside of the page", async () => {
    for (const name of pages) {
      await open(name);
      const ids = await page.$$eval("figure", (figures) => figures.map(({ id }) => id));
      for (const id of ids) {
        const chart = (await page.$(`#${id} .chart`))!;
        await chart.scrollIntoView();
        const { x, y, width, height } = (await chart.boundingBox())!;
        await page.mouse.move(x + width * 0.9, y + height / 2);
        const tip = await tipOf(page, id);
        expect(tip, id).toMatch(/\d/);
        const inside = await page.$eval(`#${id} .tip`, (element) => {
          const { left, right } = element.getBoundingClientRect();
          return left >= 0 && right <= element.ownerDocument.documentElement.clientWidth;
        });
        expect(inside, id).toBe(true);
        await page.mouse.move(0, 0);
        expect(await tipOf(page, id), id).toBe("");
      }
    }
    expect(complaints).toEqual([]);
  });

  it("the value under the pointer is the one nearest to it", async () => {
    await open("run.html");
    const chart = (await page.$("#cdf-ttft .chart"))!;
    await chart.scrollIntoView();
    const median = await page.$eval("#cdf-ttft", (figure) => {
      const { rows } = JSON.parse(figure.querySelector("script")!.textContent!) as { rows: number[][] };
      const index = rows.findIndex(([percent]) => percent === 50);
      const view = figure.querySelector(".wide")!;
      const svg = view.querySelector("svg")!;
      const { left, top, width } = svg.getBoundingClientRect();
      const scale = width / svg.viewBox.baseVal.width;
      const at = (list: string) => Number(list.split(" ")[index]) * scale;
      return { ms: rows[index]![1]!, x: left + at(view.dataset.x!), y: top + at(view.dataset.y!) };
    });
    await page.mouse.move(median.x, median.y);
    const tip = await tipOf(page, "cdf-ttft");
    expect(tip).toContain("percentile 50");
    expect(tip).toContain(median.ms.toLocaleString("en", { maximumFractionDigits: 2 }));
  });

  it("arrow keys read a chart, and escape ends it", async () => {
    await open("run.html");
    await page.focus("#tokens-over-time .chart");
    await page.keyboard.press("ArrowRight");
    const first = await tipOf(page, "tokens-over-time");
    await page.keyboard.press("ArrowRight");
    expect(await tipOf(page, "tokens-over-time")).not.toBe(first);
    await page.keyboard.press("Home");
    expect(await tipOf(page, "tokens-over-time")).toBe(first);
    await page.keyboard.press("End");
    expect(await tipOf(page, "tokens-over-time")).not.toBe(first);
    await page.keyboard.press("Escape");
    expect(await tipOf(page, "tokens-over-time")).toBe("");
  });

  it("a heading sorts its table, by value and in both directions", async () => {
    await open("run.html");
    const column = (index: number) =>
      page.$$eval(
        "#requests ~ .card tbody tr",
        (rows, at) =>
          rows.map((row) => {
            const cell = row.children[at];
            return Number(cell.dataset.v ?? cell.textContent);
          }),
        index,
      );
    const ttft = 7;
    const before = await column(ttft);
    const click = () => page.click(`#requests ~ .card th:nth-child(${ttft + 1}) button`);
    await click();
    const ascending = before.toSorted((a, b) => a - b);
    expect(await column(ttft)).toEqual(ascending);
    await click();
    expect(await column(ttft)).toEqual(ascending.toReversed());
    const state = await page.$eval(`#requests ~ .card th:nth-child(${ttft + 1})`, (th) => th.ariaSort);
    expect(state).toBe("descending");
  });

  it("follows the system's theme, and the reader's", async () => {
    const background = () =>
      page.$eval("body", (body) => body.ownerDocument.defaultView.getComputedStyle(body).backgroundColor);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
    await open("run.html");
    const light = await background();
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.click("#theme");
    expect(await background()).toBe(light);
  });

  it.each(pages)("%s fits a phone, and its letters are large enough to read", async (name) => {
    await page.setViewport({ width: 375, height: 800, isMobile: true, hasTouch: true });
    await open(name);
    const { scroll, client } = await page.$eval("html", (root) => ({
      scroll: root.scrollWidth,
      client: root.clientWidth,
    }));
    expect(scroll).toBeLessThanOrEqual(client);
    const sizes = await page.$$eval(".narrow svg", (svgs) =>
      svgs.map((svg) => {
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        return scale * Number.parseFloat(svg.ownerDocument.defaultView.getComputedStyle(svg).fontSize);
      }),
    );
    expect(Math.min(...sizes)).toBeGreaterThan(9.5);
    const chart = (await page.$("figure .chart"))!;
    await chart.scrollIntoView();
    await chart.tap();
    expect(await tipOf(page, (await page.$eval("figure", ({ id }) => id))!)).toMatch(/\d/);
  });
});
