// A slow scheduler written from the pseudo-code of vLLM v1, with an object for every request and a number for every
// block. It shares nothing with the engine but the input types, and is what the engine is compared with, step by step.
import type { EngineConfig } from "../../src/engine/config.ts";
import type { RequestTable } from "../../src/engine/request-table.ts";
import { Pool } from "./oracle-pool.ts";

export interface OracleStep {
  startNs: number;
  endNs: number;
  decodes: number;
  decodeContext: number;
  chunks: [tokens: number, context: number][];
  logits: number;
}

export type Price = (step: Omit<OracleStep, "startNs" | "endNs">) => number;

interface Request {
  row: number;
  prompt: number;
  output: number;
  priority: number;
  arrivalNs: number;
  /** Prompt and outputs returned. */
  tokens: number;
  /** Outputs in flight. */
  placeholders: number;
  computed: number;
  blocks: number[];
  state: "waiting" | "running" | "done";
  firstScheduledNs: number;
  tokenTimesNs: number[];
  cachedTokens: number;
  preemptions: number;
}

interface Item {
  request: Request;
  tokens: number;
  context: number;
  decode: boolean;
  emits: boolean;
}

interface Flight {
  step: OracleStep;
  items: Item[];
}

export interface OracleOptions {
  config: EngineConfig;
  requests: RequestTable;
  price: Price;
  admissionNs?: (prompt: number) => number;
  maxConcurrency?: number;
}

export interface OracleResult {
  steps: OracleStep[];
  requests: Request[];
  rejected: number[];
  preemptions: number;
  queriedTokens: number;
  hitTokens: number;
  peakKvBlocks: number;
}

export function runOracle(options: OracleOptions): OracleResult {
  const { config, requests: table } = options;
  const admissionNs = options.admissionNs ?? (() => 0);
  const limit = options.maxConcurrency ?? Number.POSITIVE_INFINITY;
  const pool = new Pool(config.kvBlocks);
  const size = config.blockSize;
  const result: OracleResult = {
    steps: [],
    requests: [],
    rejected: [],
    preemptions: 0,
    queriedTokens: 0,
    hitTokens: 0,
    peakKvBlocks: 0,
  };
  let waiting: Request[] = [];
  let running: Request[] = [];
  let nowNs = 0;

  // ---- clients -------------------------------------------------------------------------------------------------
  const toArrive: { timeNs: number; seq: number; row: number }[] = [];
  const toShow: { timeNs: number; seq: number; row: number }[] = [];
  const backlog: number[] = [];
  let inFlight = 0;
  let seq = 0;
  const known: number[] = [];
  for (let row = 0; row < table.count; row++) {
    if (!table.followUps || table.followUps.parent[row]! < 0) known.push(row);
  }
  for (const row of known) toArrive.push({ timeNs: table.arrivalNs[row]!, seq: seq++, row });
  for (let row = 0; row < table.count; row++) {
    const prompt = table.promptTokens[row]!;
    result.requests.push({
      row,
      prompt,
      output: Math.max(0, Math.min(table.outputTokens[row]!, config.maxModelLen - prompt)),
      priority: table.priority?.[row] ?? 0,
      arrivalNs: Number.NaN,
      tokens: prompt,
      placeholders: 0,
      computed: 0,
      blocks: [],
      state: "waiting",
      firstScheduledNs: Number.NaN,
      tokenTimesNs: [],
      cachedTokens: 0,
      preemptions: 0,
    });
  }
  const byTime = (a: { timeNs: number; seq: number }, b: { timeNs: number; seq: number }) =>
    a.timeNs - b.timeNs || a.seq - b.seq;

  function send(row: number): void {
    inFlight += 1;
    const request = result.requests[row]!;
    request.arrivalNs = nowNs;
    toShow.push({ timeNs: nowNs + admissionNs(request.prompt), seq: seq++, row });
  }

  function left(row: number): void {
    inFlight -= 1;
    for (let child = 0; child < table.count; child++) {
      if (table.followUps?.parent[child] === row) {
        toArrive.push({ timeNs: nowNs + table.followUps.delayNs[child]!, seq: seq++, row: child });
      }
    }
    if (backlog.length > 0 && inFlight < limit) send(backlog.shift()!);
  }

  function dropTurnsAfter(row: number): void {
    for (let child = 0; child < table.count; child++) {
      if (table.followUps?.parent[child] === row) {
        result.rejected.push(child);
        dropTurnsAfter(child);
      }
    }
  }

  function clientEvents(): void {
    for (;;) {
      toArrive.sort(byTime);
      toShow.sort(byTime);
      if (toArrive.length > 0 && toArrive[0]!.timeNs <= nowNs) {
        const { row } = toArrive.shift()!;
        if (inFlight < limit) send(row);
        else backlog.push(row);
      } else if (toShow.length > 0 && toShow[0]!.timeNs <= nowNs) {
        const { row } = toShow.shift()!;
        if (canEverRun(row)) waiting.push(result.requests[row]!);
        else {
          result.rejected.push(row);
          dropTurnsAfter(row);
          result.requests[row]!.state = "done";
          inFlight -= 1;
          if (backlog.length > 0 && inFlight < limit) send(backlog.shift()!);
        }
      } else return;
    }
  }

  function canEverRun(row: number): boolean {
    const { prompt, output } = result.requests[row]!;
    if (prompt >= config.maxModelLen) return false;
    const longest = prompt + output - 1;
    if (Math.ceil(longest / size) > config.kvBlocks - 1) return false;
    const threshold = config.longPrefillTokenThreshold;
    const chunk = threshold > 0 ? Math.min(threshold, longest) : longest;
    return config.chunkedPrefill || chunk <= config.maxNumBatchedTokens;
  }

  // ---- blocks --------------------------------------------------------------------------------------------------
  function keys(request: Request, count: number): string[] {
    const found: string[] = [];
    let chain = "";
    const ids = table.promptBlocks;
    const idCount = ids ? ids.offsets[request.row + 1]! - ids.offsets[request.row]! : 0;
    const outputsNamed = ids !== undefined && idCount > Math.ceil(request.prompt / ids.blockTokens);
    for (let block = 0; block < count; block++) {
      const inPrompt = (block + 1) * size <= request.prompt || outputsNamed;
      const at = ids ? ids.offsets[request.row]! + Math.floor((block * size) / ids.blockTokens) : 0;
      if (ids && inPrompt && at < ids.offsets[request.row + 1]!) {
        chain += `/${ids.ids[at]}.${((block * size) % ids.blockTokens) / size}`;
      } else chain += `/own${request.row}.${block}`;
      found.push(chain);
    }
    return found;
  }

  function findCached(request: Request): number[] {
    if (!config.prefixCaching) return [];
    const hits: number[] = [];
    for (const key of keys(request, Math.floor((request.tokens - 1) / size))) {
      const block = pool.cached.get(key)?.[0];
      if (block === undefined) break;
      hits.push(block);
    }
    return hits;
  }

  function allocate(request: Request, tokens: number): boolean {
    const needed = Math.ceil(tokens / size) - request.blocks.length;
    if (needed > pool.free.length) return false;
    for (let i = 0; i < needed; i++) request.blocks.push(pool.allocate());
    if (config.prefixCaching) {
      const full = Math.floor(tokens / size);
      for (const [i, key] of keys(request, full).entries()) pool.cache(request.blocks[i]!, key);
    }
    return true;
  }

  function preempt(request: Request): void {
    pool.release(request.blocks);
    request.blocks = [];
    request.computed = 0;
    request.placeholders = 0;
    request.state = "waiting";
    request.preemptions += 1;
    result.preemptions += 1;
    running = running.filter((other) => other !== request);
    waiting.unshift(request);
  }

  // ---- one scheduling pass -------------------------------------------------------------------------------------
  const rank = (a: Request, b: Request) =>
    a.priority - b.priority || a.arrivalNs - b.arrivalNs || a.row - b.row;

  function schedule(startNs: number): { flight: Flight | undefined; preempted: boolean } {
    let items: Item[] = [];
    let budget = config.maxNumBatchedTokens;
    let preempted = false;
    const threshold = config.longPrefillTokenThreshold;
    let index = 0;
    while (index < running.length && budget > 0) {
      const request = running[index]!;
      const known = request.tokens + request.placeholders;
      let fresh = known - request.computed;
      const generated = known - request.prompt;
      if (generated >= request.output) fresh = 0;
      if (threshold > 0 && threshold < fresh) fresh = threshold;
      fresh = Math.min(fresh, budget, config.maxModelLen - 1 - request.computed);
      if (fresh === 0) {
        index += 1;
        continue;
      }
      let stopped = false;
      while (!allocate(request, request.computed + fresh)) {
        let victim = running.at(-1)!;
        if (config.schedulingPolicy === "priority") {
          victim = running[0]!;
          for (const other of running) if (rank(other, victim) > 0) victim = other;
          const given = items.find((item) => item.request === victim);
          if (given) {
            budget += given.tokens;
            items = items.filter((item) => item !== given);
          }
          if (running.indexOf(victim) < index) index -= 1;
        }
        preempt(victim);
        preempted = true;
        if (victim === request) {
          stopped = true;
          break;
        }
      }
      if (stopped) break;
      const decode = request.computed >= request.prompt && fresh === 1 && !isRecompute(request);
      items.push(makeItem(request, fresh, request.computed, decode, known));
      budget -= fresh;
      index += 1;
    }
    if (!preempted) {
      while (waiting.length > 0 && budget > 0 && running.length < config.maxNumSeqs) {
        if (config.schedulingPolicy === "priority") waiting.sort(rank);
        const request = waiting[0]!;
        const hits = findCached(request);
        if (config.prefixCaching && request.preemptions === 0) {
          result.queriedTokens += request.tokens;
          result.hitTokens += hits.length * size;
        }
        const cached = hits.length * size;
        let fresh = request.tokens - cached;
        if (threshold > 0 && threshold < fresh) fresh = threshold;
        if (!config.chunkedPrefill && fresh > budget) break;
        fresh = Math.min(fresh, budget);
        const hitFree = hits.filter((block) => pool.references[block] === 0).length;
        const whole = config.fullSequenceAdmission ? request.tokens : cached + fresh;
        if (Math.ceil(whole / size) - hits.length + hitFree > pool.free.length) break;
        for (const block of hits) pool.touch(block);
        request.blocks = hits;
        if (!allocate(request, cached + fresh)) throw new Error("oracle: counted blocks are not there");
        waiting = waiting.filter((other) => other !== request);
        running.push(request);
        request.state = "running";
        if (Number.isNaN(request.firstScheduledNs)) {
          request.firstScheduledNs = startNs;
          request.cachedTokens = cached;
        }
        recomputing.set(request, request.tokens);
        items.push(makeItem(request, fresh, cached, false, request.tokens));
        budget -= fresh;
      }
    }
    if (items.length === 0) return { flight: undefined, preempted };
    for (const { request, tokens, context, emits } of items) {
      request.computed = context + tokens;
      if (emits) request.placeholders += 1;
    }
    const decodes = items.filter((item) => item.decode);
    const shape = {
      decodes: decodes.length,
      decodeContext: decodes.reduce((sum, item) => sum + item.context, 0),
      chunks: items
        .filter((item) => !item.decode)
        .map((item): [number, number] => [item.tokens, item.context]),
      logits: items.filter((item) => item.emits).length,
    };
    const step = { startNs, endNs: startNs + options.price(shape), ...shape };
    result.steps.push(step);
    if (result.steps.length > 50_000) throw new Error("oracle: goes on for ever");
    result.peakKvBlocks = Math.max(result.peakKvBlocks, config.kvBlocks - 1 - pool.free.length);
    return { flight: { step, items }, preempted };
  }

  /** Length of the sequence a request was admitted with: computing up to it is prefill. */
  const recomputing = new Map<Request, number>();
  function isRecompute(request: Request): boolean {
    return request.computed < (recomputing.get(request) ?? request.prompt);
  }

  function makeItem(request: Request, tokens: number, context: number, decode: boolean, known: number): Item {
    return { request, tokens, context, decode, emits: context + tokens === known };
  }

  function giveBack(flight: Flight): void {
    for (const { request, emits } of flight.items) {
      if (!emits) continue;
      if (request.placeholders > 0) request.placeholders -= 1;
      request.tokens += 1;
      request.tokenTimesNs.push(flight.step.endNs);
      if (request.tokens - request.prompt < request.output) continue;
      running = running.filter((other) => other !== request);
      waiting = waiting.filter((other) => other !== request);
      request.state = "done";
      pool.release(request.blocks);
      request.blocks = [];
      left(request.row);
    }
  }

  // ---- the loop ------------------------------------------------------------------------------------------------
  let flights: Flight[] = [];
  for (;;) {
    const nextClientNs = Math.min(
      ...toArrive.map((event) => event.timeNs),
      ...toShow.map((event) => event.timeNs),
    );
    const returnsNs = flights[0]?.step.endNs ?? Number.POSITIVE_INFINITY;
    nowNs = Math.min(nextClientNs, returnsNs);
    if (nowNs === Number.POSITIVE_INFINITY) break;
    let maySchedule = flights.length === 0;
    if (returnsNs === nowNs) {
      giveBack(flights[0]!);
      flights = flights.slice(1);
      maySchedule = true;
    }
    clientEvents();
    if (!maySchedule) continue;
    const ahead = config.asyncScheduling ? 2 : 1;
    while (flights.length < ahead && waiting.length + running.length > 0) {
      const { flight, preempted } = schedule(flights.at(-1)?.step.endNs ?? nowNs);
      if (flight) flights.push(flight);
      else if (flights.length > 0) break;
      else if (!preempted) throw new Error("oracle: stuck");
    }
  }
  return result;
}
