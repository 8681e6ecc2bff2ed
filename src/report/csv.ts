/** A small CSV (RFC 4180 quoting, `\n` line ends) from rows of text and numbers. Numbers keep full precision; one that is not finite becomes an empty field. */
export function csvText(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows].map((row) => `${row.map(field).join(",")}\n`).join("");
}

function field(value: string | number): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
