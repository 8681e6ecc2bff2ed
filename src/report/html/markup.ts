/** Text that is HTML already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Value = Markup | string | number | false | undefined | readonly Value[];

/** A template whose values are escaped, but for those that are `Markup`. Lists are joined; false and undefined leave nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + write(values[i - 1]!) + string));
}

/** HTML that is known to be safe: our own SVG, style sheet and script. */
export function raw(text: string): Markup {
  return new Markup(text);
}

function write(value: Value): string {
  if (value === false || value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "string") return value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);
  if (typeof value === "number") return String(value);
  return value.map(write).join("");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Data for the page's script, as JSON that no `</script>` can end. */
export function jsonScript(data: unknown): Markup {
  const text = JSON.stringify(data).replaceAll("<", "\\u003c");
  return raw(`<script type="application/json">${text}</script>`);
}
