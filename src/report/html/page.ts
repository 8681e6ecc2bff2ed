import { html, type Markup, raw } from "./markup.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

export interface Page {
  readonly title: string;
  /** Under the title. */
  readonly lines: readonly string[];
  /** What a reader must know before any figure. */
  readonly notes?: Markup;
  readonly sections: readonly Section[];
  readonly footer: string;
}

/** A section of charts; undefined when none of them has anything to show. */
export function chartSection(
  id: string,
  title: string,
  figures: readonly (Markup | undefined)[],
): Section | undefined {
  const shown = figures.filter((figure) => figure !== undefined);
  return shown.length === 0 ? undefined : { id, title, body: html`<div class="charts">${shown}</div>` };
}

/** What a reader must know first; undefined when there is nothing. */
export function noteBox(sentences: readonly string[], bad = false): Markup | undefined {
  if (sentences.length === 0) return undefined;
  return html`<div class="notes${bad && " bad"}" role="note" aria-label="Warnings"><ul>${sentences.map(
    (sentence) => html`<li>${sentence}</li>`,
  )}</ul></div>`;
}

/** One file that needs nothing else: style, script and charts are in it, and its policy forbids to load anything. */
export function page({ title, lines, notes, sections, footer }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<div><h1>${title}</h1>
${lines.map((line) => html`<p class="quiet">${line}</p>`)}</div>
<button type="button" id="theme" hidden>Dark theme</button>
</header>
<main>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${notes}
${sections.map(
  ({ id, title, body }) => html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${body}</section>
`,
)}</main>
<footer>${footer}</footer>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`.text;
}
