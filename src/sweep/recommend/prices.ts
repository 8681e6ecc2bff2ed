import { join } from "node:path";
import { z } from "zod";
import { knownNames } from "../../config/did-you-mean.ts";
import { packageRoot } from "../../config/package-root.ts";
import { readJson } from "../../config/read-json.ts";
import { zodProblems } from "../../config/zod-problems.ts";
import { UserError } from "../../errors.ts";

const positive = z.number("must be a number above 0").positive("must be a number above 0");
const text = z.string("must be a text").min(1, "must not be empty");

const providerSchema = z.strictObject({
  date: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, "must be a date such as 2026-05"),
  source: text,
  perGpuHour: z.record(z.string(), positive, "must be an object of prices by GPU"),
});

const pricesSchema = z.strictObject({
  currency: text,
  default: text,
  providers: z.record(z.string(), providerSchema, "must be an object of providers by name"),
  power: z.record(
    z.string(),
    z.strictObject({ watts: positive, source: text }),
    "must be an object of watts by GPU",
  ),
});

const KEYS_AT: Readonly<Record<number, readonly string[]>> = {
  0: ["currency", "default", "providers", "power"],
  2: ["date", "source", "perGpuHour", "watts"],
};

/** What GPUs cost and draw, and who says so. */
export interface Prices {
  readonly currency: string;
  readonly provider: string;
  readonly date: string;
  readonly source: string;
  /** Of one GPU, by its name in the hardware file. */
  readonly perGpuHour: Readonly<Record<string, number>>;
  readonly power: Readonly<Record<string, { readonly watts: number; readonly source: string }>>;
}

/** The file that ships. */
export function pricesFile(): string {
  return join(packageRoot(), "configs", "prices.json");
}

/**
 * Prices of one provider.
 * @throws UserError with every problem of the file at once; or listing the providers there are
 */
export function loadPrices(provider: string | undefined, path: string = pricesFile()): Prices {
  const json = readJson(path);
  const parsed = pricesSchema.safeParse(json.value);
  if (!parsed.success) {
    throw new UserError(zodProblems(parsed.error, json, (at) => KEYS_AT[at.length] ?? []));
  }
  const { currency, providers, power, default: usual } = parsed.data;
  const name = provider ?? usual;
  const found = providers[name];
  if (found !== undefined) return { currency, provider: name, ...found, power };
  throw new UserError({
    ...(provider === undefined
      ? { where: json.where(["default"]), field: "default" }
      : { field: "--provider" }),
    message: `is no provider of ${path}`,
    got: name,
    remedy: knownNames(name, Object.keys(providers)),
  });
}
