import type { Problem } from "../../errors.ts";
import { fail } from "../check.ts";
import { Interner } from "../interner.ts";

/** Ids from here on are renumbered, so that the engine can cut an id into sub-blocks and stay exact in float64. */
const LARGE_ID = 2 ** 47;
/** What published traces use: Bailian 16, Mooncake 512. */
const USUAL_TOKENS = [16, 512];

type Where = NonNullable<Problem["where"]>;

/** Checks the hash ids of prompts. Equal ids stay equal, whatever their size. */
export class BlockIds {
  /** Tokens per id; settled by the option, else by the first prompt with ids. 0 while no ids were seen. */
  tokens = 0;
  readonly #given: number | undefined;
  readonly #usual: number;
  readonly #kvBlockTokens: number;
  readonly #joined = new Interner();
  readonly #large = new Map<number, number>();
  readonly #renumbered: number[] = [];

  /**
   * @param usual tokens per id that the format is known for
   * @param kvBlockTokens where it is a multiple of the tokens per id, ids are joined to the size of KV blocks
   */
  constructor(given: number | undefined, usual: number, kvBlockTokens: number) {
    this.#given = given;
    this.#usual = usual;
    this.#kvBlockTokens = kvBlockTokens;
  }

  /** Tokens per id as handed on; 0 where no ids were seen. */
  get blockTokens(): number {
    return this.#joins ? this.#kvBlockTokens : this.tokens;
  }

  get #joins(): boolean {
    return this.tokens > 0 && this.#kvBlockTokens > this.tokens && this.#kvBlockTokens % this.tokens === 0;
  }

  /** Whether the format's own size did not fit and another usual one was taken. */
  get inferred(): boolean {
    return this.tokens > 0 && this.#given === undefined && this.tokens !== this.#usual;
  }

  ofArray(ids: unknown, promptTokens: number, where: Where, field: string): ArrayLike<number> {
    if (!Array.isArray(ids)) fail({ where, field, got: ids, message: "must be a list of whole numbers" });
    if (ids.length === 0) return [];
    this.tokens ||= this.#given ?? this.#infer(ids.length, promptTokens);
    const most = Math.ceil(promptTokens / this.tokens);
    if (ids.length > most) {
      fail({
        where,
        field,
        message: `has ${ids.length} ids, but ${promptTokens} tokens make at most ${most} blocks of ${this.tokens}`,
        remedy: "Give the tokens per id with --timed-trace-chunk-hash-size",
      });
    }
    let large = false;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i];
      if (typeof id !== "number" || !(id >= 0) || id % 1 !== 0) {
        fail({ where, field, got: id, message: "must hold whole numbers of at least 0" });
      }
      if (id >= LARGE_ID) large = true;
    }
    const exact = large ? this.#renumber(ids) : ids;
    return this.#joins ? this.#join(exact, this.#kvBlockTokens / this.tokens) : exact;
  }

  /** `1 2 3`, `[1, 2, 3]` or `1;2;3` in one CSV field. */
  ofText(text: string, promptTokens: number, where: Where, field: string): ArrayLike<number> {
    const parts = text.split(/[\s,;|[\]]+/).filter((part) => part !== "");
    return this.ofArray(
      parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
      promptTokens,
      where,
      field,
    );
  }

  #infer(idCount: number, promptTokens: number): number {
    const fits = (tokens: number) => Math.ceil(promptTokens / tokens) === idCount;
    return [this.#usual, ...USUAL_TOKENS].find(fits) ?? this.#usual;
  }

  /** One id for each run of `size` ids; a shorter last run is part of a block and dropped. */
  #join(ids: readonly number[], size: number): number[] {
    const joined: number[] = [];
    for (let end = size; end <= ids.length; end += size) {
      joined.push(this.#joined.number(ids.slice(end - size, end).join()));
    }
    return joined;
  }

  #renumber(ids: readonly number[]): readonly number[] {
    const renumbered = this.#renumbered;
    renumbered.length = ids.length;
    for (let i = 0; i < ids.length; i++)
      renumbered[i] = ids[i]! < LARGE_ID ? ids[i]! : this.#numberOf(ids[i]!);
    return renumbered;
  }

  #numberOf(id: number): number {
    let number = this.#large.get(id);
    if (number === undefined) this.#large.set(id, (number = LARGE_ID + this.#large.size));
    return number;
  }
}
