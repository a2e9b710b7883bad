import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { limited } from './body-limit.ts';
import { clientSettings, timeouts } from './client-settings.ts';
import { portCall, portError } from './port-call.ts';

const REQUEST_TIMEOUT_MILLISECONDS = 3000;

/**
 * The URL of Slack's incoming webhook, read from SSM when it is first needed and kept. A client of its own: one page of
 * one parameter needs none of the others, and the function that posts to Slack stays small.
 *
 * @param parameter - The SecureString that holds it.
 */
export function slackWebhookUrl(region: string, parameter: string) {
  const settings = { maxAttempts: 2, retryMode: 'standard', requestHandler: timeouts(REQUEST_TIMEOUT_MILLISECONDS) };
  const client = limited(new SSMClient({ ...clientSettings(region), ...settings }), REQUEST_TIMEOUT_MILLISECONDS);
  let url: string | undefined;
  const ask = async (): Promise<string> => {
    const call = { operation: 'SSM GetParameter', subject: parameter };
    const command = new GetParameterCommand({ Name: parameter, WithDecryption: true });
    const { Parameter } = await portCall(call, () => client.send(command));
    const found = (Parameter?.Value ?? '').trim();
    if (!URL.canParse(found) || new URL(found).protocol !== 'https:') throw portError(call, 'it holds no https URL');
    return found;
  };
  return {
    /** @throws {PortError} When SSM cannot be asked, or the parameter holds no https URL; never with its value. */
    async read(): Promise<string> {
      url ??= await ask();
      return url;
    },
    forget(): void {
      url = undefined;
    },
  };
}
