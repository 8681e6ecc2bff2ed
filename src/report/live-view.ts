import type { StepRecord } from "../engine/replica.ts";
import { formatCount, formatSeconds } from "./format.ts";
import { sparkline } from "./sparkline.ts";

const LABEL = 16;
/** Columns beside a curve. */
const MARGIN = 30;
const HISTORY = 240;

/**
 * What a run that is under way looks like: how far it has come, and the state of the server lately. `observe` is called
 * for every step and only notes numbers; `lines` makes text of them, now and then.
 */
export class LiveView {
  private readonly label: string;
  private readonly now: () => number;
  private readonly begin: number;
  private readonly usable: number;
  private done = 0;
  private total = 0;
  private steps = 0;
  private timeNs = 0;
  private tokens = 0;
  /** State of each replica after its last step, and what was drawn before. */
  private readonly running: number[] = [];
  private readonly waiting: number[] = [];
  private readonly blocks: number[] = [];
  private readonly past = {
    running: [] as number[],
    waiting: [] as number[],
    kv: [] as number[],
    rate: [] as number[],
  };
  private lastNs = 0;
  private lastTokens = 0;

  /** @param usable KV blocks of all replicas; @param now milliseconds since some fixed time */
  constructor(label: string, usable: number, now: () => number = () => performance.now()) {
    this.label = label;
    this.usable = Math.max(1, usable);
    this.now = now;
    this.begin = now();
  }

  readonly observe = ({ replica, endNs, shape, running, waiting, kvBlocks }: StepRecord): void => {
    this.steps += 1;
    if (endNs > this.timeNs) this.timeNs = endNs;
    this.tokens += shape.logits;
    this.running[replica] = running;
    this.waiting[replica] = waiting;
    this.blocks[replica] = kvBlocks;
  };

  progress(done: number, total: number): void {
    this.done = done;
    this.total = total;
  }

  lines(width: number): string[] {
    const { past } = this;
    const simulatedNs = this.timeNs - this.lastNs;
    push(past.running, sum(this.running));
    push(past.waiting, sum(this.waiting));
    push(past.kv, (sum(this.blocks) / this.usable) * 100);
    push(past.rate, simulatedNs > 0 ? ((this.tokens - this.lastTokens) / simulatedNs) * 1e9 : 0);
    this.lastNs = this.timeNs;
    this.lastTokens = this.tokens;
    const room = Math.max(10, Math.min(HISTORY, width - MARGIN));
    const line = (name: string, values: readonly number[], unit = ""): string => {
      const curve = sparkline(values.slice(-room), room);
      return `${name.padEnd(LABEL)} ${curve.padEnd(room)} ${formatCount(values.at(-1)!)}${unit}`;
    };
    return [
      this.head(width),
      `${formatSeconds(this.timeNs / 1e9)} simulated, ${formatCount(this.steps)} steps`,
      line("running", past.running),
      line("waiting", past.waiting),
      line("KV cache", past.kv, " %"),
      line("output tokens/s", past.rate),
    ];
  }

  private head(width: number): string {
    const share = this.total === 0 ? 0 : this.done / this.total;
    const seconds = (this.now() - this.begin) / 1000;
    const time =
      share === 1 ? `in ${formatSeconds(seconds)}` : `${formatSeconds((seconds / share) * (1 - share))} left`;
    const left = share > 0 ? `, ${time}` : "";
    const count = `${formatCount(this.done)}/${formatCount(this.total)}${left}`;
    const room = Math.max(0, width - LABEL - count.length - 3);
    const filled = Math.round(share * room);
    const bar = "█".repeat(filled) + "░".repeat(room - filled);
    return `${this.label.slice(0, LABEL).padEnd(LABEL)} ${bar} ${count}`;
  }
}

function push(values: number[], value: number): void {
  values.push(value);
  if (values.length > HISTORY) values.shift();
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + (value ?? 0), 0);
