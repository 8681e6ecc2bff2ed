import type { Markup } from "./markup.ts";
import { html } from "./markup.ts";
import { table } from "./table.ts";

/** Every value that was used, by name, with its origin. */
export type ResolvedSettings = Readonly<Record<string, { readonly value: unknown; readonly origin: string }>>;

export function settingsTable(settings: ResolvedSettings): Markup {
  const rows = Object.entries(settings).map(([name, { value, origin }]) => [
    html`<code>${name}</code>`,
    Array.isArray(value) ? value.join(", ") : String(value),
    origin,
  ]);
  return html`<div class="card">${table(
    "Settings and where each comes from",
    [
      { heading: "setting", align: "left" },
      { heading: "value", align: "left" },
      { heading: "origin", align: "left" },
    ],
    rows,
  )}</div>`;
}
