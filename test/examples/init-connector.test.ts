import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { readConsumer } from '../../run/consumer/consumer.ts';
import { serverlessFindings } from '../../run/doctor/serverless-findings.ts';
import { projectRoot } from '../deployment/osls.ts';
import { commandHere } from '../support/command-here.ts';
import { awsWith, type Sizes } from './deployer.ts';

const KEYS = ['taskCpu', 'taskMemory', 'connectContainerCpu', 'connectContainerMemory', 'instantclientContainerMemory'];

function sizes(...values: readonly number[]): Sizes {
  return Object.fromEntries(KEYS.map((key, index) => [key, String(values[index])]));
}

const BEFORE = {
  default: sizes(1024, 2048, 512, 1024, 512),
  val: sizes(1024, 3072, 512, 2560, 512),
  production: sizes(2048, 6144, 2048, 4096, 2048),
};

/** Folders with the serverless.yml before and after; the rightsizer.yml lies in the first. */
let before = '';
let after = '';
/** What `rightsizer init` printed. */
let printed = '';

/** Does what the printed lines say, as a person would: puts the block in, deletes and replaces. */
function connected(text: string): string {
  const document = parseDocument(text, { logLevel: 'silent' });
  const block: unknown = parse(printed.slice(printed.indexOf('params:'), printed.indexOf('\nFormer numbers')));
  const put = (path: readonly string[], value: unknown): void => {
    if (typeof value !== 'object' || value === null || path.at(-1) === 'fallback') document.setIn(path, value);
    else for (const [key, each] of Object.entries(value)) put([...path, key], each);
  };
  put([], block);
  for (const [, path = ''] of printed.matchAll(/^serverless\.yml: (\S+): .+ {2}\(delete\)$/gm))
    document.deleteIn(path.split('.'));
  for (const [, path = '', value] of printed.matchAll(/^serverless\.yml: (\S+): .+ {2}\(becomes (.+)\)$/gm))
    document.setIn(path.split('.'), value);
  return document.toString();
}

async function folderWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-init-connector-'));
  await writeFile(join(folder, 'serverless.yml'), text);
  return folder;
}

beforeAll(async () => {
  const text = await readFile(join(projectRoot, 'test/fixtures/serverless/connector-literals.yml'), 'utf8');
  before = await folderWith(text);
  const { output, errors } = await commandHere(['init', '--serverless', 'serverless.yml'], { cwd: before });
  if (errors !== '') throw new Error(errors);
  printed = output;
  after = await folderWith(connected(text));
});
afterAll(() => Promise.all([before, after].map((folder) => rm(folder, { recursive: true }))));

describe.concurrent('the connector with literals, as rightsizer init would have it', () => {
  test('deploys the sizes that it deployed before, in every stage', async () => {
    await using aws = await awsWith({});
    const [literal, ...connected] = await Promise.all([
      aws.sizesOf('production', before),
      ...['production', 'val', 'feature-x'].map((stage) => aws.sizesOf(stage, after)),
    ]);
    expect(literal).toEqual(BEFORE.production);
    expect(connected).toEqual([BEFORE.production, BEFORE.val, BEFORE.default]);
  });

  test('deploys those of the documents once they are there', async () => {
    const live = { production: sizes(1024, 4096, 1024, 3584, 512), default: sizes(512, 1024, 512, 896, 128) };
    await using aws = await awsWith(live);
    const stages = ['production', 'feature-x'];
    expect(await Promise.all(stages.map((stage) => aws.sizesOf(stage, after)))).toEqual([
      live.production,
      live.default,
    ]);
  });

  test('is what rightsizer doctor takes for connected', async () => {
    const consumer = await readConsumer(join(after, 'serverless.yml'));
    const configuration = parseConfiguration(parse(await readFile(join(before, 'rightsizer.yml'), 'utf8')));
    const findings = await serverlessFindings(configuration, {
      path: 'serverless.yml',
      consumer,
      documents: new Map(),
    });
    expect(findings.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'ok: Every size of connector comes from its document.',
    ]);
  });
});
