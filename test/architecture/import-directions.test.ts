import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const FOLDERS = ['core', 'run', 'aws', 'handlers', 'cli', 'backtest', 'local', 'demo', 'bench'] as const;
type Folder = (typeof FOLDERS)[number];

/** What each folder may import of the others and of the outside (docs/decisions/0001-folders-and-arrows.md). */
interface Rule {
  readonly folders: readonly Folder[];
  readonly sdk: 'no' | 'types' | 'yes';
  readonly middy: boolean;
  readonly node: boolean;
}

const RULES: Readonly<Record<Folder, Rule>> = {
  core: { folders: ['core'], sdk: 'no', middy: false, node: false },
  run: { folders: ['core', 'run'], sdk: 'no', middy: false, node: true },
  aws: { folders: ['core', 'aws'], sdk: 'yes', middy: false, node: true },
  handlers: { folders: ['core', 'run', 'handlers'], sdk: 'types', middy: true, node: false },
  cli: { folders: ['core', 'run', 'backtest', 'cli'], sdk: 'no', middy: false, node: true },
  backtest: { folders: ['core', 'backtest'], sdk: 'no', middy: false, node: false },
  local: { folders: ['local'], sdk: 'no', middy: false, node: true },
  demo: { folders: ['core', 'cli', 'local', 'demo'], sdk: 'no', middy: false, node: true },
  bench: { folders: ['core', 'run', 'backtest', 'local', 'demo', 'bench'], sdk: 'no', middy: false, node: true },
};

/** The few that may do more, and what. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'run/compose.ts': ['aws'],
  'bench/load/simulated-aws.ts': ['aws'],
  'bench/fleet/execution.ts': ['handlers', '@aws/durable-execution-sdk-js-testing'],
  'bench/fleet/main.ts': ['@aws/durable-execution-sdk-js-testing'],
};

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): readonly Import[] {
  const source = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  return [...source.matchAll(IMPORT)].map(([, type, from, dynamic]) => ({
    file,
    specifier: from ?? dynamic ?? '',
    typeOnly: type !== undefined,
  }));
}

/** What is wrong with an import, or undefined. */
function violation({ file, specifier, typeOnly }: Import): string | undefined {
  const folder = file.split('/')[0] as Folder;
  const rule = RULES[folder];
  if (specifier.startsWith('.')) {
    const target = relative(root, resolve(root, dirname(file), specifier));
    const to = target.split('/')[0] as Folder;
    if (!FOLDERS.includes(to)) return undefined;
    const allowed = rule.folders.includes(to) || EXCEPTIONS[file]?.includes(to);
    return allowed ? undefined : `${file} imports ${target}`;
  }
  if (EXCEPTIONS[file]?.includes(specifier)) return undefined;
  const isSdk = /^@(aws-sdk|smithy)\//.test(specifier);
  const isMiddy = /^@(middy|aws-lambda-powertools)\/|^@aws\/durable-/.test(specifier);
  if (isSdk && rule.sdk !== 'yes' && !(rule.sdk === 'types' && typeOnly)) return `${file} imports ${specifier}`;
  if (isMiddy && !rule.middy) return `${file} imports ${specifier}`;
  if (specifier.startsWith('node:') && !rule.node) return `${file} imports ${specifier}`;
  return undefined;
}

const files = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.{ts,js}`, { cwd: root }));

describe('import directions', () => {
  it('finds the imports of every folder', () => {
    for (const folder of FOLDERS) {
      const own = files.filter((file) => file.startsWith(`${folder}/`));
      expect(own.flatMap(importsOf).length, folder).toBeGreaterThan(0);
    }
  });

  it('follow the arrows of the layout', () => {
    const violations = files.flatMap(importsOf).flatMap((each) => violation(each) ?? []);
    expect(violations).toEqual([]);
  });

  it.each([
    [{ file: 'core/a.ts', specifier: 'node:fs', typeOnly: false }, 'core/a.ts imports node:fs'],
    [{ file: 'core/a.ts', specifier: '../aws/b.ts', typeOnly: false }, 'core/a.ts imports aws/b.ts'],
    [
      { file: 'core/x/a.ts', specifier: '@aws-sdk/client-ssm', typeOnly: true },
      'core/x/a.ts imports @aws-sdk/client-ssm',
    ],
    [{ file: 'run/a.ts', specifier: '../aws/b.ts', typeOnly: false }, 'run/a.ts imports aws/b.ts'],
    [
      { file: 'handlers/a.ts', specifier: '@aws-sdk/client-ssm', typeOnly: false },
      'handlers/a.ts imports @aws-sdk/client-ssm',
    ],
    [{ file: 'aws/a.ts', specifier: '../run/b.ts', typeOnly: false }, 'aws/a.ts imports run/b.ts'],
    [{ file: 'local/a.ts', specifier: '../aws/b.ts', typeOnly: false }, 'local/a.ts imports aws/b.ts'],
    [{ file: 'local/a.ts', specifier: '../core/b.ts', typeOnly: true }, 'local/a.ts imports core/b.ts'],
    [{ file: 'cli/a.ts', specifier: '../demo/b.ts', typeOnly: false }, 'cli/a.ts imports demo/b.ts'],
    [{ file: 'run/a.ts', specifier: '../backtest/b.ts', typeOnly: true }, 'run/a.ts imports backtest/b.ts'],
    [{ file: 'run/compose.ts', specifier: '../aws/ports.ts', typeOnly: false }, undefined],
    [{ file: 'handlers/a.ts', specifier: '@aws-sdk/client-ssm', typeOnly: true }, undefined],
  ])('judges %o as %s', (example, expected) => {
    expect(violation(example)).toBe(expected);
  });
});
