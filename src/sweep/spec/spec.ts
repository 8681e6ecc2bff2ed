import type { Settings } from "../../config/settings.ts";
import type { Item } from "../../config/values.ts";

/** Settings by flag name, each a value or, for flags that take lists, a list. */
export type Cell = Readonly<Record<string, Item | readonly Item[]>>;

/**
 * One dimension of the grid. A value sets one flag, or several where axes are linked; the flag `workload` names an
 * entry of the spec's workloads.
 */
export interface Axis {
  readonly names: readonly string[];
  readonly values: readonly Cell[];
}

/** Scenarios that match all of it are left out: accepted values by axis. */
export type Exclude = Readonly<Record<string, readonly Item[]>>;

/** By a workload's name: whether it has one rate (a ramp-up or stages count as one), or is an axis of several. */
export type OwnRates = ReadonlyMap<string, "one" | "several">;

/** A sweep file, checked value by value. */
export interface SweepSpec {
  readonly file: string;
  /** Settings that all scenarios share. */
  readonly settings: Cell;
  /** Settings of each workload by its name. */
  readonly workloads: Readonly<Record<string, Cell>>;
  /** Workloads that state their own arrival rates, which the axis of rates leaves alone. */
  readonly ownRates: OwnRates;
  /** The slowest first; seeds run fastest. */
  readonly axes: readonly Axis[];
  /** Further grids, after the main one. */
  readonly includes: readonly (readonly Axis[])[];
  readonly excludes: readonly Exclude[];
  /** What the user should know of the server's command: sentences. */
  readonly notes: readonly string[];
  /** @throws UserError when the server's command cannot be simulated with these settings */
  readonly check: (settings: Settings) => void;
}
