import type { Target } from '../core/configuration/configuration.ts';
import { documentNames } from '../core/publication/document-names.ts';
import type { ClientSet } from './clients.ts';

/** Which KMS key encrypts which document of an account and region, as far as its targets were asked for. */
export class DocumentKeys {
  readonly #ofSets = new Map<ClientSet, Map<string, string>>();

  add(set: ClientSet, target: Target): void {
    if (target.kmsKeyArn === undefined) return;
    const keys = this.#ofSets.get(set) ?? new Map<string, string>();
    this.#ofSets.set(set, keys);
    const { live, proposed, copies } = documentNames(target);
    for (const name of [live, proposed, ...copies]) keys.set(name, target.kmsKeyArn);
  }

  /** Undefined: the AWS managed key. */
  of(set: ClientSet, name: string): string | undefined {
    return this.#ofSets.get(set)?.get(name);
  }
}
