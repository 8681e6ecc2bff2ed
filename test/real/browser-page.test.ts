import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulate } from "../../src/index.ts";
import { chromiumPath, complaintsOf, launch } from "./chromium.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const chromium = chromiumPath();
const why =
  chromium === undefined ? " [skipped: no chromium; scripts/install-test-engines.sh installs it]" : "";

describe.skipIf(chromium === undefined)(`the playground in a browser${why}`, () => {
  let browser: Browser;
  let page: Page;
  let address: string;
  let folder: string;
  let complaints: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "playground-"));
    const file = join(folder, "playground.html");
    const { buildPlayground } = await import(
      new URL("scripts/build-playground.mjs", pathToFileURL(root)).href
    );
    await buildPlayground(root, file);
    address = pathToFileURL(file).href;
    browser = await launch(chromium!);
    page = await browser.newPage();
    complaints = complaintsOf(page);
    await open("");
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(hash: string): Promise<void> {
    // A hash alone would not load the page again.
    await page.goto("about:blank");
    await page.goto(address + hash);
    await settled();
  }
  /** The run, its error bars and the curve over the rates are there. */
  const settled = () =>
    page.waitForFunction(
      `document.querySelector("#curve").dataset.complete === "true" || document.querySelector("#failure").textContent`,
    );
  const textOf = (selector: string) => page.$eval(selector, (found) => found.textContent ?? "");
  const figureOf = async (id: string) => Number((await textOf(`#tile-${id} b`)).replaceAll(",", ""));
  const moveTo = async (slider: string, presses: number) => {
    await page.focus(`#${slider}`);
    const key = presses < 0 ? "ArrowLeft" : "ArrowRight";
    for (let i = 0; i < Math.abs(presses); i++) await page.keyboard.press(key);
  };

  it("loads without an error, a warning of its policy, or the network", () => {
    expect(complaints).toEqual([]);
  });

  it("says that every number is modelled, and how far it may be off", async () => {
    expect(await textOf(".modelled")).toContain("Every number here is modelled; no GPU has run.");
    expect(await textOf("#provenance")).toMatch(
      /No measured kernel table .* the one-sigma error of the step times\./,
    );
    expect(await textOf("#tile-ttft .range")).toMatch(/^1σ: [\d.]+ to [\d.]+$/);
  });

  it("shows what the library says", async () => {
    const { summary } = await simulate({
      model: "llama-3.1-8b",
      workload: "distribution",
      promptTokens: 1024,
      promptTokensStdev: 512,
      promptTokensMax: 8192,
      promptDistribution: "lognormal",
      outputTokens: 256,
      outputTokensStdev: 128,
      outputTokensMax: 2048,
      outputDistribution: "lognormal",
      requestRate: 8,
      numPrompts: 400,
      maxNumSeqs: 256,
    });
    // The page prices by the kernel model, the command line by tables that were written from it.
    expect((await figureOf("ttft")) / summary.ttft.p50Ms).toBeCloseTo(1, 2);
    expect((await figureOf("tpot")) / summary.tpot.p50Ms).toBeCloseTo(1, 2);
    expect((await figureOf("throughput")) / summary.outputThroughput).toBeCloseTo(1, 2);
  });

  it.each([
    ["rate", 6, "ttft"],
    ["prompt", 4, "ttft"],
    ["output", -3, "throughput"],
    ["spread", -3, "ttft"],
    ["maxNumSeqs", -5, "tpot"],
  ])("moving %s changes the numbers", async (slider, presses, tile) => {
    await open("");
    const [before, value] = [await figureOf(tile), await textOf(`#${slider}-value`)];
    await moveTo(slider, presses);
    await page.waitForFunction(
      (tile, before) => document.querySelector(`#tile-${tile} b`)?.textContent !== before,
      {},
      tile,
      await textOf(`#tile-${tile} b`).then(() => String(before)),
    );
    await settled();
    expect(await figureOf(tile)).not.toBe(before);
    expect(await textOf(`#${slider}-value`)).not.toBe(value);
    expect(await page.$eval(`#${slider}`, (input) => input.getAttribute("aria-valuetext"))).toBe(
      await textOf(`#${slider}-value`),
    );
  });

  it("answers choices: more GPUs are faster, another latency model says something else", async () => {
    await open("");
    const one = await figureOf("tpot");
    await page.click('input[name="tp"][value="2"]');
    await page.waitForFunction(
      (before) => document.querySelector("#tile-tpot b")?.textContent !== before,
      {},
      String(one),
    );
    expect(await figureOf("tpot")).toBeLessThan(one);
    await page.click('input[name="latencyModel"][value="calibrated"]');
    await page.waitForFunction(() =>
      document.querySelector("#provenance")?.textContent?.includes("No error bars"),
    );
    await page.select("#model", "qwen3-8b");
    await page.waitForFunction(() => location.hash.includes("model=qwen3-8b"));
  });

  it("keeps its setting in the address", async () => {
    await open("#model=llama-3.1-70b&tp=8&rate=2&latencyModel=mfu");
    expect(await page.$eval("#model", (select) => (select as { value?: string }).value)).toBe(
      "llama-3.1-70b",
    );
    expect(await textOf("#rate-value")).toBe("2 requests/s");
    await page.click("#reset");
    await page.waitForFunction(() => location.hash === "" || location.hash === "#");
  });

  it("says in a sentence what cannot be simulated, and shows no figure", async () => {
    await open("#model=llama-3.1-70b");
    expect(await textOf("#failure")).toMatch(
      /^llama-3\.1-70b does not fit on H100 with tp 1, by [\d.]+ GiB per GPU: .* tp \d would do\.$/,
    );
    expect(await page.$$("#tiles div")).toHaveLength(0);
    expect(await page.$eval("#charts", (charts) => charts.checkVisibility())).toBe(false);
  });

  it("warns of overload, and draws no latency for it", async () => {
    await open("#rate=100&maxNumSeqs=16");
    expect(await textOf("#warning")).toMatch(/^Overloaded: the queue grows by [\d.]+ requests\/s/);
    expect(await page.$eval("#curve .chart", (chart) => chart.getAttribute("aria-label"))).toMatch(
      /From [\d.]+ requests\/s on the queue grows\.$/,
    );
  });

  it("draws its charts with marks, and says in words what they show", async () => {
    await open("");
    const charts = await page.$$eval("#charts figure", (figures) =>
      figures.map((figure) => ({
        marks: figure.querySelectorAll("svg path, svg rect, svg circle").length,
        alt: figure.querySelector(".chart")!.getAttribute("aria-label")!,
        name: figure.querySelector("h2")!.textContent,
      })),
    );
    expect(charts).toHaveLength(3);
    for (const { marks, alt, name } of charts) {
      expect(marks, name!).toBeGreaterThan(4);
      expect(alt, name!).toMatch(/\d.*\.$/);
    }
    const shares = await page.$$eval("#parts .legend li", (keys) =>
      keys.map((key) => Number(/([\d.]+) %$/.exec(key.textContent!)![1])),
    );
    expect(shares).toHaveLength(6);
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThan(0.5);
  });

  it("carries the notices of what is in it", async () => {
    const licences = await textOf("footer details");
    for (const name of ["@observablehq/plot", "d3-shape", "zod"]) expect(licences).toContain(name);
    expect(licences).toContain("Permission is hereby granted");
  });

  it.each([
    ["a phone", 390, 844],
    ["a tablet", 820, 1180],
    ["a desk", 1440, 900],
  ])("fits %s, light and dark", async (_, width, height) => {
    await page.setViewport({ width, height });
    for (const value of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
      await open("");
      const sizes = await page.evaluate(() => ({
        page: document.documentElement.scrollWidth,
        window: innerWidth,
        small: [...document.querySelectorAll("input[type=range], select, button, .options span")]
          .map((control) => control.getBoundingClientRect())
          .filter((box) => box.height < 24).length,
      }));
      expect(sizes.page).toBeLessThanOrEqual(sizes.window);
      // WCAG 2.5.8: targets of 24 pixels or more.
      expect(sizes.small).toBe(0);
    }
    expect(complaints).toEqual([]);
  });

  it("can be worked by keyboard alone, each control with a name", async () => {
    await page.setViewport({ width: 1280, height: 900 });
    await open("");
    const unnamed = await page.$$eval(
      "#controls input, #controls select",
      (controls) =>
        controls.filter(
          (control) => (control as unknown as { labels: { length: number } }).labels.length === 0,
        ).length,
    );
    expect(unnamed).toBe(0);
    const reached = new Set<string>();
    for (let i = 0; i < 16; i++) {
      await page.keyboard.press("Tab");
      reached.add(
        await page.evaluate(() => document.activeElement?.getAttribute("name") ?? document.activeElement!.id),
      );
    }
    for (const name of ["theme", "model", "gpu", "tp", "latencyModel", "rate", "maxNumSeqs", "reset"]) {
      expect([...reached]).toContain(name);
    }
    await page.focus("#theme");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBeDefined();
  });

  it("has text that can be read: a contrast of 4.5 to 1", async () => {
    for (const value of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
      await open("#rate=100&maxNumSeqs=16");
      const worst = await page.evaluate(() => {
        const light = (colour: string) => {
          const [r, g, b] = colour
            .match(/[\d.]+/g)!
            .slice(0, 3)
            .map((text) => {
              const part = Number(text) / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            }) as [number, number, number];
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = (element: Element): string => {
          for (let at: Element | null = element; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (!/rgba\(.*, 0\)/.test(colour)) return colour;
          }
          return "rgb(255, 255, 255)";
        };
        const texts = [
          ...document.querySelectorAll(
            "p, dt, dd, dd *, label, legend, h1, h2, figcaption, li, button, option",
          ),
        ];
        const ratios = texts.map((element) => {
          const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        });
        return Math.min(...ratios);
      });
      expect(worst).toBeGreaterThan(4.5);
    }
  });
});
