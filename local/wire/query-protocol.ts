import { AwsError } from './aws-error.ts';
import type { JsonObject } from './operation.ts';
import type { Protocol } from './protocol.ts';

// Version and namespace in dist-es/runtimeConfig.shared.js of client-sns and client-sts, read 2026-11.
const services: Readonly<Record<string, { readonly service: string; readonly namespace: string }>> = {
  '2010-03-31': { service: 'sns', namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
  '2011-06-15': { service: 'sts', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
};

/** AWS Query: a form with `Action` and `Version` in, XML out. */
export function queryProtocol(body: string): Protocol {
  const form = Object.fromEntries(new URLSearchParams(body));
  const { Action: operation = '', Version: version = '', ...input } = form;
  const known = services[version];
  const namespace = known?.namespace ?? '';
  return {
    service: known?.service,
    operation,
    contentType: 'text/xml',
    readInput: () => input,
    renderOutput: (output, requestId) =>
      `<${operation}Response xmlns="${namespace}"><${operation}Result>${xml(output)}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
    renderError: (error, requestId) => ({
      body:
        `<ErrorResponse xmlns="${namespace}"><Error><Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>` +
        `${xml({ Code: error.code, Message: error.message })}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      headers: {},
    }),
    unknownOperation: () =>
      new AwsError('InvalidAction', `Could not find operation ${operation} for version ${version}`),
  };
}

function xml(value: JsonObject): string {
  return Object.entries(value)
    .map(([name, content]) => element(name, content))
    .join('');
}

function element(name: string, content: unknown): string {
  return `<${name}>${contentOf(content)}</${name}>`;
}

/** Lists and maps in the words of AWS Query: `member`, and `entry` with `key` and `value`. */
function contentOf(value: unknown): string {
  if (value instanceof Map) return [...value].map(([key, each]) => element('entry', { key, value: each })).join('');
  if (Array.isArray(value)) return value.map((each) => element('member', each)).join('');
  return isObject(value) ? xml(value) : escapeXml(String(value));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as XML content; characters that XML 1.0 cannot carry at all become `?`. */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones XML forbids
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?').replace(/[&<>"']/g, (c) => entities[c] ?? c);
}
