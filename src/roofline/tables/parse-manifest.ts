import * as z from "zod";
import { UserError } from "../../errors.ts";

/** Where a table's rows come from. Only `measured` rows may be presented as measurements. */
const TABLE_SOURCES = ["measured", "derived", "modelled"] as const;
export type TableSource = (typeof TABLE_SOURCES)[number];

const fileEntry = z.strictObject({
  kind: z.enum([
    "gemm",
    "prefill",
    "decode",
    "allreduce",
    "grouped_gemm",
    "mla_prefill",
    "mla_decode",
    "sdpa",
  ]),
  dtype: z.enum(["bf16", "fp16", "fp8"]),
  /** What the `mfu` column is relative to, TFLOP/s; absent where there is no such column. */
  peakTFlops: z.number().positive().optional(),
  source: z.enum(TABLE_SOURCES),
  /** For `derived`: from which data, and how. */
  derivedFrom: z.string().optional(),
  tool: z.string(),
  /** Versions of the tool and of what it timed, by name. */
  versions: z.record(z.string(), z.string()).optional(),
  /** Day the file was made, ISO 8601. Absent for files that a formula reproduces. */
  date: z.string().optional(),
  /** For `derived` and `modelled`: the data behind the constants. */
  fittedOn: z.string().optional(),
  /** Known error of the rows, in words with its measure. */
  error: z.string().optional(),
});

const manifestSchema = z.strictObject({
  gpu: z.string(),
  note: z.string().optional(),
  /** By path relative to the manifest. */
  files: z.record(z.string(), fileEntry),
});

export type TableManifest = z.infer<typeof manifestSchema>;
export type ManifestEntry = z.infer<typeof fileEntry>;

/**
 * Reads the text of a manifest. `file` is its name in messages.
 * @throws UserError naming the file and each field that is wrong.
 */
export function parseManifest(text: string, file: string): TableManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError({ where: { file }, message: `is not valid JSON: ${(error as Error).message}` });
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UserError(
    parsed.error.issues.map((issue) => ({
      where: { file },
      field: issue.path.join("."),
      message: issue.message,
    })),
  );
}
