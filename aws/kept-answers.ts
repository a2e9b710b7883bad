/** Remembers values by key; when it is full, what was remembered first makes room. */
export class BoundedMemory<Value> {
  readonly #capacity: number;
  readonly #kept = new Map<string, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): Value | undefined {
    return this.#kept.get(key);
  }

  set(key: string, value: Value): void {
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= this.#capacity && oldest !== undefined && !this.#kept.has(key)) this.#kept.delete(oldest);
    this.#kept.set(key, value);
  }
}

/** The answer to the last question, for all who ask the same one. A question that failed is asked anew. */
export class LastAnswer<Answer> {
  #key: string | undefined;
  #answer: Promise<Answer> | undefined;

  async of(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#answer === undefined || this.#key !== key) {
      this.#key = key;
      this.#answer = ask();
    }
    const asked = this.#answer;
    try {
      return await asked;
    } catch (error) {
      if (this.#answer === asked) this.#answer = undefined;
      throw error;
    }
  }
}
