/** A refusal that the client sees as the service's own error. */
export class AwsError extends Error {
  /** The name that the client finds in `__type`, or in `Code` of an XML error. */
  readonly code: string;
  readonly status: number;
  /** What `x-amzn-query-error` says; only CloudWatch sends that header. */
  readonly queryCode: string;

  constructor(code: string, message: string, options: { readonly status?: number; readonly queryCode?: string } = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode ?? code;
  }
}

/** The error that the coral framework of CloudWatch, ECS and SSM gives for a call that breaks a service rule. */
export function validationException(message: string): AwsError {
  return new AwsError('ValidationException', message, { queryCode: 'ValidationError' });
}
