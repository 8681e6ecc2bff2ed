import type { LatencyModel, StepShape } from "../engine/latency-model.ts";
import { StepPrice } from "../engine/latency-model.ts";
import type { Gpu } from "../roofline/hardware.ts";
import { type StepSample, shapeOfSample } from "../validate/steps/step-sample.ts";
import type { MeasurementSet } from "./measurement.ts";

/** The latency model of the server that a sample ran on, for a candidate GPU; and its padding of a step. */
interface SampledServer {
  readonly modelFor: (gpu: Gpu) => LatencyModel;
  readonly pad: (shape: StepShape) => void;
}

/** Measured engine steps. Each is a group of its own. */
export function stepTimes(
  file: string,
  samples: readonly StepSample[],
  serverOf: (sample: StepSample) => SampledServer,
  notes: readonly string[],
): MeasurementSet {
  const steps = samples.map((sample) => {
    const server = serverOf(sample);
    const shape = shapeOfSample(sample);
    server.pad(shape);
    return { server, shape };
  });
  return {
    file,
    what: "step times",
    observations: samples.map(({ measuredUs }, index) => ({
      measured: measuredUs,
      group: `${file} ${index}`,
    })),
    predict: (gpu) => {
      const models = new Map<SampledServer, LatencyModel>();
      const price = new StepPrice();
      return steps.map(({ server, shape }) => {
        const model = models.get(server) ?? server.modelFor(gpu);
        models.set(server, model);
        model.price(shape, price);
        return price.totalNs / 1000;
      });
    },
    notes,
  };
}
