import type { TableTexts } from "../table-texts.ts";

/** What the page can choose from, written into it. */
export interface Catalog {
  /** Hugging Face configs by name. */
  readonly models: Readonly<Record<string, unknown>>;
  /** Entries of the hardware config by name. */
  readonly gpus: Readonly<Record<string, unknown>>;
  /**
   * Measured kernel tables by GPU; absent where there are none. Modelled ones are left out: they say nothing that the
   * kernel model within the page does not.
   */
  readonly tables: Readonly<Record<string, TableTexts>>;
}
