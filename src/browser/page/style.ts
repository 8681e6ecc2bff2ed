import { STYLE } from "../../report/html/style.ts";

/** The reports' style, and what the page has beyond them: controls beside or under the figures. */
export const PAGE_STYLE = `${STYLE}
.board { display: grid; gap: 16px; grid-template-columns: minmax(270px, 330px) minmax(0, 1fr); align-items: start;
  grid-template-areas: "controls headline" "controls charts"; margin-top: 16px; }
#controls { grid-area: controls; position: sticky; top: 12px; }
#headline { grid-area: headline; min-width: 0; }
#charts { grid-area: charts; min-width: 0; }
#charts figure + figure { margin-top: 14px; }
.field { margin: 0 0 14px; border: 0; padding: 0; min-width: 0; }
.field label, .field legend, .field .name { display: flex; justify-content: space-between; gap: 12px; font-size: 14px;
  width: 100%; padding: 0; margin-bottom: 4px; }
.field output { color: var(--text); font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
select { width: 100%; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line);
  border-radius: 6px; padding: 7px 8px; }
input[type="range"] { width: 100%; margin: 0; height: 28px; accent-color: var(--c1); cursor: pointer; touch-action: pan-y; }
.options { display: flex; gap: 6px; }
.options label { flex: 1; display: block; margin: 0; cursor: pointer; }
.options input { position: absolute; opacity: 0; width: 1px; height: 1px; }
.options span { display: block; text-align: center; border: 1px solid var(--line); border-radius: 6px; padding: 6px 4px;
  font-size: 14px; }
.options input:checked + span { border-color: var(--c1); box-shadow: inset 0 0 0 1px var(--c1); font-weight: 600; }
select:focus-visible, input[type="range"]:focus-visible, .options input:focus-visible + span {
  outline: 2px solid var(--link); outline-offset: 2px; }
#controls button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 6px;
  padding: 6px 12px; cursor: pointer; }
.modelled { padding: 12px 16px; }
.modelled p { max-width: none; margin: 0; } .modelled p + p { margin-top: 4px; }
.modelled { border-left-color: var(--link); background: var(--card); }
#warning:empty, #failure:empty, #notes:empty { display: none; }
#failure { margin: 0 0 12px; } #warning { margin: 0 0 12px; }
#headline .tiles { grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 10px; margin: 0; }
#headline .tiles div { min-height: 104px; padding: 10px 12px; }
#headline .tiles dt { min-height: 20px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
#headline .tiles dd b { font-size: 23px; } #headline .tiles dd { font-size: 13px; } #headline .tiles dd small { font-size: 13px; }
#charts h2 { font-size: 16px; margin: 0 0 4px; }
#theme { white-space: nowrap; }
header p { max-width: none; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
figure svg { display: block; max-width: 100%; }
footer details { margin-top: 8px; }
footer summary { cursor: pointer; width: fit-content; }
footer pre { white-space: pre-wrap; font-size: 12px; }
@media (max-width: 820px) {
  .board { grid-template-columns: minmax(0, 1fr); grid-template-areas: "headline" "controls" "charts"; }
  #controls { position: static; }
  #headline { position: sticky; top: 0; z-index: 1; background: var(--page); padding: 8px 4px 4px; margin: 0 -4px; }
  #headline .tiles { gap: 6px; margin: 0; grid-template-columns: repeat(3, minmax(0, 1fr)); }
  #headline .tiles div { padding: 6px 8px; min-height: 0; overflow: hidden; }
  #headline .tiles dt { font-size: 12px; } #headline .tiles dd b { font-size: 18px; }
  #headline .tiles dd span { font-size: 12px; line-height: 1.3; } #headline .tiles .range, #headline .minor { display: none; }
  #failure, #warning { margin: 0 0 6px; padding: 8px 10px; font-size: 13px; line-height: 1.35; }
}
`;
