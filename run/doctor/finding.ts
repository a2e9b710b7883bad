import { failureText } from '../failure-text.ts';

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
  readonly advice?: string;
}

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

export type Attempt<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'failed'; readonly message: string };

export async function attempt<Value>(ask: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { kind: 'answered', value: await ask() };
  } catch (error) {
    return { kind: 'failed', message: failureText(error) };
  }
}

/** A run goes on without what is unavailable; when that is because a call failed, somebody should know of the call. */
export async function attemptTelling<Value extends { readonly kind: string; readonly detail?: string }>(
  ask: () => Promise<Value>,
): Promise<Attempt<Value>> {
  const told = await attempt(ask);
  if (told.kind === 'failed') return told;
  const { kind, detail = '' } = told.value;
  return kind === 'unavailable' && CALL.test(detail) ? { kind: 'failed', message: detail } : told;
}

const DENIED = /AccessDenied|AuthorizationError|NotAuthorized|not authorized/;
const CREDENTIALS =
  /CredentialsProviderError|Could not load credentials|ExpiredToken|UnrecognizedClient|InvalidClientToken|InvalidSignature|TokenProviderError/;
/** By the service's name in a PortError. */
const IAM_PREFIXES: Readonly<Record<string, string>> = {
  ECS: 'ecs',
  SSM: 'ssm',
  SNS: 'sns',
  Scheduler: 'scheduler',
  CloudWatch: 'cloudwatch',
  ComputeOptimizer: 'compute-optimizer',
  ApplicationAutoScaling: 'application-autoscaling',
};
const CALL = new RegExp(`(${Object.keys(IAM_PREFIXES).join('|')}) ([A-Z]\\w+) of `);

/** The IAM action of a failed call. @example 'PortError: SSM GetParameters of /a: …' // 'ssm:GetParameters' */
function actionIn(message: string): string | undefined {
  const [, service = '', operation] = CALL.exec(message) ?? [];
  return operation === undefined ? undefined : `${IAM_PREFIXES[service]}:${operation}`;
}

/** Whether nothing can be asked with these credentials. */
export function lacksCredentials(message: string): boolean {
  return CREDENTIALS.test(message);
}

/** What a failed call means that only `doctor` makes: somebody has not looked, and no run is in danger. */
export function notSeen(check: CheckName, subject: string, message: string): Finding {
  const { notChecked } = about(check, subject);
  const action = DENIED.test(message) ? actionIn(message) : undefined;
  if (action === undefined) return notChecked(message);
  return notChecked(
    `${action} is denied. ${message}`,
    `Allow ${action} to yourself; the recommender does not need it.`,
  );
}

/** What a failed call means for the permissions of an account and region. */
export function failedCall(subject: string, message: string): Finding {
  const { problem } = about('permissions', subject);
  if (lacksCredentials(message)) {
    return about('credentials', subject).problem(
      message,
      'Log in, set AWS_PROFILE, or export credentials that have not expired.',
    );
  }
  if (/\bAssumeRole\b|sts:AssumeRole/.test(message)) {
    return problem(message, 'Let the role of rightsizer.yml trust who runs this, and allow sts:AssumeRole of it.');
  }
  const action = actionIn(message);
  if (DENIED.test(message) && action !== undefined) {
    return problem(`${action} is denied. ${message}`, `Allow ${action} to the role of the recommender, and to yours.`);
  }
  return problem(message, 'Not a matter of permissions as it looks; try again, then read the message.');
}
