/** What a fitted parameter is, and between which values physics allows it. Outside of these a fit is refused. */
interface Parameter {
  /** SI-derived, as used in the formula: `us`, `bytes/us`, `1` for fractions and exponents. */
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  /** Where every fit starts: textbook values, not the result of an earlier fit. */
  readonly start: number;
  readonly meaning: string;
}

export type ParameterTable = Readonly<Record<string, Parameter>>;

/** One number for every entry of a table. */
export type ValuesOf<Table extends ParameterTable> = { readonly [Name in keyof Table]: number };
