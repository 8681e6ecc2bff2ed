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
    ({ heading, align = "right" }) =>
      html`<th scope="col" class="${align}"><button type="button">${heading}</button></th>`,
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

function cellOf(cell: Cell, { align = "right" }: TableColumn, first: boolean): Markup {
  const valued = typeof cell === "object" && "shown" in cell;
  const shown = valued ? cell.shown : cell;
  const sortBy = valued ? html` data-v="${cell.sortBy}"` : html``;
  return first
    ? html`<th scope="row" class="${align}"${sortBy}>${shown}</th>`
    : html`<td class="${align}"${sortBy}>${shown}</td>`;
}
