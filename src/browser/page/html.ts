import { html, jsonScript, type Markup, raw } from "../../report/html/markup.ts";
import type { Catalog } from "./catalog.ts";
import { PART_KEYS } from "./charts.ts";
import { type ChoiceName, LATENCY_MODELS, SLIDERS, TP_CHOICES } from "./inputs.ts";
import { PAGE_STYLE } from "./style.ts";

export interface PageParts {
  /** The page's program, bundled. */
  readonly script: string;
  readonly catalog: Catalog;
  readonly version: string;
  /** Of what is bundled: its licences ask to pass them on. */
  readonly notices: string;
}

/** The page: one file that needs nothing else, and whose policy forbids to load anything. */
export function playgroundHtml({ script, catalog, version, notices }: PageParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>inference-sim playground</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
<header>
<div><h1>inference-sim playground</h1>
<p class="quiet">One LLM server, simulated step by step in this page as you move the sliders. Nothing is sent anywhere.</p></div>
<button type="button" id="theme" hidden>Dark theme</button>
</header>
<main>
<div class="notes modelled"><p><strong>Every number here is modelled; no GPU has run.</strong> A discrete-event engine follows
vLLM's scheduler; a latency model prices each step.</p><p class="quiet" id="provenance"></p></div>
<div class="board">
<section id="headline" aria-label="Figures">
<div id="failure" class="notes bad" role="alert"></div>
<div id="warning" class="notes"></div>
<dl class="tiles" id="tiles"></dl>
<p class="heard" role="status" id="spoken"></p>
</section>
<form id="controls" class="card" aria-label="What to simulate">
${select("model", "Model", Object.keys(catalog.models))}
${select("gpu", "GPU", Object.keys(catalog.gpus))}
${options(
  "tp",
  "Tensor parallel (GPUs)",
  TP_CHOICES.map((tp) => ({ name: String(tp), label: String(tp) })),
)}
${options("latencyModel", "Latency model", LATENCY_MODELS)}
${SLIDERS.map(
  ({
    name,
    label,
    values,
  }) => html`<p class="field"><label for="${name}">${label}<output id="${name}-value" for="${name}"></output></label>
<input type="range" id="${name}" name="${name}" min="0" max="${values.length - 1}" step="1"></p>
`,
)}
<button type="button" id="reset">Start again</button>
</form>
<section id="charts" aria-label="Charts">
${figure(
  "curve",
  "TTFT against arrival rate",
  "Simulated up to the first rate that overloads the server: its queue grows as long as requests arrive. The dashed line is the rate set.",
  [
    { name: "median", colour: "var(--c1)" },
    { name: "99th percentile", colour: "var(--c2)" },
    { name: "overloaded", colour: "var(--bad-line)" },
  ],
)}
${figure("flight", "Requests in flight", "Sampled at equal times over the run.", [
  { name: "running", colour: "var(--c1)" },
  { name: "waiting", colour: "var(--c2)" },
])}
${figure("parts", "Where the time of a step goes", "Over all steps of the run.", PART_KEYS)}
<ul id="notes" class="quiet"></ul>
</section>
</div>
</main>
<footer>inference-sim ${version}. <span id="run"></span>
<details><summary>Licences</summary><p>inference-sim is under Apache-2.0.</p><pre>${notices}</pre></details></footer>
${catalogScript(catalog)}
<script>${raw(script.replaceAll("</script", "<\\/script"))}</script>
</body>
</html>
`.text;
}

function select(name: ChoiceName, label: string, choices: readonly string[]): Markup {
  return html`<p class="field"><label for="${name}">${label}</label>
<select id="${name}" name="${name}">${choices.map((choice) => html`<option>${choice}</option>`)}</select></p>
`;
}

function options(
  name: ChoiceName,
  label: string,
  choices: readonly { name: string; label: string }[],
): Markup {
  return html`<fieldset class="field"><legend>${label}</legend><div class="options">${choices.map(
    (choice) =>
      html`<label><input type="radio" name="${name}" value="${choice.name}"><span>${choice.label}</span></label>`,
  )}</div></fieldset>
`;
}

function figure(
  id: string,
  title: string,
  caption: string,
  keys: readonly { name: string; colour: string }[],
): Markup {
  return html`<figure id="${id}"><h2>${title}</h2>
<ul class="legend" aria-hidden="true">${keys.map(({ name, colour }) => html`<li><i style="--key:${colour}"></i>${name}</li>`)}</ul>
<div class="chart" role="img"></div>
<figcaption>${caption}</figcaption></figure>
`;
}

function catalogScript(catalog: Catalog): Markup {
  return raw(jsonScript(catalog).text.replace("<script ", '<script id="catalog" '));
}
