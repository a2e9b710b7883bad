import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { reportTable } from '../cli/report-table.ts';
import { kindWords, NEWS_ORDER } from '../core/report/news-kinds.ts';
import { connectorScenario } from '../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../local/server.ts';
import { compose } from '../run/compose.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { runRightsizer } from '../run/run-rightsizer.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** Whether a file or folder is there, with this heading as GitHub names it. */
function isThere(path: string, heading: string | undefined): boolean {
  if (heading === undefined || !existsSync(path)) return existsSync(path);
  const headings = readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm);
  const names = [...headings].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  return names.includes(heading);
}

describe('README.md', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date('2026-11-22T06:00:00Z') });
    for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await aws.close();
  });

  it('shows the table that a run on the connector scenario prints', async () => {
    const { configuration } = await readConfigurationFile(join(root, 'rightsizer.example.yml'));
    const { report } = await runRightsizer({
      configuration,
      request: { time: Date.parse('2026-11-22T06:00:00Z'), dryRun: true },
      ports: compose({ region: 'us-east-1', log: silent }),
      signal: new AbortController().signal,
    });
    expect(readme).toContain(`\`\`\`\n${reportTable(report)}\`\`\``);
  });

  it('says what a newcomer needs in at most 1,500 words before its reference part', () => {
    const [before = '', reference] = readme.split('\n## Reference\n');
    expect(reference).toContain('docs/configuration.md');
    expect(before.trim().split(/\s+/).length).toBeLessThanOrEqual(1500);
  });

  it('links to files and headings that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)(?:#([^)]+))?\)/g)].map(([, path = '', heading]) => [
      path,
      heading,
    ]);
    expect(links.length).toBeGreaterThan(20);
    const missing = links.filter(([path = '', heading]) => !isThere(join(root, path), heading));
    expect(missing).toEqual([]);
  });

  it('has every key of rightsizer.yml in its reference', () => {
    const reference = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
    const names = new Set<string>();
    const collect = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties' && typeof value === 'object')
          for (const name of Object.keys(value ?? {})) names.add(name);
        collect(value);
      }
    };
    collect(JSON.parse(readFileSync(join(root, 'rightsizer.schema.json'), 'utf8')));
    expect(names.size).toBeGreaterThan(20);
    expect([...names].filter((name) => !reference.includes(name) && name !== '$schema')).toEqual([]);
  });

  it('has every word that a message begins with in its reference', () => {
    const reference = readFileSync(join(root, 'docs/messages.md'), 'utf8');
    const words = NEWS_ORDER.map((kind) => kindWords(kind).headline);
    expect(words.filter((word) => !reference.includes(`\`${word}\``))).toEqual([]);
  });

  it('names only commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const pages = ['README.md', 'docs/development.md'].map((page) => readFileSync(join(root, page), 'utf8')).join();
    const named = [...pages.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
