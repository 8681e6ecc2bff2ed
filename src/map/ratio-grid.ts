import type { LatencyModel, StepShape } from "../engine/latency-model.ts";
import { StepPrice } from "../engine/latency-model.ts";
import { shapeOfSample } from "../validate/steps/step-sample.ts";

/** A step of the map: `batch` decodes at `kv` tokens, one prompt of `prompt` tokens, or both. */
export interface MapPoint {
  readonly tp: number;
  readonly prompt: number;
  readonly batch: number;
  readonly kv: number;
}

export interface RatioPoint extends MapPoint {
  readonly v1Us: number;
  readonly v2Us: number;
  /** v1 over v2: above 1 v1 is slower. */
  readonly ratio: number;
}

/** Where v1 and v2 agree along the batch axis. */
export interface Crossing {
  readonly tp: number;
  readonly prompt: number;
  readonly kv: number;
  /** Batch at which the ratio passes 1, between two points of the grid on a logarithmic axis. */
  readonly batch: number;
  /** Which is slower beyond it. */
  readonly beyond: "v1" | "v2";
}

export interface MapServer {
  readonly v1: LatencyModel;
  readonly v2: LatencyModel;
  readonly pad: (shape: StepShape) => void;
}

/** Decodes alone over batch and kv, and the same beside each prompt; prompts alone once. */
export function mapPoints(
  axes: Readonly<Record<"tp" | "prompt" | "batch" | "kv", readonly number[]>>,
): MapPoint[] {
  const { tp: ranks, prompt: prompts, batch: batches, kv: lengths } = axes;
  return ranks.flatMap((tp) => [
    ...prompts.filter((prompt) => prompt > 0).map((prompt) => ({ tp, prompt, batch: 0, kv: 0 })),
    ...[0, ...prompts.filter((prompt) => prompt > 0)].flatMap((prompt) =>
      lengths.flatMap((kv) => batches.map((batch) => ({ tp, prompt, batch, kv }))),
    ),
  ]);
}

export function ratioAt(point: MapPoint, { v1, v2, pad }: MapServer): RatioPoint {
  const { prompt, batch, kv } = point;
  const chunks = prompt === 0 ? [] : [{ tokens: prompt, context: 0 }];
  const price = new StepPrice();
  const usOf = (model: LatencyModel) => {
    const shape = shapeOfSample({ chunks, decodes: batch, decodeContext: batch * kv });
    pad(shape);
    model.price(shape, price);
    return price.totalNs / 1000;
  };
  const [v1Us, v2Us] = [usOf(v1), usOf(v2)];
  return { ...point, v1Us, v2Us, ratio: v1Us / v2Us };
}

/** Every place where the ratio passes 1 between neighbouring batches. */
export function crossings(points: readonly RatioPoint[]): Crossing[] {
  return points.flatMap((here, index): Crossing[] => {
    const next = points[index + 1];
    if (next === undefined || here.batch === 0 || next.batch <= here.batch) return [];
    if (next.tp !== here.tp || next.prompt !== here.prompt || next.kv !== here.kv) return [];
    const [a, b] = [Math.log(here.ratio), Math.log(next.ratio)];
    if (a * b > 0 || a === b) return [];
    const share = -a / (b - a);
    const batch = here.batch * (next.batch / here.batch) ** share;
    const { tp, prompt, kv } = here;
    return [{ tp, prompt, kv, batch, beyond: b > 0 ? "v1" : "v2" }];
  });
}
