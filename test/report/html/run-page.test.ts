import { describe, expect, it } from "vitest";
import { formatRough } from "../../../src/report/format.ts";
import { pageOfRun } from "./runs.ts";

const FIGURES = [
  ...["cdf-ttft", "cdf-tpot", "cdf-itl", "cdf-e2el", "ttft-over-time", "requests-over-time", "kv-over-time"],
  ...["tokens-over-time", "rates-over-time", "step-time", "step-durations", "roofline", "step-gantt"],
  ...["waterfall-ttft", "waterfall-e2el"],
];

describe("the page of a run", async () => {
  const flags = { workload: "chatbot", "num-prompts": "600", "request-rate": "15", goodput: "ttft:100" };
  const { report, text, document } = await pageOfRun({ ...flags, "latency-model": "mfu" });
  const texts = (selector: string) =>
    [...document.querySelectorAll(selector)].map((one) => one.textContent ?? "");

  it("has every chart, and a link to every section", () => {
    const ids = [...document.querySelectorAll("figure")].map((one) => one.getAttribute("id"));
    for (const id of FIGURES) expect(ids).toContain(id);
    const targets = [...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"));
    expect(targets).toEqual(
      [...document.querySelectorAll("h2")].map((heading) => `#${heading.getAttribute("id")}`),
    );
  });

  it("gives each id once", () => {
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.getAttribute("id"));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("shows the run's figures with the range of their error", () => {
    const tiles = texts(".tiles dd");
    expect(tiles[1]).toContain(formatRough(report.summary.ttft.p99Ms));
    expect(tiles[1]).toMatch(/[\d.,]+ to [\d.,]+$/);
    expect(texts(".tiles dt")).toContain("Goodput");
    expect(texts("#figures ~ .card p")[0]).toMatch(/one-sigma error.*Step times are [\d.]+ % \w+/);
  });

  it("says under its title what was asked of the server", () => {
    expect(texts("header p")[0]).toContain("600 requests at 15 requests/s");
  });

  it("lists every setting with its origin", () => {
    const rows = [...document.querySelectorAll("section:last-of-type tbody tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(rows).toContainEqual(["request-rate", "15", "flag --request-rate"]);
    expect(rows.some(([name, , origin]) => name === "max-num-seqs" && origin!.startsWith("derived"))).toBe(
      true,
    );
  });

  it("needs nothing from elsewhere", () => {
    expect(text).not.toMatch(/<link|<img|src=|@import|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
    expect(text).toContain("default-src 'none'");
  });

  it("is a few hundred kilobytes, and sums up every request", () => {
    expect(text.length).toBeLessThan(600_000);
    expect(texts("figcaption")[0]).toContain(`${report.summary.completed} requests`);
  });

  it("says nothing to warn of where there is nothing", () => {
    expect(report.saturation.verdict).toBe("stable");
    expect(document.querySelector(".notes")).toBeNull();
  });
});

describe("the page of a run that went wrong", async () => {
  const { document } = await pageOfRun({
    ...{ workload: "distribution", "prompt-tokens": "3000", "output-tokens": "300", "num-prompts": "800" },
    ...{ "request-rate": "60", "max-model-len": "3100", "latency-model": "calibrated" },
  });

  it("says first that it was overloaded or what was rejected, and that no error is known", () => {
    expect(document.querySelector(".notes")!.textContent).toMatch(/overloaded|rejected/i);
    expect(document.querySelector(".card")!.textContent).toContain(
      "No error bars: no error of the calibrated",
    );
  });
});

describe("the page of a tiny run", async () => {
  const { document, report } = await pageOfRun({ "prefill-tokens": "512" });

  it("shows what there is: one request", () => {
    expect(report.summary.requests).toBe(1);
    const ids = [...document.querySelectorAll("figure")].map((one) => one.getAttribute("id"));
    expect(ids).toContain("waterfall-ttft");
    expect(ids).toContain("step-gantt");
    for (const id of ["cdf-ttft", "ttft-over-time", "rates-over-time"]) expect(ids).not.toContain(id);
    expect(document.querySelector("header p")!.textContent).toMatch(/^1 request in /);
    expect(document.querySelector("#waterfall-ttft details tbody th")!.textContent).toBe("request 0");
  });

  it("leaves out figures that nothing was measured for", () => {
    expect([...document.querySelectorAll(".tiles dd")].map((tile) => tile.textContent)).toHaveLength(5);
    expect(document.querySelector(".tiles")!.textContent).not.toContain("TPOT");
  });
});

describe("the page of requests that all arrive at once", async () => {
  const { document } = await pageOfRun({ workload: "random", "num-prompts": "200" });
  const idOf = (id: string) => document.querySelector(`#${id}`);

  it("shows completions alone, and nothing by time of arrival", () => {
    expect(idOf("ttft-over-time") === null).toBe(true);
    expect(idOf("rates-over-time")!.querySelector("h3")!.textContent).toBe("Requests completing");
    expect(idOf("rates-over-time")!.querySelector("figcaption")!.textContent).toContain(
      "All 200 requests arrived at once",
    );
  });

  it("says of its latencies that they are no steady state", () => {
    expect(document.querySelector("#figures ~ .card caption")!.textContent).toContain("no steady state");
  });
});

describe("the page of a fleet whose prompts share prefixes", async () => {
  const { document, report } = await pageOfRun({
    ...{ workload: "prefix_repetition", "num-prompts": "300", "request-rate": "20", replicas: "3" },
  });

  it("has a row for each replica, whose requests sum to all", () => {
    const rows = [...document.querySelectorAll("#replicas ~ .card tbody tr")];
    const requests = rows.map((row) => Number(row.children[1]!.textContent));
    expect(requests).toHaveLength(3);
    expect(requests.reduce((sum, count) => sum + count, 0)).toBe(report.summary.requests);
  });

  it("says how much the prefix cache served", () => {
    const tile = [...document.querySelectorAll(".tiles div")].at(-1)!.textContent!;
    expect(tile).toMatch(/^Prefix cache hits[\d.]+ %[\d,]+ of [\d,]+ tokens$/);
  });
});
