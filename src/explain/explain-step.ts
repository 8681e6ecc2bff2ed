import { changedScenario } from "../config/changed-scenario.ts";
import type { ScenarioConfig } from "../config/scenario-config.ts";
import { GraphPadding } from "../engine/graph-padding.ts";
import { type LatencyModel, StepPrice, StepShape } from "../engine/latency-model.ts";
import type { StepObserver, StepRecord } from "../engine/replica.ts";
import { decodesAlone, prefillsAlone } from "../engine/step-split.ts";
import { UserError } from "../errors.ts";
import { attendedBy, type StepWork, workOf } from "../report/step-work.ts";
import { type PreparedServer, prepareServer } from "../sweep/prepare.ts";
import { type Change, stepRemedies } from "./remedies.ts";

/** What the same step costs with a setting changed; milliseconds. */
export type StepTrial = Change & ({ readonly ms: number } | { readonly impossible: string });

export interface StepExplanation {
  readonly step: StepRecord;
  /** What it has to compute and to move at least, all ranks together. */
  readonly work: StepWork;
  /** What it would cost without its prompt chunks, and without its decodes; absent where it has only one of them. */
  readonly alone?: { readonly decodesMs: number; readonly prefillsMs: number };
  readonly trials: readonly StepTrial[];
}

/** Keeps one step: that of a number on one replica, or the longest one (of one replica, or of all). */
export class StepCatcher {
  caught: StepRecord | undefined;
  /** Steps that were looked at. */
  seen = 0;
  private readonly step: number | "longest";
  private readonly replica: number | undefined;

  constructor(step: number | "longest", replica: number | undefined) {
    this.step = step;
    this.replica = replica;
  }

  readonly look: StepObserver = (record) => {
    if (this.replica !== undefined && record.replica !== this.replica) return;
    this.seen += 1;
    const longest = record.price.totalNs > (this.caught?.price.totalNs ?? 0);
    if (this.step === "longest" ? !longest : record.step !== this.step) return;
    // The engine uses shape and price again.
    this.caught = {
      ...record,
      shape: copyOf(record.shape),
      price: Object.assign(new StepPrice(), record.price),
    };
  };

  /** @throws UserError when the run had no such step */
  get found(): StepRecord {
    if (this.caught !== undefined) return this.caught;
    throw new UserError({
      ...(this.step === "longest" ? { field: "--slowest" } : { field: "--step", got: this.step }),
      message:
        this.seen === 0
          ? `has none to show: ${this.replica === undefined ? "the run" : `replica ${this.replica}`} made no step`
          : `is no step of replica ${this.replica}: they are numbered from 1 to ${this.seen}`,
    });
  }
}

export function explainStep(
  step: StepRecord,
  config: ScenarioConfig,
  server: PreparedServer,
  tryChanges: boolean,
): StepExplanation {
  const { shape } = step;
  const priced = priceOf(server);
  const both = shape.decodes > 0 && shape.chunks > 0;
  return {
    step,
    work: workOf(config.server.model, config.server.tp)({ ...shape, ...attendedBy(shape) }),
    ...(both
      ? {
          alone: {
            decodesMs: priced(decodesAlone(shape, new StepShape())),
            prefillsMs: priced(prefillsAlone(shape, new StepShape())),
          },
        }
      : {}),
    trials: tryChanges ? stepRemedies(config).map((change) => trial(change, shape, config)) : [],
  };
}

function trial(change: Change, shape: StepShape, config: ScenarioConfig): StepTrial {
  try {
    const { server } = changedScenario(config, [[change.flag, change.to]], "explain");
    return { ...change, ms: priceOf(prepareServer(server))(copyOf(shape)) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...change, impossible: error.message };
  }
}

/** Prices steps as a server would launch them; milliseconds. */
function priceOf({ config, latencyModel }: { config: PreparedServer["config"]; latencyModel: LatencyModel }) {
  const padding = new GraphPadding(config);
  const price = new StepPrice();
  return (shape: StepShape): number => {
    padding.apply(shape, shape.decodes + shape.prefillTokens);
    latencyModel.price(shape, price);
    return price.totalNs / 1e6;
  };
}

function copyOf(shape: StepShape): StepShape {
  return Object.assign(new StepShape(), shape, {
    chunkTokens: shape.chunkTokens.slice(),
    chunkContext: shape.chunkContext.slice(),
  });
}
