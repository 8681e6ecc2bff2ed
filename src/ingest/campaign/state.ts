import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { UserError } from "../../errors.ts";
import { JOB_STATES } from "../../jobs/job.ts";
import { placeFiles } from "../../jobs/place-files.ts";
import { EXTRAS } from "../bench-job.ts";
import { targetSchema } from "./target.ts";

/**
 * `waiting`: for its wave, or for a free slot. `submitting`: handed over, the answer not yet written down; after an
 * interruption the scheduler is asked for it by name.
 */
const ENTRY_STATES = ["waiting", "submitting", ...JOB_STATES] as const;

const entrySchema = z.strictObject({
  /** The scheduler's name for it; a rerun has another. */
  name: z.string(),
  wave: z.number().int().nonnegative(),
  state: z.enum(ENTRY_STATES),
  id: z.string().optional(),
  submittedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
  /** Seconds of running. */
  runningS: z.number().nonnegative().optional(),
  exitCode: z.number().int().optional(),
  /** Times that the scheduler did not take it. */
  refusals: z.number().int().optional(),
  reason: z.string().optional(),
});

const campaignSchema = z.strictObject({
  version: z.literal(1),
  gpu: z.string(),
  /** When it was first submitted, UTC: part of every name. */
  stamp: z.string(),
  /** Kernels ran on CPU with tiny sizes: their rows are no measurements. */
  selfTest: z.boolean(),
  shapes: z.array(z.string()),
  extras: z.array(z.enum(EXTRAS)),
  target: targetSchema,
  limits: z.strictObject({
    /** Minutes of running, wave 0 and the others; minutes of waiting for a node. */
    wave0Min: z.number().positive(),
    waveMin: z.number().positive(),
    queueMin: z.number().positive(),
  }),
  /** By job id, in the order of the plan. */
  jobs: z.record(z.string(), entrySchema),
});

export type Entry = z.infer<typeof entrySchema>;
export type CampaignState = z.infer<typeof campaignSchema>;

export function stateFile(folder: string): string {
  return join(folder, "campaign.json");
}

/**
 * Reads a campaign's state; undefined when it was never submitted.
 * @throws UserError naming the file and the fields that are wrong.
 */
export function readState(folder: string): CampaignState | undefined {
  const file = stateFile(folder);
  if (!existsSync(file)) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError({ where: { file }, message: `is not valid JSON: ${(error as Error).message}` });
  }
  const parsed = campaignSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UserError(
    parsed.error.issues.map(({ path, message }) => ({ where: { file }, field: path.join("."), message })),
  );
}

/** Writes the state, whole or not at all. */
export function writeState(folder: string, state: CampaignState): void {
  placeFiles(folder, { "campaign.json": `${JSON.stringify(state, null, 2)}\n` });
}

/** `20260102-030405`, UTC. */
export function stampOf(date: Date): string {
  return date.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
}

export function isFinished({ state }: Pick<Entry, "state">): boolean {
  return state === "succeeded" || state === "failed" || state === "timed-out" || state === "cancelled";
}

export function isLive({ state }: Pick<Entry, "state">): boolean {
  return state === "submitting" || state === "pending" || state === "running";
}
