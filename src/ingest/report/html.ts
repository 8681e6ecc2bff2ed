import type { Block, Figure, ReportDocument } from "./document.ts";
import { STYLE } from "./style.ts";

/** The report as one HTML file that loads nothing: figures are SVG, hover is their titles. */
export function htmlReport({ title, lead, sections }: ReportDocument): string {
  const contents = sections.map(
    (section, index) => `<li><a href="#s${index}">${escapeHtml(section.title)}</a></li>`,
  );
  const body = sections.map(
    (section, index) =>
      `<section id="s${index}"><h2>${escapeHtml(section.title)}</h2>${section.blocks.map(blockHtml).join("\n")}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1>${lead.map((text) => `<p>${escapeHtml(text)}</p>`).join("\n")}</header>
<nav aria-label="Contents"><ol>${contents.join("")}</ol></nav>
<main>
${body.join("\n")}
</main>
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  if (block.kind === "text") return `<p>${escapeHtml(block.text)}</p>`;
  if (block.kind === "figures")
    return `<div class="figures">${block.figures.map(figureHtml).join("\n")}</div>`;
  const cell = (tag: "th" | "td") => (text: string, index: number) => {
    const right = block.columns[index]?.align === "right" ? ' class="number"' : "";
    return `<${tag}${tag === "th" ? ' scope="col"' : ""}${right}>${escapeHtml(text)}</${tag}>`;
  };
  const head = block.columns.map(({ heading }, index) => cell("th")(heading, index)).join("");
  const rows = block.rows.map((row) => `<tr>${row.map(cell("td")).join("")}</tr>`).join("\n");
  return `<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${head}</tr></thead><tbody>
${rows}
</tbody></table></div>`;
}

function figureHtml({ title, summary, svg }: Figure): string {
  const labelled = svg.replace(
    "<svg ",
    `<svg role="img" aria-label="${escapeHtml(`${title}. ${summary}`)}" `,
  );
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><div class="plot">${labelled}</div><p class="summary">${escapeHtml(summary)}</p></figure>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
