import type { StateFolder } from '../state-folder.ts';

/** One message as one subscription would get it. */
export interface Delivery {
  readonly messageId: string;
  readonly topicArn: string;
  /** ISO */
  readonly publishedAt: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly subject: string | null;
  readonly body: string;
}

/** Everything that was delivered, oldest first. */
export class Outbox {
  readonly #folder: StateFolder;
  readonly #deliveries: Delivery[];

  constructor(folder: StateFolder) {
    this.#folder = folder;
    this.#deliveries = folder.read<Delivery[]>('outbox', []);
  }

  add(deliveries: readonly Delivery[]): void {
    this.#deliveries.push(...deliveries);
    this.#folder.write('outbox', this.#deliveries);
  }

  all(): readonly Delivery[] {
    return [...this.#deliveries];
  }
}
