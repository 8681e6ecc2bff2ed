/** A table for a terminal. Cells are text already; numbers stand at the right. */

export interface Column {
  /** Heading over neighbouring columns with the same one: `TTFT ms`. */
  readonly group?: string;
  readonly heading: string;
  readonly align: "left" | "right";
}

/** A column of text. */
export function left(heading: string): Column {
  return { heading, align: "left" };
}

/** A column of numbers. */
export function right(heading: string, group?: string): Column {
  return { heading, align: "right", ...(group === undefined ? {} : { group }) };
}

const GAP = "  ";

/**
 * Lines of a table at most `width` characters wide. Where the columns do not fit they continue in further blocks, each
 * beginning with the first `labels` columns again. Columns of one group stay together.
 */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: { readonly labels?: number; readonly width?: number } = {},
): string[] {
  const { labels = 0, width = 160 } = options;
  const widths = columnWidths(columns, rows);
  const labelIndexes = columns.slice(0, labels).map((_, i) => i);
  return blocks(columns, widths, labels, width).flatMap((block, i) => [
    ...(i === 0 ? [] : [""]),
    ...blockLines(columns, rows, widths, [...labelIndexes, ...block]),
  ]);
}

/** Wide enough for every cell and heading; a group too wide for its columns widens its last one. */
function columnWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  const widths = columns.map(({ heading }, i) =>
    Math.max(heading.length, ...rows.map((row) => (row[i] ?? "").length)),
  );
  for (const group of groups(columns, 0)) {
    const name = columns[group[0]!]!.group ?? "";
    const missing = name.length - lineWidth(group, widths);
    if (missing > 0) widths[group.at(-1)!]! += missing;
  }
  return widths;
}

const lineWidth = (indexes: readonly number[], widths: readonly number[]): number =>
  indexes.reduce((sum, index) => sum + widths[index]!, 0) + GAP.length * Math.max(0, indexes.length - 1);

/** Runs of columns under one group heading. */
function groups(columns: readonly Column[], from: number): number[][] {
  const found: number[][] = [];
  for (let i = from; i < columns.length; i++) {
    const group = columns[i]!.group;
    const joins = i > from && group !== undefined && group === columns[i - 1]!.group;
    if (joins) found.at(-1)!.push(i);
    else found.push([i]);
  }
  return found;
}

function blocks(
  columns: readonly Column[],
  widths: readonly number[],
  labels: number,
  width: number,
): number[][] {
  const labelIndexes = widths.slice(0, labels).map((_, i) => i);
  const found: number[][] = [];
  for (const group of groups(columns, labels)) {
    const current = found.at(-1);
    if (current && lineWidth([...labelIndexes, ...current, ...group], widths) <= width)
      current.push(...group);
    else found.push([...group]);
  }
  return found.length === 0 ? [[]] : found;
}

function blockLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  indexes: readonly number[],
): string[] {
  const cell = (text: string, i: number): string =>
    columns[i]!.align === "right" ? text.padStart(widths[i]!) : text.padEnd(widths[i]!);
  const line = (texts: (i: number) => string): string =>
    indexes
      .map((i) => cell(texts(i), i))
      .join(GAP)
      .trimEnd();
  const headings = line((i) => columns[i]!.heading);
  const rule = indexes.map((i) => "-".repeat(widths[i]!)).join(GAP);
  const body = rows.map((row) => line((i) => row[i] ?? ""));
  return [...groupLine(columns, widths, indexes), headings, rule, ...body];
}

/** The line of group headings, each over the left edge of its columns' span and ruled to its right one. */
function groupLine(
  columns: readonly Column[],
  widths: readonly number[],
  indexes: readonly number[],
): string[] {
  const shown = indexes.map((i) => columns[i]!);
  if (shown.every(({ group }) => group === undefined)) return [];
  const spans = groups(shown, 0).map((group) => {
    const name = shown[group[0]!]!.group;
    const width = lineWidth(
      group.map((i) => indexes[i]!),
      widths,
    );
    return name === undefined ? " ".repeat(width) : centred(name, width);
  });
  return [spans.join(GAP).trimEnd()];
}

function centred(name: string, width: number): string {
  const before = Math.floor((width - name.length) / 2);
  return " ".repeat(before) + name + " ".repeat(width - name.length - before);
}
