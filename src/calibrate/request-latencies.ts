import type { EngineConfig } from "../engine/config.ts";
import type { LatencyModel } from "../engine/latency-model.ts";
import { simulate } from "../engine/simulation.ts";
import { UserError } from "../errors.ts";
import { isCompleted, tpotNs } from "../metrics/latencies.ts";
import { requestsOfTruth } from "../metrics/truth/replay.ts";
import type { Truth } from "../metrics/truth/truth.ts";
import type { Gpu } from "../roofline/hardware.ts";
import type { MeasurementSet } from "./measurement.ts";

interface ReplayServer {
  readonly config: EngineConfig;
  readonly modelFor: (gpu: Gpu) => LatencyModel;
  readonly maxConcurrency?: number;
}

/** TTFT and TPOT of every request of a run, which is simulated with the arrivals and lengths that it had. */
export function requestLatencies(truth: Truth, server: ReplayServer): MeasurementSet {
  const requests = requestsOfTruth(truth);
  const { ttftMs, tpotMs, count } = truth.requests!;
  const taken = Array.from({ length: count }, (_, row) => row).flatMap((row) => [
    ...(ttftMs[row]! > 0 ? [{ row, metric: "ttft" as const, measured: ttftMs[row]! }] : []),
    ...(tpotMs[row]! > 0 ? [{ row, metric: "tpot" as const, measured: tpotMs[row]! }] : []),
  ]);
  const { config, modelFor, maxConcurrency } = server;
  return {
    file: truth.file,
    what: "TTFT and TPOT of requests",
    observations: taken.map(({ row, measured }) => ({
      measured,
      group: `${truth.file} ${truth.name} ${row}`,
    })),
    predict: (gpu) => {
      const result = simulate({
        ...{ requests, config, latencyModel: modelFor(gpu) },
        ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      });
      return taken.map(({ row, metric }) => {
        if (!isCompleted(result, row)) throw notCompleted(truth.file, row);
        return metric === "tpot"
          ? tpotNs(result, row) / 1e6
          : (result.firstTokenNs[row]! - result.arrivalNs[row]!) / 1e6;
      });
    },
    notes: [
      ...truth.notes,
      "requests of one run share its queue: holding some out tests the constants on them, not on another load",
    ],
  };
}

function notCompleted(file: string, row: number): UserError {
  return new UserError({
    where: { file },
    message: `request ${row + 1} would be rejected by this server`,
    remedy: "Give the server's own --max-model-len and --num-gpu-blocks-override",
  });
}
