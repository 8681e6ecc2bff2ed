import { STEP_PARTS } from "../engine/latency-model.ts";
import { FINISH, type SimulationResult } from "../engine/result.ts";
import { ByteWriter } from "./byte-writer.ts";
import { formatCounted } from "./format.ts";
import type { RunReport } from "./run-report.ts";
import { stepKind } from "./step-kind.ts";
import { type LoggedStep, type StepLog, stepsLeftOut } from "./step-log.ts";

/** The fleet's counters; replica r has process r + 1. */
const FLEET = 0;
const STEP_THREAD = 1;

/**
 * `trace.perfetto.json`, for ui.perfetto.dev, in the Chrome trace event format (docs.google.com/document/d/1CvAClvFfyA5R-
 * PhYUmn5OOQtYMH4h6I0nSsKchNAySU): complete slices (X) for steps with their parts inside, counters (C) of requests and KV
 * blocks, nestable async spans (b, e) for requests. Microseconds with three decimals.
 *
 * A part's slice is as long as the part's sum over the step's layers; in the server the parts alternate layer by layer.
 *
 * @param requests most request spans; of more, every k-th is kept
 */
export function perfettoTrace(
  report: Pick<RunReport, "requests" | "result" | "modelId" | "kvBlocks">,
  steps: StepLog,
  requests: number,
): Uint8Array {
  const { result } = report;
  const stride = Math.max(1, Math.ceil(result.count / requests));
  const leftOut = [
    stepsLeftOut(steps),
    stride === 1 ? undefined : `one of every ${stride} of ${formatCounted(result.count, "request")}`,
  ].filter((sentence) => sentence !== undefined);
  const out = new EventWriter();
  out.raw('{"displayTimeUnit":"ms","otherData":');
  out.raw(ascii({ model: report.modelId, kvBlocks: report.kvBlocks, sampled: leftOut.join("; ") || "all" }));
  out.raw(',"traceEvents":[\n');
  names(out, result.replicas.length);
  if (leftOut.length > 0) {
    const name = ascii(`Kept: ${leftOut.join("; ")}`);
    out.event(`"name":${name},"ph":"i","s":"g","pid":${FLEET},"tid":0`, 0);
  }
  for (const step of steps) stepSlices(out, step);
  counters(out, result);
  for (let row = 0; row < result.count; row += stride) requestSpans(out, report, row);
  out.raw("\n]}\n");
  return out.bytes();
}

/** Events one a line. Their fields come as text: a hundred thousand objects through JSON.stringify would take most of the time. */
class EventWriter {
  readonly #out = new ByteWriter(1 << 20);
  #first = true;

  raw(text: string): void {
    this.#out.text(text);
  }

  /** `fields`: members of the event's object but for its times, as JSON. */
  event(fields: string, timeNs: number, durationNs?: number): void {
    this.#out.text(this.#first ? "{" : ",\n{");
    this.#first = false;
    const duration = durationNs === undefined ? "" : `,"dur":${microseconds(durationNs)}`;
    this.#out.text(`${fields},"ts":${microseconds(timeNs)}${duration}}`);
  }

  bytes(): Uint8Array {
    return this.#out.bytes();
  }
}

const microseconds = (ns: number): string => (ns / 1000).toFixed(3);

/** JSON in ASCII. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function names(out: EventWriter, replicas: number): void {
  const name = (kind: string, pid: number, tid: number, text: string) =>
    out.event(`"name":"${kind}","ph":"M","pid":${pid},"tid":${tid},"args":{"name":"${text}"}`, 0);
  name("process_name", FLEET, 0, replicas === 1 ? "server" : `all ${replicas} replicas`);
  for (let replica = 0; replica < replicas; replica++) {
    name("process_name", replica + 1, 0, `replica ${replica}`);
    name("thread_name", replica + 1, STEP_THREAD, "engine steps, parts summed over layers");
  }
}

function stepSlices(out: EventWriter, step: LoggedStep): void {
  const at = `"ph":"X","pid":${step.replica + 1},"tid":${STEP_THREAD}`;
  const args =
    `"step":${step.step},"decodes":${step.decodes},"decodeContext":${step.decodeContext},"chunks":${step.chunks},` +
    `"prefillTokens":${step.prefillTokens},"batchTokens":${step.batchTokens},"running":${step.running},` +
    `"waiting":${step.waiting},"kvBlocks":${step.kvBlocks}`;
  const { startNs, endNs } = step;
  out.event(`"name":"${stepKind(step)}","cat":"step",${at},"args":{${args}}`, startNs, endNs - startNs);
  let timeNs = startNs;
  for (const part of STEP_PARTS) {
    const ns = step.partNs[part];
    if (ns === 0) continue;
    out.event(`"name":"${part}","cat":"part",${at}`, timeNs, ns);
    timeNs += ns;
  }
}

/** A sample like the one before says nothing new. */
function counters(out: EventWriter, { samples }: SimulationResult): void {
  const { timeNs, running, waiting, kvBlocks } = samples;
  for (let i = 0; i < timeNs.length; i++) {
    const changed = (column: Float64Array): boolean => i === 0 || column[i] !== column[i - 1];
    const counter = (name: string, value: number) =>
      out.event(`"name":"${name}","ph":"C","pid":${FLEET},"args":{"value":${value}}`, timeNs[i]!);
    if (changed(running)) counter("running", running[i]!);
    if (changed(waiting)) counter("waiting", waiting[i]!);
    if (changed(kvBlocks)) counter("kv blocks", kvBlocks[i]!);
  }
}

function requestSpans(
  out: EventWriter,
  { requests, result }: Pick<RunReport, "requests" | "result">,
  row: number,
): void {
  const arrivalNs = result.arrivalNs[row]!;
  // A turn whose session ended early was never sent.
  if (Number.isNaN(arrivalNs)) return;
  const at = `"cat":"request","id":${row},"pid":${result.replica[row]! + 1},"tid":0`;
  const args =
    `"prompt_tokens":${requests.promptTokens[row]},"cached_tokens":${result.cachedTokens[row]},` +
    `"output_tokens":${result.outputTokens[row]},"preemptions":${result.preemptions[row]}`;
  if (result.finish[row] === FINISH.rejected) {
    out.event(`"name":"request ${row} rejected","ph":"n",${at},"args":{${args}}`, arrivalNs);
    return;
  }
  const begin = (name: string, ns: number, more = "") =>
    out.event(`"name":"${name}","ph":"b",${at}${more}`, ns);
  const end = (name: string, ns: number) => out.event(`"name":"${name}","ph":"e",${at}`, ns);
  const span = (name: string, fromNs: number, toNs: number) => {
    begin(name, fromNs);
    end(name, toNs);
  };
  const firstScheduledNs = result.firstScheduledNs[row]!;
  const firstTokenNs = result.firstTokenNs[row]!;
  const lastTokenNs = result.lastTokenNs[row]!;
  begin(`request ${row}`, arrivalNs, `,"args":{${args}}`);
  span("waiting", arrivalNs, firstScheduledNs);
  span("prefill", firstScheduledNs, firstTokenNs);
  if (lastTokenNs > firstTokenNs) span("decode", firstTokenNs, lastTokenNs);
  end(`request ${row}`, lastTokenNs);
}
