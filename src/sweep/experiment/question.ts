import { canonicalJson } from "../canonical-json.ts";

/** What an experiment was asked: equal questions have equal answers, as long as the files that they name stay as they are. */
export interface Question {
  /** `capacity`, `compare`, ... */
  readonly command: string;
  /** Objectives, seeds and whatever else the command takes beside settings; as it was resolved. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Resolved settings, lists where several values are compared. Of a comparison: those that its sources share. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What a comparison compares, in order. */
  readonly sources?: readonly QuestionSource[];
}

export interface QuestionSource {
  readonly name: string;
  readonly path: string;
  /** Settings that are not those of all sources. Absent for what was simulated before. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** In what two questions differ, `tp 1, here 2`; empty when they are the same. */
export function questionDifferences(there: Question, here: Question): string[] {
  if (there.command !== here.command) return [`command ${there.command}, here ${here.command}`];
  const [before, now] = [parts(there), parts(here)];
  const names = [...new Set([...before.keys(), ...now.keys()])];
  return names
    .filter((name) => before.get(name) !== now.get(name))
    .map((name) => `${name} ${before.get(name) ?? "not given"}, here ${now.get(name) ?? "not given"}`);
}

function parts({ options, settings, sources = [] }: Question): Map<string, string> {
  const named = Object.entries({ ...options, ...settings }).filter(([, value]) => value !== undefined);
  const listed = sources.map(({ name, path, settings: own }, i): [string, unknown] => [
    `source ${i + 1}`,
    [name, path, ...(own === undefined ? [] : [own])],
  ]);
  return new Map([...named, ...listed].map(([name, value]) => [name, plain(value)]));
}

/** Canonical JSON, without quotes where it is one word. */
function plain(value: unknown): string {
  return typeof value === "string" ? value : canonicalJson(value).replaceAll('"', "");
}
