/**
 * Colours are variables, so that charts drawn once follow light and dark. Series colours have a contrast of at least 3:1
 * on the page in both (WCAG 1.4.11), text 4.5:1 or more.
 */
const LIGHT = `
  color-scheme: light;
  --page: #f6f7f9; --card: #ffffff; --text: #1b2430; --quiet: #566171; --line: #dde2e8; --link: #1d4ed8;
  --c1: #2563eb; --c2: #c2410c; --c3: #0f766e; --c4: #7c3aed; --c5: #be185d; --c6: #66690f; --c7: #475569;
  --c8: #dc2626; --c9: #7f1d1d; --c10: #0369a1; --c11: #c026d3;
  --good: #15803d; --warn-page: #fff7e6; --warn-line: #b45309; --bad-page: #fdecec; --bad-line: #b91c1c;`;
const DARK = `
  color-scheme: dark;
  --page: #12161c; --card: #1a2028; --text: #e6eaf0; --quiet: #a3adba; --line: #323b47; --link: #8fb4ff;
  --c1: #6ea0ff; --c2: #ff9d5c; --c3: #3cc9b4; --c4: #bb9aff; --c5: #ff7eb2; --c6: #cdce6a; --c7: #94a3b8;
  --c8: #ff6b6b; --c9: #b9705f; --c10: #38bdf8; --c11: #f06bf5;
  --good: #5fd38a; --warn-page: #2e2512; --warn-line: #f2b14c; --bad-page: #351a1c; --bad-line: #ff7b7b;`;

export const STYLE = `
:root { ${LIGHT} }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${DARK} } }
:root[data-theme="dark"] { ${DARK} }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main, header, footer { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
header { display: flex; gap: 16px; align-items: flex-start; justify-content: space-between; padding-top: 24px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 36px 0 12px; }
h3 { font-size: 15px; margin: 0 0 2px; }
p { margin: 0 0 8px; max-width: 80ch; }
header p { margin: 0 0 2px; }
a { color: var(--link); }
.quiet, figcaption, footer { color: var(--quiet); font-size: 13px; }
nav ul, ul.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 8px 0 0; padding: 0; }
.card, figure, .notes { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; }
.notes { border-left: 5px solid var(--warn-line); background: var(--warn-page); margin-top: 16px; }
.notes.bad { border-left-color: var(--bad-line); background: var(--bad-page); }
.notes ul { margin: 0; padding-left: 18px; } .notes.bad li:first-child { font-weight: 600; }
.tiles { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); margin-bottom: 12px; }
.tiles.rows { grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px; }
.tiles dt { color: var(--quiet); font-size: 13px; }
.tiles dd { margin: 0; font-size: 25px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles dd small { font-size: 14px; font-weight: 400; color: var(--quiet); }
.tiles dd span { display: block; font-size: 13px; font-weight: 400; color: var(--quiet); }
.charts { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 480px), 1fr)); }
.charts + .card, .charts + .charts, .card + .charts { margin-top: 14px; }
figure { margin: 0; position: relative; min-width: 0; }
.chart { margin: 6px 0; border-radius: 6px; touch-action: pan-y; }
.chart:focus-visible, button:focus-visible, summary:focus-visible, .scroll:focus-visible, a:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px; }
.chart svg { display: block; width: 100%; height: auto; }
.chart svg text { white-space: pre; }
.chart .cursor { stroke: var(--text); stroke-width: 1.5; fill: none; pointer-events: none; }
.narrow, .broad { display: none; }
figure.full { grid-column: 1 / -1; }
ul.legend { margin: 0; font-size: 13px; color: var(--quiet); }
ul.legend i { display: inline-block; width: 16px; height: 0; border-top: 4px solid var(--key); margin-right: 6px; vertical-align: 4px; }
ul.legend b { text-shadow: 0 0 2px var(--quiet); }
ul.legend i.dashed { border-top-style: dotted; }
.tip { position: absolute; z-index: 2; pointer-events: none; background: var(--text); color: var(--page); border-radius: 6px;
  padding: 6px 10px; font-size: 13px; line-height: 1.4; white-space: nowrap; max-width: 90%; overflow: hidden; }
.tip b { font-variant-numeric: tabular-nums; }
details { margin-top: 8px; } summary { cursor: pointer; color: var(--quiet); font-size: 13px; padding: 4px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); font-size: 13px; padding: 4px 0; }
th, td { padding: 5px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 600; } tbody th { font-weight: 400; }
th, td { text-align: right; } .left { text-align: left; }
td small { color: var(--quiet); }
td.wrap { white-space: normal; min-width: 14em; }
th button, #theme { font: inherit; color: inherit; background: none; border: 0; padding: 2px 0; cursor: pointer; }
th[aria-sort="ascending"] button::after { content: " ▲"; } th[aria-sort="descending"] button::after { content: " ▼"; }
#theme { border: 1px solid var(--line); border-radius: 6px; padding: 6px 12px; background: var(--card); white-space: nowrap; }
footer { padding: 28px 20px 40px; }
@media (min-width: 1080px) { .full .broad { display: block; } .full .wide { display: none; } }
@media (max-width: 560px) {
  main, header, footer { padding-left: 12px; padding-right: 12px; }
  h1 { font-size: 21px; }
  header { display: block; } #theme { margin-top: 8px; }
  tr > :first-child { position: sticky; left: 0; background: var(--card); box-shadow: inset 0 -1px var(--line); }
  .wide { display: none; } .narrow { display: block; }
  figure, .card, .notes { padding: 12px; }
  .tiles, .tiles.rows { grid-template-columns: 1fr 1fr; } .tiles dd { font-size: 21px; }
}
@media print { #theme, nav, details { display: none; } body { background: none; } figure { break-inside: avoid; } }
`;
