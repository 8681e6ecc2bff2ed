import type { Launch, StepPart } from "../engine/latency-model.ts";
import type { StepRecord } from "../engine/replica.ts";
import { formatCount, formatCounted } from "./format.ts";
import { attendedBy, type StepContent } from "./step-work.ts";

/** One kept step. Times in whole nanoseconds. */
export interface LoggedStep extends StepContent {
  readonly replica: number;
  /** Counts the steps of the replica, from 1. */
  readonly step: number;
  readonly startNs: number;
  readonly endNs: number;
  /** As in `StepShape`. */
  readonly chunks: number;
  readonly batchTokens: number;
  readonly launch: Launch;
  /** Requests running in or waiting behind the step, and KV blocks in use. */
  readonly running: number;
  readonly waiting: number;
  readonly kvBlocks: number;
  /** Sum to `endNs - startNs`. */
  readonly partNs: Readonly<Record<StepPart, number>>;
}

const WIDTH = 22;
/** Steps in a row that are kept or left out together, where the capacity allows. */
const LONGEST_WINDOW = 256;
const FEWEST_WINDOWS = 8;
const FIRST_ROOM = 1024;

/**
 * Steps of a run, at most `capacity` of them: all, or whole windows of consecutive steps at equal distances. When the log
 * is full every other window is dropped and the distance doubled, so a run of any length is covered evenly, and within a
 * window nothing is missing. With several replicas their steps are counted in the order in which they were simulated.
 */
export class StepLog {
  /** Steps there were. */
  seen = 0;
  /** Steps kept. */
  length = 0;
  readonly window: number;
  private readonly capacity: number;
  private stride = 1;
  private rows = new Float64Array(FIRST_ROOM * WIDTH);
  /** Number of each kept step in the order of simulation, from 0. */
  private order = new Float64Array(FIRST_ROOM);

  /** @param capacity at least 1; Infinity keeps every step */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.window = Math.max(1, Math.min(LONGEST_WINDOW, Math.floor(capacity / FEWEST_WINDOWS)));
  }

  /** A step observer. */
  readonly add = (record: StepRecord): void => {
    const order = this.seen++;
    while (Math.floor(order / this.window) % this.stride === 0) {
      if (this.length < this.capacity) {
        this.put(order, record);
        return;
      }
      this.thin();
    }
  };

  replicaOf(index: number): number {
    return this.rows[index * WIDTH]!;
  }

  get(index: number): LoggedStep {
    const r = this.rows.subarray(index * WIDTH, (index + 1) * WIDTH) as unknown as readonly number[];
    const partNs = {
      ...{ gemm: r[16]!, attention: r[17]!, allReduce: r[18]! },
      ...{ head: r[19]!, elementwise: r[20]!, host: r[21]! },
    };
    return {
      ...{ replica: r[0]!, step: r[1]!, startNs: r[2]!, endNs: r[3]!, decodes: r[4]!, decodeContext: r[5]! },
      ...{ chunks: r[6]!, prefillTokens: r[7]!, logits: r[8]!, batchTokens: r[9]!, launch: r[10]! as Launch },
      ...{ prefillContext: r[11]!, prefillPairs: r[12]!, running: r[13]!, waiting: r[14]!, kvBlocks: r[15]! },
      partNs,
    };
  }

  *[Symbol.iterator](): Generator<LoggedStep> {
    for (let i = 0; i < this.length; i++) yield this.get(i);
  }

  /** Kept steps that follow one another without a gap, as ranges [from, to) of indexes. */
  runs(): { readonly from: number; readonly to: number }[] {
    const found: { from: number; to: number }[] = [];
    for (let i = 0; i < this.length; i++) {
      const last = found.at(-1);
      if (last !== undefined && this.order[i] === this.order[i - 1]! + 1) last.to = i + 1;
      else found.push({ from: i, to: i + 1 });
    }
    return found;
  }

  private put(order: number, { replica, step, startNs, endNs, shape, price, ...state }: StepRecord): void {
    if (this.length === this.order.length) this.grow();
    const { prefillContext, prefillPairs } = attendedBy(shape);
    const { rows } = this;
    let at = this.length * WIDTH;
    rows[at++] = replica;
    rows[at++] = step;
    rows[at++] = startNs;
    rows[at++] = endNs;
    rows[at++] = shape.decodes;
    rows[at++] = shape.decodeContext;
    rows[at++] = shape.chunks;
    rows[at++] = shape.prefillTokens;
    rows[at++] = shape.logits;
    rows[at++] = shape.batchTokens;
    rows[at++] = shape.launch;
    rows[at++] = prefillContext;
    rows[at++] = prefillPairs;
    rows[at++] = state.running;
    rows[at++] = state.waiting;
    rows[at++] = state.kvBlocks;
    rows[at++] = price.gemmNs;
    rows[at++] = price.attentionNs;
    rows[at++] = price.allReduceNs;
    rows[at++] = price.headNs;
    rows[at++] = price.elementwiseNs;
    rows[at] = price.hostNs;
    this.order[this.length++] = order;
  }

  private thin(): void {
    this.stride *= 2;
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      if (Math.floor(this.order[i]! / this.window) % this.stride !== 0) continue;
      this.rows.copyWithin(kept * WIDTH, i * WIDTH, (i + 1) * WIDTH);
      this.order[kept++] = this.order[i]!;
    }
    this.length = kept;
  }

  private grow(): void {
    const rows = new Float64Array(this.rows.length * 2);
    const order = new Float64Array(this.order.length * 2);
    rows.set(this.rows);
    order.set(this.order);
    this.rows = rows;
    this.order = order;
  }
}

/** What was left out, for a caption or a note; undefined when every step is there. */
export function stepsLeftOut({ seen, length, window }: StepLog): string | undefined {
  if (length === seen) return undefined;
  return `${formatCount(length)} of ${formatCounted(seen, "step")}, in windows of ${window} consecutive steps at equal distances`;
}
