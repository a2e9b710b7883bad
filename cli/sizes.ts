import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { Document } from 'yaml';
import { plainText } from '../core/model/visible.ts';
import type { SizesDocument } from '../core/publication/sizes-document.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { RefusedError } from '../run/people/acting.ts';
import { type LiveDocument, liveDocumentOf, liveSizes, type SaidSizes, saidSizes } from '../run/people/live-sizes.ts';
import { systemProblem } from './output.ts';
import { adapters, configOption, configurationWith, type PlaceOptions, placeOf, withPlaceOptions } from './place.ts';

/** Nothing is stored, and there is no fallback. */
const NONE = 2;

type Format = 'json' | 'env' | 'tfvars' | 'params';

interface SizesOptions extends PlaceOptions {
  readonly config: string;
  readonly prefix?: string;
  readonly fallback?: string;
  readonly format: Format;
}

/** A name that shells, Terraform and CloudFormation take as a variable. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

function lines(sizes: SizesDocument, between: string): string {
  return Object.entries(sizes)
    .map(([key, value]) => {
      if (VARIABLE.test(key)) return `${key}${between}${value}\n`;
      throw new RefusedError(`${key} is no name of a variable; --format json takes every key.`);
    })
    .join('');
}

function params(sizes: SizesDocument, stage: string): string {
  return new Document({ params: { [stage]: sizes } }).toString({
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
  });
}

const FORMATS: Readonly<Record<Format, (sizes: SizesDocument, stage: string) => string>> = {
  json: (sizes) => `${JSON.stringify(sizes)}\n`,
  env: (sizes) => lines(sizes, '='),
  tfvars: (sizes) => lines(sizes, ' = '),
  params,
};

async function documentOf(named: Named, options: SizesOptions): Promise<LiveDocument> {
  const { config, prefix } = options;
  if (prefix !== undefined) return { name: `${prefix.replace(/\/$/, '')}/${named.join('/')}`, place: {} };
  const { configuration } = await readConfigurationFile(config);
  return liveDocumentOf(await configurationWith(configuration, named, options), ...named);
}

async function fallbackIn(path: string | undefined): Promise<SaidSizes | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Error(`--fallback ${path}: the file cannot be read (${systemProblem(cause)}).`, { cause });
  });
  return { source: path, sizes: saidSizes(text, `--fallback ${path}`) };
}

type Named = readonly [service: string, stage: string];

async function printSizes(named: Named, options: SizesOptions): Promise<void> {
  const [document, fallback] = await Promise.all([documentOf(named, options), fallbackIn(options.fallback)]);
  const { region } = await placeOf(options);
  const { composeDocuments } = await adapters();
  const found = await liveSizes(document, fallback, composeDocuments(region));
  if (found === undefined || found === fallback)
    process.stderr.write(plainText(`Nothing is stored under ${document.name}.\n`));
  if (found === undefined) process.exitCode = NONE;
  else process.stdout.write(FORMATS[options.format](found.sizes, named[1]));
}

const HELP = `
env prints taskCpu=1024, as a shell and "aws cloudformation deploy --parameter-overrides" take it; tfvars
prints taskCpu = 1024; params is the block of a serverless.yml. What is stored counts as a whole: the
fallback is for a document that does not exist, and fails the command when it has keys that are not stored.
Exit status: 0 printed, 2 nothing is stored and there is no fallback, 1 failed.`;

export function sizesCommand(): Command {
  const command = new Command('sizes')
    .argument('<service>', 'the key of the service in rightsizer.yml')
    .argument('<stage>', 'the key of its stage, or a name under alsoPublishTo, such as default')
    .addOption(new Option('--format <format>', 'how').choices(Object.keys(FORMATS)).default('json'))
    .option('--fallback <file>', 'a JSON file with the sizes to print where nothing is stored')
    .addOption(configOption())
    .option('--prefix <path>', 'without a rightsizer.yml: what its parameterPrefix is, such as /rightsizer');
  return withPlaceOptions(command)
    .addHelpText('after', HELP)
    .action((service: string, stage: string, options: SizesOptions) => printSizes([service, stage], options));
}
