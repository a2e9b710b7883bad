/** What is looked at, in the order in which it is told. */
export type CheckName =
  | 'configuration'
  | 'accounts'
  | 'credentials'
  | 'permissions'
  | 'services'
  | 'containerInsights'
  | 'memoryKills'
  | 'secondOpinion'
  | 'documents'
  | 'orphans'
  | 'serverless'
  | 'schedule'
  | 'topic'
  | 'elsewhere';

/** The answer of one check. `notChecked` says what nobody has looked at, and is neither good nor bad. */
export interface Finding {
  readonly kind: 'ok' | 'warning' | 'problem' | 'notChecked';
  readonly check: CheckName;
  /** What it is about: a target, a cluster, an account and region, a file. */
  readonly subject: string;
  /** One sentence. */
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** Findings of one check about one subject. */
export function about(check: CheckName, subject: string) {
  const made =
    (kind: Finding['kind']) =>
    (text: string, advice?: string): Finding => {
      return { kind, check, subject, text, ...(advice !== undefined && { advice }) };
    };
  return { ok: made('ok'), warning: made('warning'), problem: made('problem'), notChecked: made('notChecked') };
}

/** Findings without those that advise the same as another one: one refusal for each target would be too many. */
export function different(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.advice ?? finding.text, finding])).values()];
}
