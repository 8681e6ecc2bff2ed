import { listModels, loadModel } from "../config/models.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { parameterCount } from "../roofline/parameters.ts";
import type { Invocation } from "./command.ts";
import { printRows } from "./print-rows.ts";

export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const rows = listModels().map((name) => {
    const shape = loadModel(name);
    return {
      name,
      parameters: parameterCount(shape).total,
      layers: shape.layers,
      hidden: shape.hidden,
      heads: shape.heads,
      kvHeads: shape.kvHeads,
      headDim: shape.headDim,
      intermediate: shape.intermediate,
      vocab: shape.vocab,
      maxPositions: shape.maxPositions,
      experts: shape.moe?.experts ?? 0,
      attention: shape.mla ? "mla" : shape.kvHeads === shape.heads ? "mha" : "gqa",
      weights: shape.weightDtype,
    };
  });
  printRows(invocation, rows, (row) => ({ ...row, parameters: `${(row.parameters / 1e9).toFixed(2)} B` }));
  return EXIT.ok;
}
