/** A stored document and its version. */
export interface StoredDocument {
  readonly text: string;
  readonly version: number;
}

/** `SecureString` is what the deployment's tool parses into an object; `String` is never parsed (docs/contracts.md). */
export type DocumentType = 'SecureString' | 'String';
