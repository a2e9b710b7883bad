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
