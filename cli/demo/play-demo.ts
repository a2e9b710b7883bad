import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleHandlers } from '../../bundle.js';
import { connectorScenario } from '../../local/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { EXIT } from '../exit-status.ts';
import { reportTable } from '../report-table.ts';
import { type Consumer, type ResolvedSizes, resolveStages } from './consumer.ts';
import { type DemoRun, demoRun } from './demo-run.ts';
import { brokenExpectations } from './expectations.ts';
import { functionSettings } from './function-settings.ts';

const STAGES = ['master', 'val', 'production', 'feature-x'] as const;
/** Three mornings, at the schedule's hour. */
const MORNINGS = ['2026-11-21T06:00:00Z', '2026-11-22T06:00:00Z', '2026-11-23T06:00:00Z'] as const;

const root = fileURLToPath(new URL('../..', import.meta.url));

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(text: string): void {
  process.stderr.write(`... ${text}\n`);
}

function heading(text: string): void {
  say(`\n${text}\n${'-'.repeat(text.length)}`);
}

function saySizes(sizes: ReadonlyMap<string, ResolvedSizes>): void {
  for (const [stage, resolved] of sizes) {
    const values = Object.entries(resolved).map(([key, value]) => `${key} ${value}`);
    say(`${stage.padEnd(11)} ${values.join(', ')}`);
  }
}

function sayRun({ report, mails, writes, messages }: DemoRun): void {
  say(reportTable(report));
  for (const { subject, body } of mails) say(`Subject: ${subject}\n\n${body}`);
  say(`SSM writes: ${writes}, messages: ${messages}`);
}

function topicArn(): string {
  return `arn:aws:sns:us-east-1:123456789012:${connectorScenario.topics[0]?.name}`;
}

/** The live documents as SSM holds them, by stage. */
function liveDocuments(aws: LocalAws): ReadonlyMap<string, ResolvedSizes> {
  const documents = aws.parameters().filter(({ type }) => type === 'SecureString');
  return new Map(
    documents.map(({ name, value }) => [name.split('/').at(-1) ?? '', JSON.parse(value) as ResolvedSizes]),
  );
}

function sayDocuments(aws: LocalAws): void {
  for (const { name, type, version, value } of aws.parameters()) {
    if (type === 'SecureString') say(`${name} (version ${version})\n  ${value}`);
  }
}

async function play(aws: LocalAws, folder: string): Promise<boolean> {
  const consumer: Consumer = {
    folder: join(root, 'examples/connector'),
    osls: join(root, 'node_modules/osls/bin/serverless.js'),
    environment: aws.environment,
  };
  progress('bundling the Lambda');
  const { files } = await bundleHandlers({ outdir: folder });
  const settings = await functionSettings(join(root, 'serverless.yml'), { '${self:custom.topicArn}': topicArn() });
  const invoke = (scheduledTime: string) =>
    demoRun({
      aws,
      bundle: files.find(({ path }) => path.endsWith('recommend.mjs'))?.path ?? '',
      settings,
      scheduledTime,
    });

  progress('asking osls what each stage of the example would deploy');
  const before = await resolveStages(consumer, STAGES);
  heading('Before any run, a deployment gets its fallback');
  saySizes(before);

  progress('first run');
  const first = await invoke(MORNINGS[0]);
  heading(`First run, ${MORNINGS[0]}: records the sizes that run, the way back`);
  sayRun(first);
  const recorded = await resolveStages(consumer, STAGES);
  heading('After it, a deployment gets the running sizes');
  saySizes(recorded);

  progress('second run');
  const second = await invoke(MORNINGS[1]);
  heading(`Second run, ${MORNINGS[1]}: writes the recommended sizes`);
  sayRun(second);
  heading('The documents in SSM');
  sayDocuments(aws);

  progress('third run');
  const third = await invoke(MORNINGS[2]);
  heading(`Third run, ${MORNINGS[2]}: nothing new`);
  say(`SSM writes: ${third.writes}, messages: ${third.messages}`);
  const final = await resolveStages(consumer, STAGES);
  heading('In the end, a deployment gets the recommended sizes');
  saySizes(final);

  const broken = brokenExpectations({
    before,
    recorded,
    final,
    runs: [first, second, third],
    documents: liveDocuments(aws),
  });
  for (const text of broken) process.stderr.write(`NOT TRUE: ${text}\n`);
  return broken.length === 0;
}

/** Plays the demo and sets the exit status. */
export async function playDemo(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-demo-'));
  progress('starting the embedded AWS');
  const aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date(MORNINGS[0]) });
  try {
    const worked = await play(aws, folder);
    say(worked ? '\nIt worked.' : '\nIt did not work.');
    process.exitCode = worked ? EXIT.nothingToDo : EXIT.failed;
  } finally {
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  }
}
