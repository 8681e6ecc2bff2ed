import { listGpus } from "../config/hardware.ts";
import { StepPrice } from "../engine/latency-model.ts";
import { UserError } from "../errors.ts";
import { calibratedModel } from "../roofline/calibrated.ts";
import { type CsvFile, requireColumns } from "./csv-file.ts";
import { remembered } from "./kernels/kernel-op.ts";
import type { Names } from "./names.ts";
import type { Comparison, Outcome } from "./outcome.ts";
import { shapeOfSample, stepLabel } from "./steps/step-sample.ts";
import { STEP_COLUMNS, samplesOfTable } from "./steps/step-table.ts";

/** Larger than any step of a golden; the model is not sized by it. */
const MOST_TOKENS = 1 << 20;

/** Goldens of the calibrated roofline, to the microsecond, with the hardware config they were made with. */
export function validateCalibrated(
  table: CsvFile,
  names: Names,
  hardwareConfig: string | undefined,
): Outcome {
  requireColumns(table, ["hardware_config", ...STEP_COLUMNS]);
  const known = listGpus(hardwareConfig);
  const absent = table.rows.find((row) => !known.includes(row.text("hardware_config")));
  if (absent !== undefined) {
    throw new UserError({
      where: { file: table.file, line: absent.line },
      field: "hardware_config",
      message: `is not in ${hardwareConfig ?? "the hardware config that ships"}`,
      got: absent.text("hardware_config"),
      remedy: "Give the file the goldens were made with: --hardware-config",
    });
  }
  const models = remembered((key) => {
    const [gpu, model, tp] = key.split(" ") as [string, string, string];
    return calibratedModel({
      model: names.model(model),
      gpu: names.gpu(gpu),
      tp: Number(tp),
      maxNumBatchedTokens: MOST_TOKENS,
      maxNumSeqs: MOST_TOKENS,
      asyncScheduling: false,
    });
  });
  const out = new StepPrice();
  const comparisons: Comparison[] = [];
  const samples = samplesOfTable(table);
  const predictions = table.rows.map((row, index) => {
    const sample = samples[index]!;
    const tp = row.count("tp");
    models(`${row.text("hardware_config")} ${row.text("model")} ${tp}`).price(shapeOfSample(sample), out);
    const predicted = out.totalNs / 1000;
    comparisons.push({
      row: index,
      metric: "step",
      measured: sample.measuredUs,
      predicted,
      groups: { tp: String(tp), kind: row.text("kind") },
      label: `${row.text("hardware_config")} ${stepLabel(sample)}`,
    });
    return { step_us: predicted, provenance: "modelled" };
  });
  const exact = comparisons.filter(({ measured, predicted }) => measured === predicted).length;
  return {
    kind: "calibrated",
    op: "steps",
    table,
    unit: "us",
    primary: "step",
    comparisons,
    skipped: [],
    predictions,
    notes: [`${exact} of ${comparisons.length} to the microsecond`],
  };
}
