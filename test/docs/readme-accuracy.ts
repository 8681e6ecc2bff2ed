/** Rows of docs/accuracy.md that README.md repeats: a title, and what begins the row there. */
const HELD_OUT = [
  ["bf16 GEMM", "gemmBf16"],
  ["FP8 GEMM", "gemmFp8"],
  ["prefill attention", "prefill"],
  ["decode attention", "decode"],
  ["all-reduce", "allReduceCustom"],
] as const;

const CHAINS = [
  ["TPOT, Llama-3.1-70B FP8 on 2, 4, 8 H100, closed loop", "closed_loop_llama70b_fp8_h100.csv", "tpot"],
  ["TTFT, the same", "closed_loop_llama70b_fp8_h100.csv", "ttft"],
  ["TPOT, four models on H100, one request at a time", "single_stream_h100.csv", "tpot"],
  ["TTFT, the same", "single_stream_h100.csv", "ttft"],
  ["end to end, Llama-3.1-8B on RTX PRO 6000, open loop", "rtxpro6000_llama8b/requests.csv", "e2e"],
  ["KV blocks at start-up, H100", "kv_capacity_h100.csv", "blocks"],
] as const;

const BEGIN = "<!-- accuracy: from docs/accuracy.md -->";
const END = "<!-- /accuracy -->";

/** README.md with the figures that docs/accuracy.md has now. */
export function readmeWithAccuracy(readme: string, accuracy: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`README.md has no ${BEGIN} ... ${END}`);
  return `${before}${BEGIN}\n${block(rowsOf(accuracy))}${END}${after}`;
}

function rowsOf(page: string): readonly string[][] {
  return page
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

function block(rows: readonly string[][]): string {
  const held = HELD_OUT.map(([title, operation]) => {
    const row = find(rows, title, ([name, regime]) => name === operation && regime === "all");
    return [title, row[2]!, `${row[3]!} %`, "no: whole shapes are held out"];
  });
  const chains = CHAINS.map(([title, file, metric]) => {
    const row = find(rows, title, ([command, of]) => command!.includes(file) && of === metric);
    const fitted = metric === "blocks" ? "no" : "host time, admission and waits only";
    return [title, row[2]!, `${row[3]!} %`, fitted];
  });
  const lines = [
    ["what", "rows", "mean error", "seen by a fit"],
    ["---", "---", "---", "---"],
    ...held,
    ...chains,
  ];
  return `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

function find(rows: readonly string[][], title: string, is: (row: string[]) => boolean): string[] {
  const found = rows.find(is);
  if (found === undefined) throw new Error(`docs/accuracy.md has no row for ${title}`);
  return found;
}
