import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { bodyLimit } from './body-limit.ts';
import { portCall, portError } from './port-call.ts';

export interface SlackWebhookUrlOptions {
  readonly region: string;
  /** The SecureString that holds it. */
  readonly parameter: string;
  /** The program's version, for the user agent. */
  readonly version: string;
}

const CONNECTION_TIMEOUT_MILLISECONDS = 2000;
const REQUEST_TIMEOUT_MILLISECONDS = 3000;
const ATTEMPTS = 2;

/**
 * The URL of Slack's incoming webhook, read from SSM when it is first needed and kept. A client of its own: one page of
 * one parameter needs none of the others, and the function that posts to Slack stays small.
 */
export class SlackWebhookUrl {
  readonly #options: SlackWebhookUrlOptions;
  readonly #client: SSMClient;
  #url: string | undefined;

  constructor(options: SlackWebhookUrlOptions) {
    this.#options = options;
    this.#client = new SSMClient({
      region: options.region,
      maxAttempts: ATTEMPTS,
      customUserAgent: [['fargate-rightsizer', options.version]],
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS,
        requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
        throwOnRequestTimeout: true,
      },
    });
    this.#client.middlewareStack.use(bodyLimit(REQUEST_TIMEOUT_MILLISECONDS));
  }

  /** @throws {PortError} When SSM cannot be asked, or the parameter holds no https URL; never with its value. */
  async read(): Promise<string> {
    this.#url ??= await this.#ask();
    return this.#url;
  }

  forget(): void {
    this.#url = undefined;
  }

  async #ask(): Promise<string> {
    const { parameter } = this.#options;
    const call = { operation: 'SSM GetParameter', subject: parameter };
    const command = new GetParameterCommand({ Name: parameter, WithDecryption: true });
    const { Parameter } = await portCall(call, () => this.#client.send(command));
    const url = (Parameter?.Value ?? '').trim();
    if (!URL.canParse(url) || new URL(url).protocol !== 'https:') throw portError(call, 'it holds no https URL');
    return url;
  }
}
