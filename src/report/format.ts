/** Figures as text for people: one place for digits and units. Files for machines hold full precision instead. */

/** What stands where there is no figure. */
export const NO_FIGURE = "-";

const orNone = (value: number, text: (value: number) => string): string =>
  Number.isFinite(value) ? text(value) : NO_FIGURE;

/** `19,366` */
export function formatCount(value: number): string {
  return orNone(value, (count) => count.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ","));
}

/** At least three significant digits, never more decimals than `most`: `0.123`, `12.3`, `1234`. */
export function formatFigure(value: number, most = 3): string {
  return orNone(value, (figure) => {
    const size = Math.abs(figure);
    const decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return figure.toFixed(Math.min(decimals, most));
  });
}

/** As `formatFigure`, with commas from four digits on: `273,731`. */
export function formatGrouped(value: number): string {
  return Math.abs(value) >= 999.95 ? formatCount(value) : formatFigure(value);
}

/** Three significant digits where there are decimals, for figures known no better: `0.123`, `8.48`, `31.4`, `4,175`. */
export function formatRough(value: number): string {
  return orNone(value, (figure) => {
    const size = Math.abs(figure);
    if (size >= 99.95) return formatCount(figure);
    return figure.toFixed(size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
  });
}

/** A figure and the half-width of its interval, to two digits of the latter: `30.54 ±0.88`, `1,694 ±78`. */
export function formatWithin(value: number, half: number): readonly [value: string, half: string] {
  if (!(half > 0)) return [formatGrouped(value), formatFigure(half)];
  const decimals = Math.min(3, Math.max(0, 1 - Math.floor(Math.log10(half))));
  const text = (figure: number) => (decimals === 0 ? formatCount(figure) : figure.toFixed(decimals));
  return [text(value), text(half)];
}

/** `1 request`, `2,000 requests`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A fraction as `12.3 %`. */
export function formatShare(fraction: number): string {
  return orNone(fraction, (share) => `${(share * 100).toFixed(1)} %`);
}

/** A signed difference given in percent: `+12.3`, `-0.4`, `0.0`. */
export function formatSignedPercent(percent: number): string {
  return orNone(percent, (difference) => {
    const digits = Math.abs(difference).toFixed(1);
    return Number(digits) === 0 ? digits : `${difference > 0 ? "+" : "-"}${digits}`;
  });
}

/** Bytes as `13.49 GiB` (2^30), smaller ones as MiB (2^20). */
export function formatBytes(bytes: number): string {
  return orNone(bytes, (size) =>
    Math.abs(size) >= 2 ** 30 ? `${(size / 2 ** 30).toFixed(2)} GiB` : `${(size / 2 ** 20).toFixed(2)} MiB`,
  );
}

/** Seconds as `35 ms`, `3.50 s`, `2 min 05 s`, `1 h 12 min`. */
export function formatSeconds(seconds: number): string {
  return orNone(seconds, (time) => {
    if (time < 0.9995) return `${(time * 1000).toFixed(time < 0.01 ? 1 : 0)} ms`;
    if (time < 59.995) return `${time.toFixed(2)} s`;
    const whole = Math.round(time);
    if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
    const minutes = Math.round(time / 60);
    return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
  });
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");
