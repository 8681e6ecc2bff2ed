import { randomExponential } from "d3-random";
import { arrivalTimesNs } from "../arrivals.ts";
import { checkAtLeast, checkWhole } from "../check.ts";
import { lengthSampler, type Sampler } from "../distributions.ts";
import { namedBlocks } from "../prompt-identity.ts";
import type { RequestBuilder } from "../request-builder.ts";
import type { RandomSource } from "../rng.ts";
import type { ArrivalSpec, PromptSpec, ThinkTime } from "../spec.ts";
import { emptyRow } from "../trace-row.ts";
import { describeLength } from "./distribution.ts";
import type { GeneratorContext } from "./prompt-generator.ts";

type SessionSpec = Extract<PromptSpec, { kind: "sessions" }>;

/**
 * Multi-turn chats. The arrival process starts sessions; each later turn is released a think time after the answer before it,
 * and its prompt is the whole conversation so far (system prompt, questions, answers) and the new question.
 * The last session is cut where the requests wanted are reached.
 */
export function sessionWorkload(
  spec: SessionSpec,
  arrivals: ArrivalSpec,
  context: GeneratorContext,
  builder: RequestBuilder,
): { label: string; dropped?: never } {
  const { stream, blockTokens } = context;
  const prompt = lengthSampler(spec.prompt, stream("prompt-lengths"), "prompt length");
  const output = lengthSampler(spec.output, stream("output-lengths"), "output length");
  const thinkNs = thinkTimeNs(spec.thinkTime, stream("think-times"));
  const prefixLen = checkWhole("prefix length", spec.prefixLen ?? 0, 0);
  const turnsOf = turnCounts(lengthSampler(spec.turns, stream("turns"), "turns"), context.count);
  const startsNs = arrivalTimesNs(arrivals, turnsOf.length, stream("arrivals"));

  const prefixBlocks = Math.floor(prefixLen / blockTokens);
  let nextId = prefixBlocks;
  const row = emptyRow();
  const ids: number[] = [];
  for (const [session, turns] of turnsOf.entries()) {
    row.session = session;
    ids.length = 0;
    for (let block = 0; block < prefixBlocks; block++) ids.push(block);
    let contextTokens = prefixLen;
    for (let turn = 0; turn < turns; turn++) {
      row.followsPrevious = turn > 0;
      row.arrivalNs = turn === 0 ? startsNs[session]! : 0;
      row.delayNs = turn === 0 ? 0 : thinkNs();
      row.promptTokens = checkWhole("prompt of a session's turn", contextTokens + prompt(), 1);
      row.outputTokens = output();
      contextTokens = row.promptTokens + row.outputTokens;
      const blocks = namedBlocks(row, turn < turns - 1, blockTokens);
      while (ids.length < blocks) ids.push(nextId++);
      row.blockIds = ids;
      builder.add(row);
    }
  }
  return { label: `${turnsOf.length} sessions of ${describeLength(spec.turns)} turns` };
}

/** Turns of one session after another until `total` is reached; the last is cut. */
function turnCounts(sample: Sampler, total: number): number[] {
  const turns: number[] = [];
  for (let left = total; left > 0; left -= turns.at(-1)!) turns.push(Math.min(left, sample()));
  return turns;
}

function thinkTimeNs({ kind, meanS }: ThinkTime, source: RandomSource): Sampler {
  checkAtLeast("think time", meanS, 0);
  if (kind === "constant" || meanS === 0) return () => Math.round(meanS * 1e9);
  const sampleS = randomExponential.source(source)(1 / meanS);
  return () => Math.round(sampleS() * 1e9);
}
