/** The Chrome trace event format, as far as a viewer relies on it ("Trace Event Format", Google, rev. of 2016). */

export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid?: number;
  readonly cat?: string;
  readonly id?: number | string;
  readonly s?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Everything in which events break the format; empty when nothing does. */
export function traceProblems(events: readonly TraceEvent[]): string[] {
  const problems = events.flatMap((event, i) =>
    fieldProblems(event).map((problem) => `event ${i}: ${problem}`),
  );
  return [...problems, ...nestingProblems(events), ...spanProblems(events)];
}

function fieldProblems({ name, ph, ts, dur, pid, tid, id, cat, s, args }: TraceEvent): string[] {
  const problems: string[] = [];
  const expectThat = (holds: boolean, problem: string) => {
    if (!holds) problems.push(`${ph} ${name}: ${problem}`);
  };
  expectThat(typeof name === "string" && name !== "", "has no name");
  expectThat(Number.isFinite(ts) && ts >= 0, "ts is no time");
  expectThat(Number.isInteger(pid), "pid is no number");
  switch (ph) {
    case "X":
      expectThat(Number.isFinite(dur) && dur! >= 0, "dur is no duration");
      expectThat(Number.isInteger(tid), "tid is no number");
      break;
    case "C":
      expectThat(args !== undefined && Object.values(args).every(Number.isFinite), "a counter needs numbers");
      break;
    case "b":
    case "e":
    case "n":
      expectThat(id !== undefined && typeof cat === "string", "an async event needs id and cat");
      break;
    case "i":
      expectThat(["g", "p", "t"].includes(s ?? ""), "an instant needs a scope");
      break;
    case "M":
      expectThat(typeof args?.name === "string", "metadata needs a name");
      break;
    default:
      problems.push(`unknown phase ${ph}`);
  }
  return problems;
}

function grouped(
  events: readonly TraceEvent[],
  key: (event: TraceEvent) => string,
): Map<string, TraceEvent[]> {
  const groups = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const group = groups.get(key(event));
    if (group) group.push(event);
    else groups.set(key(event), [event]);
  }
  return groups;
}

/** Slices of one thread lie side by side or inside of one another. In picoseconds, so that sums of decimals are exact. */
function nestingProblems(events: readonly TraceEvent[]): string[] {
  const problems: string[] = [];
  const ps = (us: number): number => Math.round(us * 1e6);
  const threads = grouped(
    events.filter(({ ph }) => ph === "X"),
    ({ pid, tid }) => `${pid}/${tid}`,
  );
  for (const [thread, slices] of threads) {
    const sorted = slices.toSorted((a, b) => a.ts - b.ts || b.dur! - a.dur!);
    const open: number[] = [];
    for (const { name, ts, dur } of sorted) {
      while (open.length > 0 && open.at(-1)! <= ps(ts)) open.pop();
      const end = ps(ts) + ps(dur!);
      if (open.length > 0 && end > open.at(-1)!)
        problems.push(`${thread}: ${name} at ${ts} sticks out of its parent`);
      open.push(end);
    }
  }
  return problems;
}

/** Async begins and ends of an id pair up like brackets. */
function spanProblems(events: readonly TraceEvent[]): string[] {
  const problems: string[] = [];
  const spans = grouped(
    events.filter(({ ph }) => ph === "b" || ph === "e"),
    ({ pid, cat, id }) => `${pid}/${cat}/${id}`,
  );
  for (const [span, ends] of spans) {
    const open: TraceEvent[] = [];
    for (const event of ends) {
      if (event.ph === "b") open.push(event);
      else {
        const begin = open.pop();
        if (begin === undefined || begin.name !== event.name || begin.ts > event.ts)
          problems.push(`${span}: ${event.name} ends unbegun`);
      }
    }
    if (open.length > 0) problems.push(`${span}: ${open[0]!.name} never ends`);
  }
  return problems;
}
