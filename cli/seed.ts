import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { SizesDocument } from '../core/publication/sizes-document.ts';
import { type Seed, seed } from '../run/people/seed.ts';
import { actingOf, collectSizes, type PersonOptions, personCommand, tell } from './person.ts';

interface SeedOptions extends PersonOptions {
  readonly set?: SizesDocument;
  readonly from?: string;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Error(`--from ${path}: the file cannot be read.`, { cause });
  }
}

async function seedOf({ set, from }: SeedOptions): Promise<Seed> {
  if (set !== undefined && from === undefined) return { kind: 'set', sizes: set };
  if (from !== undefined && set === undefined) return { kind: 'from', text: await textOf(from) };
  throw new Error('seed takes either --set key=value, once or more, or --from serverless.yml.');
}

/** `rightsizer seed`: keys for a deployment that reads them before any run has. */
export function seedCommand(): Command {
  return personCommand('seed', 'adds keys to the live document before a first deployment reads them')
    .option('--set <key=value>', 'a key and its size; again for each key', collectSizes)
    .option(
      '--from <serverless.yml>',
      'takes the plain numbers of the stage from params, where the keys are not live yet',
    )
    .action(async (service: string, stage: string, options: SeedOptions) => {
      const wanted = await seedOf(options);
      tell(await seed(await actingOf([service, stage], options), wanted), options);
    });
}
