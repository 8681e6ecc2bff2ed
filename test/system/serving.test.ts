import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cli, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();

async function json(line: string) {
  const { code, stdout, stderr } = await cli(words(`${line} --format json --quiet`));
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe("workloads", () => {
  it("never has more in flight than --max-concurrency", async () => {
    const result = await json("run --max-concurrency 4 --num-prompts 40");
    expect(result.max_concurrency).toBe(4);
    expect(result.simulator.peakConcurrentRequests).toBe(4);
    // Waiting for a place is in no latency: each starts when it is sent.
    expect(new Set(result.start_times).size).toBeGreaterThan(5);
  });

  it("ramps up, and goes through stages", async () => {
    const ramp = "--ramp-up-strategy linear --ramp-up-start-rps 1 --ramp-up-end-rps 9";
    const { start_times: starts, ...result } = await json(`run ${ramp} --num-prompts 200 --burstiness inf`);
    expect(result).toMatchObject({ ramp_up_strategy: "linear", ramp_up_start_rps: 1, ramp_up_end_rps: 9 });
    const half = starts.filter((at: number) => at < starts.at(-1) / 2).length;
    expect(half).toBeLessThan(70);
    const staged = await json("run --stages 5:10,20:5");
    expect(staged.num_prompts).toBe(150);
    expect(staged.start_times.filter((at: number) => at <= 10)).toHaveLength(50);
  });

  it("releases a session's turn when the one before has ended, after the think time", async () => {
    const folder = scratch.path("sessions");
    await json(
      "run --workload sessions --turns 3 --think-time 2 --think-time-distribution constant --prompt-tokens 100 " +
        `--output-tokens 20 --num-prompts 9 --rate 1 --output ${folder}`,
    );
    const rows = requestsOf(folder);
    for (let row = 0; row < rows.length; row++) {
      if (row % 3 === 0) continue;
      expect(Number(rows[row]!.arrival_ms) - Number(rows[row - 1]!.last_token_ms)).toBeCloseTo(2000, 6);
      // The conversation so far is in the prefix cache: 100 + 20 tokens a turn, whole blocks of 16 of them.
      expect(Number(rows[row]!.prompt_tokens)).toBe((row % 3) * 120 + 100);
      expect(Number(rows[row]!.cached_tokens)).toBe(Math.floor(((row % 3) * 120 - 1) / 16) * 16);
    }
  });

  it("runs agentic traces", async () => {
    const session = {
      session_id: "a",
      arrival_time_ns: 1e9,
      sub_requests: [turn(64, 5, 3e9), turn(200, 5, 0)],
    };
    const single = { input_toks: 40, output_toks: 4, arrival_time_ns: 2e9 };
    const file = scratch.write("agents.jsonl", `${JSON.stringify(session)}\n${JSON.stringify(single)}\n`);
    const folder = scratch.path("agents");
    expect((await json(`replay ${file} --output ${folder}`)).completed).toBe(3);
    const rows = requestsOf(folder);
    expect(Number(rows[1]!.arrival_ms) - Number(rows[0]!.last_token_ms)).toBeCloseTo(3000, 6);
  });

  it("knows prompts by name", async () => {
    const file = scratch.write("named.csv", "t,in,out,id\n0,100,5,a\n1,100,5,a\n2,100,5,b\n3,100,5,a\n");
    const folder = scratch.path("named");
    const columns = "--columns arrival=t,prompt=in,output=out,prompt_id=id";
    const { simulator } = await json(`replay ${file} ${columns} --output ${folder}`);
    // All full blocks but that of the last token: floor(99 / 16) x 16.
    expect(requestsOf(folder).map((row) => row.cached_tokens)).toEqual(["0", "96", "0", "96"]);
    expect(simulator.prefixCache).toEqual({
      hitRatio: 0.48,
      hitTokens: 192,
      promptTokens: 400,
      vllmCounter: {
        hitRatio: 0.48,
        queriedTokens: 400,
        hitTokens: 192,
        preemptedQueriedTokens: 0,
        preemptedHitTokens: 0,
      },
    });
    const { stdout } = await cli(words(`replay ${file} ${columns} --quiet`));
    expect(stdout).toMatch(/^Prefix cache hits \(%\): +48\.00 *$/m);
  });

  it("serves by priority, lower first, when told to", async () => {
    const file = scratch.write(
      "urgent.csv",
      "arrival,prompt,output,priority\n0,3000,50,5\n0,3000,50,1\n0,3000,50,3\n",
    );
    const order = async (policy: string) => {
      const { ttfts } = await json(`replay ${file} --max-num-seqs 1 --scheduling-policy ${policy}`);
      return ttfts.map((_: number, row: number) => row).sort((a: number, b: number) => ttfts[a] - ttfts[b]);
    };
    expect(await order("fcfs")).toEqual([0, 1, 2]);
    expect(await order("priority")).toEqual([1, 2, 0]);
  });

  it("refuses a rate for a trace that has its own times", async () => {
    const { code, stderr } = await cli(words("replay configs/workloads/chat.csv --rate 5"));
    expect(code).toBe(2);
    expect(stderr).toContain("has arrival times of its own");
    expect(stderr).toContain("Use --rate-scale or --time-scale");
  });
});

describe("version presets", () => {
  // The table of engine semantics: async scheduling, graphs, full-sequence admission, memory share.
  it.each([
    ["0.9", false, "piecewise", false, 0.9],
    ["0.10", false, "piecewise", false, 0.9],
    ["0.11", false, "full-and-piecewise", false, 0.9],
    ["v0.14.1", true, "full-and-piecewise", false, 0.9],
    ["0.19", true, "full-and-piecewise", true, 0.9],
    ["0.22", true, "full-and-piecewise", true, 0.92],
  ])("%s", async (version, async, graphs, reserve, share) => {
    const config = await json(`config print --vllm-version ${version}`);
    const value = (name: string) => config[name].value;
    expect([value("async-scheduling"), value("cudagraph-mode")]).toEqual([async, graphs]);
    expect([value("scheduler-reserve-full-isl"), value("gpu-memory-utilization")]).toEqual([reserve, share]);
    expect(config["async-scheduling"].origin).toMatch(/^preset vLLM 0\.\d+$/);
  });
});

describe("a fleet", () => {
  const run =
    "run --workload prefix_repetition --prefix-repetition-prefix-len 2000 --num-prompts 200 --rate 40";

  it.each(["round-robin", "least-loaded", "prefix-aware"])("shares the requests by %s", async (routing) => {
    const { completed, simulator } = await json(
      `${run} --replicas 4 --routing ${routing} --check-invariants`,
    );
    expect(completed).toBe(200);
    const loads: { requests: number; busyShare: number }[] = simulator.replicas;
    expect(loads).toHaveLength(4);
    expect(loads.map(({ requests }) => requests).reduce((a, b) => a + b)).toBe(200);
    if (routing === "round-robin") for (const { requests } of loads) expect(requests).toBe(50);
    for (const { busyShare } of loads) expect(busyShare).toBeLessThanOrEqual(1);
  });

  it("keeps prefixes together when it routes by them", async () => {
    const hits = async (routing: string) =>
      (await json(`${run} --replicas 4 --routing ${routing}`)).simulator.prefixCache.hitTokens;
    expect(await hits("prefix-aware")).toBeGreaterThan(await hits("round-robin"));
  });

  it("shows its capacity, and objectives met by all of it", async () => {
    const { stdout } = await cli(words(`${run} --replicas 4 --goodput ttft:200 --quiet`));
    expect(stdout).toMatch(/^Replicas: +4 *$/m);
    const [, used, blocks] = /^KV blocks, most used of all: +(\d+) of (\d+) *$/m.exec(stdout)!;
    expect(Number(used)).toBeGreaterThan(0);
    expect(stdout).toMatch(new RegExp(`^KV blocks of the fleet: +${4 * Number(blocks)} *$`, "m"));
    expect(stdout).toMatch(/^Requests of a replica: +50 to 50 *$/m);
    expect(stdout).toMatch(/^Request goodput \(req\/s\): +\d+\.\d+ *$/m);
  });
});

describe("what is not accounted for", () => {
  it.each([
    "run --num-prompts 2",
    "step --decode 2x100",
    "memory",
    "replay configs/workloads/chat.csv --limit 2",
  ])("%s tells it of the model and of the GPU", async (line) => {
    const { code, stderr } = await cli(words(`${line} ${oddServer()}`));
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("mistral-odd: sliding_window 4096 is not modelled");
    expect(stderr).toContain("BwEffConstant 0.95 is outside of its usual range");
    expect((await cli(words(`${line} ${oddServer()} --quiet`))).stderr).toBe("");
  });
});

/** A model with a window, on a GPU whose bandwidth nobody reaches. */
function oddServer(): string {
  const model = JSON.parse(readFileSync("configs/models/mistral-7b.json", "utf8"));
  const gpus = JSON.parse(readFileSync("configs/hardware_config.json", "utf8"));
  const odd = { ...model, sliding_window: 4096, use_sliding_window: true };
  const H100 = { ...gpus.H100, BwEffConstant: 0.95 };
  const [config, hardware] = [
    scratch.write("mistral-odd.json", JSON.stringify(odd)),
    scratch.write("odd-gpus.json", JSON.stringify({ H100 })),
  ];
  return `--model ${config} --hardware-config ${hardware}`;
}

function turn(input_toks: number, output_toks: number, tool_duration_ns: number) {
  return { input_toks, output_toks, tool_duration_ns };
}

function requestsOf(folder: string): Record<string, string>[] {
  const [header = "", ...rows] = readFileSync(`${folder}/requests.csv`, "utf8").trim().split("\n");
  return rows.map((row) => {
    const cells = row.split(",");
    return Object.fromEntries(header.split(",").map((name, i) => [name, cells[i]!]));
  });
}
