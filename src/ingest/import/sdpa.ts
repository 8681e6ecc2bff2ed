import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import { readProfile } from "../baseline/profile.ts";
import { sdpaPoint } from "../kernel-point.ts";
import { type Imported, mfuText } from "./foreign-rows.ts";

/** A profile of plain attention over heads: utilisation against 4 B H S^2 D FLOPs, every tile of them. */
export function importSdpa(file: string, c: KernelConstants): Imported {
  const { rows } = readProfile(file);
  const lines = rows.map((row) => {
    const { heads, batch, seqLen, headDim, dtype, us, perHeadUs } = row;
    const figures = [perHeadUs, Number(us.toPrecision(7)), mfuText(sdpaPoint(row), us, c)];
    return [heads, batch, seqLen, headDim, dtype, ...figures].join(",");
  });
  const header = "heads,batch,seq_len,head_dim,dtype,per_head_us,latency_us,mfu";
  const text = `${[header, ...lines].join("\n")}\n`;
  return {
    tables: [{ key: "baseline/sdpa.csv", kind: "sdpa", dtype: "fp16", text, rows: rows.length }],
    notes: [],
    versions: {},
  };
}
