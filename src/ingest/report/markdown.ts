import type { Block, ReportDocument } from "./document.ts";

/** The report as Markdown. Figures are told in words; the HTML shows them. */
export function markdownReport({ title, lead, sections }: ReportDocument): string {
  const parts = [
    `# ${title}`,
    ...lead,
    ...sections.flatMap((section) => [`## ${section.title}`, ...section.blocks.map(blockText)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function blockText(block: Block): string {
  if (block.kind === "text") return block.text;
  if (block.kind === "figures") {
    return block.figures.map(({ title, summary }) => `- **${title}**: ${summary}`).join("\n");
  }
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = block.columns.map(({ align }) => (align === "right" ? "--:" : "---"));
  return [line(block.columns.map(({ heading }) => heading)), line(rule), ...block.rows.map(line)].join("\n");
}
