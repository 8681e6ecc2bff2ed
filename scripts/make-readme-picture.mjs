// Writes docs/latency-and-load.svg, the README's picture, from runs made here: TTFT and TPOT of one server against the
// arrival rate, on one, two and four GPUs, with the one-sigma error of the step times as a band.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { importFromSource, root } from "./from-source.mjs";

const file = process.argv[2] ?? join(root, "docs", "latency-and-load.svg");
const { simulate, draw, marks } = await importFromSource(`
  export { simulate } from "./src/library/simulate.ts";
  export { draw } from "./src/report/plot.ts";
  export * as marks from "@observablehq/plot";`);

const SERVERS = [
  { tp: 1, colour: "#2563eb" },
  { tp: 2, colour: "#c2410c" },
  { tp: 4, colour: "#0f766e" },
];
const RATES = [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64];
const WORKLOAD = {
  workload: "distribution",
  promptTokens: 1024,
  promptTokensStdev: 512,
  promptTokensMax: 8192,
  promptDistribution: "lognormal",
  outputTokens: 256,
  outputTokensStdev: 128,
  outputTokensMax: 2048,
  outputDistribution: "lognormal",
  numPrompts: 2000,
};

const points = [];
for (const { tp } of SERVERS) {
  for (const requestRate of RATES) {
    const run = await simulate({ model: "llama-3.1-8b", gpu: "H100", tp, ...WORKLOAD, requestRate });
    // Latencies of an overloaded server say only how long the run was.
    if (run.saturation.verdict === "overloaded") break;
    const bars = run.errorBars();
    points.push({ tp, rate: requestRate, mid: run.summary, fast: bars.fast, slow: bars.slow });
  }
}

const TICKS_MS = [5, 10, 20, 50, 100, 200, 500, 1000];
const WIDTH = 440;
const HEIGHT = 300;

function panel(title, of) {
  const most = Math.max(...points.map(({ mid }) => of(mid)));
  const least = Math.min(...points.map(({ fast }) => of(fast)));
  const ticks = TICKS_MS.filter((tick) => tick >= least && tick <= most * 1.2);
  const curves = SERVERS.flatMap(({ tp, colour }) => {
    const own = points.filter((point) => point.tp === tp);
    const x = "rate";
    return [
      marks.areaY(own, {
        x,
        y1: ({ fast }) => of(fast),
        y2: ({ slow }) => of(slow),
        fill: colour,
        fillOpacity: 0.15,
      }),
      marks.line(own, { x, y: ({ mid }) => of(mid), stroke: colour, strokeWidth: 2 }),
      marks.text(own.slice(-1), {
        x,
        y: ({ mid }) => of(mid),
        text: () => `${tp} GPU${tp > 1 ? "s" : ""}`,
        fill: colour,
        dy: -10,
        fontWeight: 600,
      }),
    ];
  });
  const { svg } = draw({
    width: WIDTH,
    height: HEIGHT,
    marginTop: 34,
    marginLeft: 48,
    marginRight: 24,
    marginBottom: 40,
    style: { fontSize: "12px" },
    x: { domain: [0, RATES.at(-1)], label: "requests/s", labelAnchor: "right" },
    y: { type: "log", domain: [least * 0.9, most * 1.25], clamp: true, label: title },
    marks: [
      marks.gridY(ticks, { stroke: "#dde2e8", strokeOpacity: 1 }),
      marks.axisY(ticks, { label: title, text: (tick) => String(tick) }),
      marks.axisX({ ticks: 6 }),
      ...curves,
    ],
  });
  return svg;
}

const place = (svg, x) => svg.replace("<svg", `<svg x="${x}" y="46" width="${WIDTH}" height="${HEIGHT}"`);
const title =
  "llama-3.1-8b on H100, prompts of 1,024 and answers of 256 tokens on average: latency against load";
const note =
  "Simulated, mfu latency model; bands: one sigma of the step times. Curves end where the queue grows for as long as requests arrive.";
await writeFile(
  file,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * WIDTH + 20}" height="${HEIGHT + 80}" viewBox="0 0 ${2 * WIDTH + 20} ${HEIGHT + 80}" font-family="system-ui, sans-serif" role="img" aria-label="${title}">
<title>${title}</title>
<rect width="100%" height="100%" rx="10" fill="#ffffff"/>
<g fill="#1b2430" color="#1b2430">
<text x="20" y="30" font-size="15" font-weight="600">${title}</text>
${place(
  panel("TTFT, 99th percentile (ms)", ({ ttft }) => ttft.p99Ms),
  4,
)}
${place(
  panel("TPOT, median (ms)", ({ tpot }) => tpot.p50Ms),
  WIDTH + 12,
)}
<text x="20" y="${HEIGHT + 66}" font-size="12" fill="#566171">${note}</text>
</g>
</svg>
`,
);
process.stderr.write(`${file}: ${points.length} runs, each with two for its error bars\n`);
