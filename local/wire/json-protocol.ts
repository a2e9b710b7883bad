import { AwsError } from './aws-error.ts';
import type { JsonObject } from './operation.ts';
import type { Protocol } from './protocol.ts';

// serviceTarget and protocol version in dist-es/runtimeConfig.shared.js of each client, read 2026-11.
const services: Readonly<Record<string, { readonly service: string; readonly version: string }>> = {
  GraniteServiceVersion20100801: { service: 'cloudwatch', version: '1.0' },
  AmazonEC2ContainerServiceV20141113: { service: 'ecs', version: '1.1' },
  AnyScaleFrontendService: { service: 'application-autoscaling', version: '1.1' },
  ComputeOptimizerService: { service: 'compute-optimizer', version: '1.0' },
  AWSPriceListService: { service: 'pricing', version: '1.1' },
  AWSInsightsIndexService: { service: 'ce', version: '1.1' },
  AmazonSSM: { service: 'ssm', version: '1.1' },
};

/** AWS JSON 1.0 and 1.1: `X-Amz-Target: <service target>.<operation>`, JSON in, JSON out. */
export function jsonProtocol(target: string, body: string): Protocol {
  const [serviceTarget = '', operation = ''] = target.split('.');
  const known = services[serviceTarget];
  return {
    service: known?.service,
    operation,
    contentType: `application/x-amz-json-${known?.version ?? '1.1'}`,
    readInput: () => parseObject(body),
    renderOutput: (output) => JSON.stringify(output),
    renderError: (error) => renderError(error, known?.service === 'cloudwatch'),
    unknownOperation: () => new AwsError('UnknownOperationException', `The operation ${target} is not known here.`),
  };
}

function parseObject(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Falls through: no JSON and no object are the same refusal.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}

/**
 * CloudWatch is `awsQueryCompatible`: its client asks with `x-amzn-query-mode: true` and takes the error's name from
 * `x-amzn-query-error: <Code>;<Sender|Receiver>` before it looks at `__type` (@aws-sdk/core ProtocolLib).
 */
function renderError(error: AwsError, queryCompatible: boolean): ReturnType<Protocol['renderError']> {
  const headers: Record<string, string> = { 'x-amzn-errortype': error.code };
  if (queryCompatible)
    headers['x-amzn-query-error'] = `${error.queryCode};${error.status < 500 ? 'Sender' : 'Receiver'}`;
  const message = error.message === '' ? {} : { message: error.message };
  return { body: JSON.stringify({ __type: error.code, ...message }), headers };
}
