import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import { readProfile } from "../baseline/profile.ts";
import { sdpaPoint } from "../kernel-point.ts";
import { SDPA_TABLE } from "../table-keys.ts";
import { mfuText, tableText } from "../table-text.ts";
import type { Imported } from "./foreign-rows.ts";

/** A profile of plain attention over heads: utilisation against 4 B H S^2 D FLOPs, every tile of them. */
export function importSdpa(file: string, c: KernelConstants): Imported {
  const { rows } = readProfile(file);
  const lines = rows.map((row) => {
    const { heads, batch, seqLen, headDim, dtype, us, perHeadUs } = row;
    const figures = [perHeadUs, Number(us.toPrecision(7)), mfuText(sdpaPoint(row), us, c)];
    return [heads, batch, seqLen, headDim, dtype, ...figures].join(",");
  });
  const text = tableText("sdpa", lines);
  return {
    tables: [{ key: SDPA_TABLE, kind: "sdpa", dtype: "fp16", text, rows: rows.length }],
    notes: [],
    versions: {},
  };
}
