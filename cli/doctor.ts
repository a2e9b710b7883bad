import { Command } from 'commander';
import type { Configuration } from '../core/configuration/configuration.ts';
import { ConfigurationError } from '../core/configuration/problem.ts';
import { oneLine } from '../core/model/visible.ts';
import { readConfigurationFile } from '../run/configuration-file.ts';
import { readConsumer } from '../run/consumer/consumer.ts';
import { searchPlaces } from '../run/discovery/search-place.ts';
import type { Installation } from '../run/doctor/examination.ts';
import { about, type Finding } from '../run/doctor/finding.ts';
import { labelled, WIDTH, wrapped } from './columns.ts';
import { jsonText } from './output.ts';
import { adapters, configOption, type PlaceOptions, regionFor, withPlaceOptions } from './place.ts';
import { EXIT, terminalLog, whileWaiting } from './terminal.ts';

interface DoctorOptions extends PlaceOptions {
  readonly config: string;
  readonly serverless?: string;
  readonly installation: string;
  readonly topicArn?: string;
  readonly json?: boolean;
}

const WORDS = { ok: 'ok', warning: 'WARNING', problem: 'PROBLEM', notChecked: 'not checked' } as const;
const INDENT = 13;

function findingLines({ kind, check, subject, text, advice }: Finding): readonly string[] {
  const below = advice === undefined ? [] : wrapped(`-> ${advice}`, WIDTH - INDENT);
  return labelled(WORDS[kind], `${check} ${subject}: ${text}`, { indent: INDENT, below });
}

function counted(findings: readonly Finding[], kind: Finding['kind']): number {
  return findings.filter((finding) => finding.kind === kind).length;
}

function findingsText(findings: readonly Finding[]): string {
  const totals = `${counted(findings, 'problem')} problems, ${counted(findings, 'warning')} warnings.`;
  return `${[...findings.flatMap(findingLines), '', totals].map(oneLine).join('\n')}\n`;
}

function tell(findings: readonly Finding[], { json }: DoctorOptions): void {
  const [problems, warnings] = [counted(findings, 'problem'), counted(findings, 'warning')];
  const result = { schemaVersion: 1, kind: 'doctor', problems, warnings, findings };
  process.stdout.write(json ? jsonText(result) : findingsText(findings));
  process.exitCode = problems > 0 ? EXIT.failed : EXIT.nothingToDo;
}

async function serverlessOf({ serverless: path }: DoctorOptions) {
  if (path === undefined) return {};
  try {
    return { serverless: { path, consumer: await readConsumer(path) } };
  } catch (cause) {
    throw new Error(`--serverless ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The configuration, or what is wrong with it. */
async function configurationOf({ config }: DoctorOptions) {
  try {
    return { kind: 'read', configuration: (await readConfigurationFile(config)).configuration } as const;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const findings = error.problems.map(({ path, value, message }) => {
      const text = `${value === undefined ? '' : `${value}: `}${message}`;
      return about('configuration', path || config).problem(text, 'Correct it; "rightsizer init" writes a first file.');
    });
    const rest = about('configuration', config).notChecked('Everything else, which needs the configuration.');
    return { kind: 'refused', findings: [...findings, rest] } as const;
  }
}

/** What a person names goes before rightsizer.yml, as with `apply`; then what the Lambda would be given. */
function topicOf({ topicArn }: DoctorOptions, { notifications }: Configuration): Pick<Installation, 'topicArn'> {
  const found = topicArn || notifications.topicArn || process.env.TOPIC_ARN;
  return found ? { topicArn: found } : {};
}

async function doctor(options: DoctorOptions): Promise<void> {
  const serverless = await serverlessOf(options);
  const read = await configurationOf(options);
  if (read.kind === 'refused') return tell(read.findings, options);
  const [{ composeDoctor }, { examine }] = await Promise.all([adapters(), import('../run/doctor/examine.ts')]);
  const { configuration } = read;
  // Missing credentials are one of the findings.
  const region = await regionFor(options, [...configuration.targets, ...searchPlaces(configuration)]);
  const topic = topicOf(options, configuration);
  const ports = composeDoctor({ log: terminalLog(false), region, ...topic });
  const installation = { stage: options.installation, ...topic };
  const input = { configuration, source: options.config, ports, installation, time: Date.now(), ...serverless };
  tell(await whileWaiting('examining', () => examine(input)), options);
}

export function doctorCommand(): Command {
  const command = new Command('doctor');
  return withPlaceOptions(command.addOption(configOption()))
    .option('--serverless <path>', 'the serverless.yml of a service: does it read its document?')
    .option(
      '--installation <stage>',
      'the stage of the recommender itself, whose schedule is rightsizer-<stage>-recommend',
      'production',
    )
    .option(
      '--topic-arn <arn>',
      'the topic that is told (default: notifications.topicArn of rightsizer.yml, TOPIC_ARN, else that of the installation)',
    )
    .option('--json', 'the findings as JSON')
    .addHelpText('after', '\nExit status: 0 no problem (warnings may be there), 1 problems.')
    .action(doctor);
}
