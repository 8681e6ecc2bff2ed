import type { RequestTable } from "./request-table.ts";

/** Where a request stands. */
export const PHASE = {
  /** Not yet seen by a scheduler, or gone. */
  away: 0,
  waiting: 1,
  /** Running, with tokens of its current sequence still to be computed. */
  prefill: 2,
  /** Running, one token a step. */
  decode: 3,
} as const;

/** What the engine keeps for each request: columns, 33 bytes a row of its own and 47 of results. */
export class RequestState {
  readonly count: number;
  readonly promptTokens: Int32Array;
  readonly priority: Int32Array | undefined;

  /** Tokens of the sequence when it last entered the waiting queue: prompt plus outputs generated before. */
  readonly tokens: Int32Array;
  /** Prefill: tokens computed or cached. Decode: that, less the number of the step it is scheduled in next, so it stays put. */
  readonly computed: Int32Array;
  /** Decode: number of the step that emits its last token, if it is scheduled in every step until then. */
  readonly finishStep: Int32Array;
  /** Place in the running list: grows with every admission of an instance. */
  readonly order: Int32Array;
  readonly phase: Uint8Array;
  /** Links of the waiting and the running list. */
  readonly next: Int32Array;
  readonly prev: Int32Array;
  /** Links of the finish calendar. */
  readonly calendarNext: Int32Array;
  readonly calendarPrev: Int32Array;

  readonly arrivalNs: Float64Array;
  readonly firstScheduledNs: Float64Array;
  readonly firstTokenNs: Float64Array;
  /** Last token so far; of a request decoding without a break only once it is done. */
  readonly lastTokenNs: Float64Array;
  /** Tokens asked for. */
  readonly requestedTokens: Int32Array;
  /** Tokens to generate: those asked for, cut where maxModelLen ends the request. */
  readonly outputTokens: Int32Array;
  /** Most tokens any request generates. */
  readonly longestOutput: number;
  readonly cachedTokens: Int32Array;
  readonly preemptions: Int32Array;
  readonly finish: Uint8Array;
  readonly replica: Uint16Array;

  private residues: { residueNext: Int32Array; residuePrev: Int32Array } | undefined;

  constructor(table: RequestTable, maxModelLen: number) {
    const n = table.count;
    this.count = n;
    this.promptTokens = table.promptTokens;
    this.priority = table.priority;
    this.tokens = table.promptTokens.slice(0, n);
    this.computed = new Int32Array(n);
    this.finishStep = new Int32Array(n);
    this.order = new Int32Array(n);
    this.phase = new Uint8Array(n);
    this.next = new Int32Array(n);
    this.prev = new Int32Array(n);
    this.calendarNext = new Int32Array(n);
    this.calendarPrev = new Int32Array(n);
    this.arrivalNs = table.arrivalNs.slice(0, n);
    const parent = table.followUps?.parent;
    if (parent) for (let row = 0; row < n; row++) if (parent[row]! >= 0) this.arrivalNs[row] = Number.NaN;
    this.firstScheduledNs = new Float64Array(n).fill(Number.NaN);
    this.firstTokenNs = new Float64Array(n).fill(Number.NaN);
    this.lastTokenNs = new Float64Array(n).fill(Number.NaN);
    this.requestedTokens = table.outputTokens;
    this.outputTokens = table.outputTokens.slice(0, n);
    let longest = 1;
    for (let row = 0; row < n; row++) {
      const room = maxModelLen - this.promptTokens[row]!;
      if (this.outputTokens[row]! > room) this.outputTokens[row] = Math.max(room, 0);
      if (this.outputTokens[row]! > longest) longest = this.outputTokens[row]!;
    }
    this.longestOutput = longest;
    this.cachedTokens = new Int32Array(n);
    this.preemptions = new Int32Array(n);
    this.finish = new Uint8Array(n);
    this.replica = new Uint16Array(n);
  }

  /** Links for lists by residue class; made when first asked for. */
  residueLinks(): { residueNext: Int32Array; residuePrev: Int32Array } {
    this.residues ??= { residueNext: new Int32Array(this.count), residuePrev: new Int32Array(this.count) };
    return this.residues;
  }
}
