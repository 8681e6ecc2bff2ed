import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { sweepPage } from "../../../../src/report/html/sweep/sweep-page.ts";
import { point } from "./points.ts";

const RATES = [2, 4, 8];
const points = ["calibrated", "mfu"].flatMap((model) =>
  [1, 2].flatMap((tp) =>
    RATES.map((rate) =>
      point(
        { model: "llama", "latency-model": model, tp, "request-rate": rate, replicas: 1 },
        {
          ...{
            p50_ttft_ms: 20 * rate,
            p99_ttft_ms: (40 * rate) / tp,
            p50_tpot_ms: 10 / tp,
            p99_tpot_ms: 20 / tp,
          },
          output_throughput: 100 * rate * (model === "mfu" ? 1.1 : 1),
          request_goodput: rate,
        },
        tp === 1 && rate === 8,
      ),
    ),
  ),
);

function documentOf(text: string) {
  const { document } = parseHTML(text);
  return {
    ids: [...document.querySelectorAll("figure")].map((figure) => figure.getAttribute("id")!),
    data: (id: string) => JSON.parse(document.querySelector(`#${id} script`)!.textContent!).rows,
    document,
  };
}

describe("sweepPage", () => {
  const { ids, data, document } = documentOf(
    sweepPage(points, { title: "A <sweep>", notes: ["3 scenarios failed: too large."], version: "1" }),
  );

  it("has trade-off, curves, maps, models against each other and points side by side", () => {
    expect(ids).toEqual([
      ...["pareto", "rate-request_goodput", "rate-output_throughput", "rate-p99_ttft_ms", "rate-p99_tpot_ms"],
      ...["map-p99_ttft_ms-0", "map-p99_tpot_ms-0", "map-output_throughput-0"],
      ...["map-p99_ttft_ms-1", "map-p99_tpot_ms-1", "map-output_throughput-1"],
      ...["p50_ttft_ms", "p99_ttft_ms", "p50_tpot_ms", "output_throughput"].map((key) => `models-mfu-${key}`),
      ...[
        "compare-p50_ttft_ms",
        "compare-p50_tpot_ms",
        "compare-request_goodput",
        "compare-output_throughput",
      ],
    ]);
    expect(document.querySelector("h1")!.textContent).toBe("A <sweep>");
  });

  it("says what is overloaded and what is missing", () => {
    const notes = document.querySelector(".notes")!.textContent;
    expect(notes).toContain("2 of 12 scenarios are overloaded");
    expect(notes).toContain("3 scenarios failed: too large.");
  });

  it("compares latency models in percent of the first one", () => {
    const rows: [string, string, number][] = data("models-mfu-output_throughput");
    expect(rows).toHaveLength(6);
    for (const [, , percent] of rows) expect(percent).toBeCloseTo(10, 9);
    for (const [, , percent] of data("models-mfu-p50_tpot_ms")) expect(percent).toBe(0);
  });

  it("maps each point to the cell of its labels", () => {
    expect(data("map-p99_ttft_ms-0")).toContainEqual(["2", "8", 160]);
  });

  it("takes throughput per GPU, and speed per user, in the trade-off", () => {
    const rows: [string, number, number][] = data("pareto");
    const name = "request-rate 8, tp 2, latency-model mfu";
    expect(rows.find(([label]) => label === name)).toEqual([name, 200, 440]);
  });

  it("gives each latency model a front of its own, as it is no choice of a server", () => {
    const legend = [...document.querySelectorAll("#pareto .legend li")].map((key) =>
      key.textContent!.slice(2),
    );
    expect(legend).toEqual(["calibrated", "mfu", "overloaded"]);
  });

  it("shows beside goodput what was offered", () => {
    const legend = (id: string) =>
      [...document.querySelectorAll(`#${id} .legend li`)].map((key) => key.textContent);
    const settings = ["tp 1, calibrated", "tp 2, calibrated", "tp 1, mfu", "tp 2, mfu"];
    expect(legend("rate-request_goodput")).toEqual([...settings, "all that is offered"]);
    expect(legend("rate-p99_ttft_ms")).toEqual(settings);
  });

  it("says what is the same in all scenarios", () => {
    expect(document.querySelector("header")!.textContent).toContain(
      "The same in all: model llama, replicas 1.",
    );
  });

  it("lists every point, and can be sorted by any column", () => {
    expect(document.querySelectorAll("section:last-of-type tbody tr")).toHaveLength(12);
    expect(document.querySelectorAll("section:last-of-type thead button").length).toBeGreaterThan(8);
  });
});

describe("sweepPage of little", () => {
  it("leaves out what one axis cannot show", () => {
    const { ids } = documentOf(sweepPage(points.slice(0, 2), { title: "t", notes: [], version: "1" }));
    expect(ids).toEqual([
      "compare-p50_ttft_ms",
      "compare-p50_tpot_ms",
      "compare-request_goodput",
      "compare-output_throughput",
    ]);
  });

  it("compares latency models over a single axis in one map of all figures", () => {
    const few = points.filter(({ labels }) => labels.tp === 1);
    const { data } = documentOf(sweepPage(few, { title: "t", notes: [], version: "1" }));
    const rows: [string, string, number][] = data("models-mfu");
    expect(rows).toHaveLength(12);
    const output = rows.filter(([figure]) => figure === "Output tokens");
    expect(output.map(([, rate]) => rate)).toEqual(["2", "4", "8"]);
    for (const [, , percent] of output) expect(percent).toBeCloseTo(10, 9);
  });

  it("shows an empty sweep as an empty table", () => {
    const { document } = documentOf(sweepPage([], { title: "t", notes: ["all failed"], version: "1" }));
    expect(document.querySelectorAll("tbody tr")).toHaveLength(0);
  });
});
