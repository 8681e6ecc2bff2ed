/** Of every report: readable on a phone, in the dark and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1e23; --quiet: #5c6570; --line: #d9dde2; --page: #ffffff; --band: #f5f6f8; --link: #1f5fbf; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --quiet: #a0a8b2; --line: #3a4049; --page: #16191d; --band: #1f2328; --link: #8ab4f8; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 82rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
p { max-width: 60rem; margin: .5rem 0; }
a { color: var(--link); }
nav ol { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 1rem 0; list-style: none; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: 1.5rem; }
.figures:has(> :only-child) { grid-template-columns: minmax(0, 1fr); }
.figures:has(> :only-child) .plot { overflow-x: auto; }
.figures:has(> :only-child) svg { min-width: 38rem; }
figure { margin: 0; min-width: 0; --plot-background: var(--page); }
figure svg { display: block; width: 100%; height: auto; overflow: visible; background: none; }
figcaption { font-weight: 600; margin-bottom: .25rem; }
.summary { color: var(--quiet); font-size: .85rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
.scroll:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .75rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
td:last-child { white-space: normal; min-width: 12rem; }
tbody tr:last-child td { border-bottom: 0; }
thead th { background: var(--band); position: sticky; top: 0; }
.number { text-align: right; }
@media print { nav { display: none; } .scroll { border: 0; } }
`;
