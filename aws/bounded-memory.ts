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
