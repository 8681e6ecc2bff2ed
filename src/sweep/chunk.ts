import { UserError } from "../errors.ts";
import { recordJson, recordOf, recordText, type ScenarioRecord } from "./record.ts";
import { type Task, TaskRunner } from "./run-task.ts";
import { ResultStore } from "./store.ts";

/** Tasks that one worker runs in a row. */
export interface Chunk {
  readonly tasks: readonly Task[];
  /** Folder to which each result goes as soon as it is there. */
  readonly store?: string;
}

/**
 * How a task ended: with a record, or with the reason why there is none; `fatal` when no other will do better, `lost` when its
 * thread ended with it and could not leave the reason in the store.
 */
export type Outcome =
  | { readonly id: string; readonly record: ScenarioRecord; readonly notes: readonly string[] }
  | { readonly id: string; readonly problem: string; readonly fatal?: true; readonly lost?: true };

const runner = new TaskRunner();
/** Sentences that this thread has passed on. */
const told = new Set<string>();

/** Runs a chunk. A task that fails does not keep the others from running. */
export async function runChunk({ tasks, store }: Chunk): Promise<Outcome[]> {
  const results = store === undefined ? undefined : new ResultStore(store);
  const outcomes: Outcome[] = [];
  for (const task of tasks) outcomes.push(await runOne(task, results));
  return outcomes;
}

async function runOne(task: Task, store: ResultStore | undefined): Promise<Outcome> {
  const { id, whatIf } = task;
  let json: ReturnType<typeof recordJson>;
  let notes: readonly string[];
  try {
    const result = await runner.run(task);
    json = recordJson(result.report, id, result.breakdown, whatIf === undefined ? {} : { whatIf });
    notes = result.notes.filter((sentence) => !told.has(sentence));
    for (const sentence of notes) told.add(sentence);
  } catch (error) {
    const problem = sentence(error);
    return written({ id, problem }, () => store?.writeFailure(id, problem));
  }
  return written({ id, record: recordOf(json), notes }, () => store?.writeResult(id, recordText(json)));
}

/** A store that cannot be written ends everything: it is said as such, since errors lose their kind between threads. */
function written(outcome: Outcome, write: () => void): Outcome {
  try {
    write();
    return outcome;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { id: outcome.id, problem: error.message, fatal: true };
  }
}

/** Only what a user can mend is expected; of anything else the place is told too. */
function sentence(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return `internal error: ${error.stack ?? error.message}`;
}
