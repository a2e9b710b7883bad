export interface StoredDocument {
  readonly text: string;
  readonly version: number;
  /** How it is stored; absent where the store did not say. */
  readonly type?: string;
  /** Only versions out of the history say it. */
  readonly tier?: string;
}

/** A document of the standard tier holds as many (SSM quotas, 2026-11). */
export const MOST_DOCUMENT_TEXT = 4096;

/** `SecureString` is what the deployment's tool parses into an object; `String` is never parsed (docs/contracts.md). */
export type DocumentType = 'SecureString' | 'String';

/** Why no deployment can use a sizes document, whatever it says; undefined for a SecureString. */
export function typeProblem({ type = 'SecureString' }: StoredDocument): string | undefined {
  return type === 'SecureString' ? undefined : `it is stored as ${type}, which no deployment parses`;
}

/**
 * What a person does about a document of a wrong type or tier: a write changes neither, and a name is free again after
 * thirty seconds (client-ssm `HierarchyTypeMismatchException` and `DeleteParameterCommand`, 2026-11).
 */
export function anewAdvice(name: string): string {
  return `Delete it with "aws ssm delete-parameter --name ${name}" and wait 30 seconds. The next run writes it anew; a live one in mode "propose", or of a service that does not run, "rightsizer seed" does.`;
}

export interface BrokenLive {
  readonly name: string;
  readonly live: StoredDocument;
  /** Runs look at services that run, and at no others. */
  readonly runs: boolean;
}

/** What mends it. */
export function mendAdvice({ name, live, runs }: BrokenLive): string {
  if (typeProblem(live) !== undefined) return anewAdvice(name);
  return runs
    ? 'The next run repairs it, or "rightsizer rollback".'
    : '"rightsizer rollback" puts an earlier version back.';
}
