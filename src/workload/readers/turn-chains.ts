/** Finds the session of a turn that only names the turn before it. */
export class TurnChains {
  readonly #sessionOf = new Map<unknown, number>();
  #sessions = 0;

  /** @param before name of the turn before; -1, null and turns that are not in the file begin a session */
  session(turn: unknown, before: unknown): number {
    const session = this.#sessionOf.get(before) ?? this.#sessions++;
    if (turn !== undefined && turn !== null && turn !== -1) this.#sessionOf.set(turn, session);
    return session;
  }
}
