/** A report as content, before it becomes Markdown or HTML. */
export interface ReportDocument {
  readonly title: string;
  /** What it is about and what stands out, in sentences. */
  readonly lead: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "table";
      readonly columns: readonly TableColumn[];
      readonly rows: readonly (readonly string[])[];
    }
  /** Figures of one group stand side by side where there is room. */
  | { readonly kind: "figures"; readonly figures: readonly Figure[] };

export interface TableColumn {
  readonly heading: string;
  readonly align: "left" | "right";
}

export interface Figure {
  readonly title: string;
  /** What one sees in it, for readers who do not. */
  readonly summary: string;
  readonly svg: string;
}

/** A table of plain rows: headings from their keys, numbers at the right. */
export function tableOf(rows: readonly Readonly<Record<string, string | number>>[]): Block {
  const first = rows[0] ?? {};
  return {
    kind: "table",
    columns: Object.entries(first).map(([heading, value]) => ({
      heading,
      align: typeof value === "number" || /^[-+\d.,]+( %| us)?$/.test(value) ? "right" : "left",
    })),
    rows: rows.map((row) => Object.keys(first).map((heading) => String(row[heading] ?? ""))),
  };
}

/** `0.00339`, `12.3`, `1235` */
export function figure3(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function percent(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits)} %`;
}
