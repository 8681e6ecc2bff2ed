import { html, type Markup } from "./markup.ts";

export interface TableColumn {
  readonly heading: string;
  readonly align?: "left" | "right";
}

/** A cell: what is shown, and what sorting goes by where that differs. */
export type Cell = string | number | Markup | { readonly shown: string | Markup; readonly sortBy: number };

/** A table whose headings sort it. The caption names it for screen readers. */
export function table(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
): Markup {
  const head = columns.map(
    (column) => html`<th scope="col"${side(column)}><button type="button">${column.heading}</button></th>`,
  );
  const body = rows.map(
    (row) => html`<tr>${row.map((cell, i) => cellOf(cell, columns[i]!, i === 0))}</tr>\n`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="sortable">
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody></table></div>
`;
}

/** Numbers stand at the right, as most cells are numbers. */
const side = ({ align }: TableColumn): Markup | false => align === "left" && html` class="left"`;

function cellOf(cell: Cell, column: TableColumn, first: boolean): Markup {
  const { shown, sortBy }: { readonly shown: string | number | Markup; readonly sortBy?: number } =
    typeof cell === "object" && "shown" in cell ? cell : { shown: cell };
  const key = sortBy !== undefined && String(sortBy) !== String(shown) && html` data-v="${sortBy}"`;
  return first
    ? html`<th scope="row"${side(column)}${key}>${shown}</th>`
    : html`<td${side(column)}${key}>${shown}</td>`;
}
