/**
 * Rounds in which `tiles` thread blocks pass through `sms` processors, at least one.
 *
 * `quantisation` 1 makes a partly filled last round cost a whole one. Measured kernels lie between that and the exact
 * quotient: tiles of unequal speed and blocks that start as soon as a processor is free smooth the steps.
 */
export function waves(tiles: number, sms: number, quantisation: number): number {
  const exact = tiles / sms;
  return quantisation * Math.ceil(exact) + (1 - quantisation) * Math.max(1, exact);
}
