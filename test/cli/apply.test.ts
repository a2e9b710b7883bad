import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { appliedText } from '../../cli/apply.ts';
import type { Report } from '../../core/report/report.ts';
import type { LocalAws } from '../../local/server.ts';
import {
  bundle,
  configuration,
  configured,
  documentAt,
  FIRST,
  newFolder,
  RESIZED,
  RUNNING,
  roomy,
  runBundle,
  SECOND,
  startAws,
  TOPIC_ARN,
} from '../end-to-end/world.ts';
import { commandHere } from '../support/command-here.ts';
import { changedTarget, report, reportOf } from '../support/reports.ts';

const RIGHTSIZER = configuration({ web: configured('roomy') });

async function file(content: object = RIGHTSIZER): Promise<string> {
  const path = `${newFolder()}.yml`;
  await writeFile(path, JSON.stringify(content));
  return path;
}

/** `rightsizer apply` at a time of the embedded AWS. */
function apply(aws: LocalAws, at: string, args: readonly string[]) {
  aws.setNow(new Date(at));
  return commandHere(['apply', '--time', at, ...args], { environment: aws.environment });
}

function started(): Promise<LocalAws> {
  return startAws({ services: [roomy('roomy')] });
}

describe('rightsizer apply', () => {
  it('writes and sends on two days what the Lambda writes and sends', async () => {
    const [mine, lambda] = [await started(), await started()];
    const [path, config] = [await bundle(RIGHTSIZER), await file()];
    for (const at of [FIRST, SECOND]) {
      await runBundle(lambda, path, { at });
      expect(await apply(mine, at, ['--yes', '--config', config, '--topic-arn', TOPIC_ARN])).toMatchObject({
        status: 0,
        errors: '',
      });
    }
    expect(documentAt(lambda, 'web/production')).toEqual({ version: 2, sizes: RESIZED });
    const plain = (aws: LocalAws) => aws.parameters().map(({ name, value, version }) => ({ name, value, version }));
    expect(plain(mine)).toEqual(plain(lambda));
    const bodies = (aws: LocalAws) => aws.outbox().map(({ protocol, body }) => [protocol, body]);
    expect(bodies(mine).length).toBe(4);
    expect(bodies(mine)).toEqual(bodies(lambda));
  });

  it('shows the table before and what was written after, and says that nothing is sent without a topic', async () => {
    const aws = await started();
    const config = await file();
    const first = await apply(aws, FIRST, ['--yes', '--config', config]);
    expect(first).toMatchObject({
      status: 0,
      errors: 'No topic (notifications.topicArn of rightsizer.yml, or --topic-arn): nothing is sent.\n',
    });
    expect(first.output).toMatch(/^service +stage +now .*\nweb +production +1024\/2048 +256\/512 /);
    expect(first.output).toMatch(
      /\n\nWrote \/rightsizer\/web\/production, version 1 \(stored as running\)\n {2}taskCpu 1024\n(.+\n)*$/,
    );
    const second = await apply(aws, SECOND, ['--yes', '--config', config]);
    expect(second.output).toMatch(/version 2 \(changed\)\n {2}taskCpu 1024 -> 256\n {2}taskMemory 2048 -> 512\n/);
    const third = await apply(aws, SECOND, ['--yes', '--config', config]);
    expect(third.status).toBe(0);
    expect(third.output).toMatch(/\n\nNothing was written\.\n$/);
    expect(aws.outbox()).toEqual([]);
    expect(documentAt(aws, 'web/production')?.version).toBe(2);
  });

  it('tells the topic of rightsizer.yml, and the one of the option before it', async () => {
    const missing = TOPIC_ARN.replace('sizes', 'missing');
    const own = await started();
    const config = await file({ ...RIGHTSIZER, notifications: { topicArn: TOPIC_ARN } });
    expect(await apply(own, FIRST, ['--yes', '--config', config])).toMatchObject({ status: 0, errors: '' });
    expect(own.outbox().length).toBe(2);
    const named = await started();
    const other = await file({ ...RIGHTSIZER, notifications: { topicArn: missing } });
    const { status } = await apply(named, FIRST, ['--yes', '--config', other, '--topic-arn', TOPIC_ARN]);
    expect(status).toBe(0);
    expect(named.outbox().length).toBe(2);
  });

  it('writes nothing in a dry run, and needs nobody to confirm it', async () => {
    const aws = await started();
    const { status, output, errors } = await apply(aws, FIRST, ['--dry-run', '--config', await file()]);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(output).toContain('Would write /rightsizer/web/production (stored as running)\n  taskCpu 1024\n');
    expect(aws.parameters()).toEqual([]);
  });

  it('wants --yes where nobody can be asked, before anything is read', async () => {
    const aws = await started();
    const { status, output, errors } = await apply(aws, FIRST, ['--config', await file()]);
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(errors).toBe('rightsizer: Nothing was written. Add --yes to write without being asked, or --dry-run.\n');
    expect(aws.calls()).toEqual([]);
  });

  it('gives the report of what was done as JSON, and the table on standard error', async () => {
    const aws = await started();
    const args = ['--yes', '--json', '--config', await file(), '--topic-arn', TOPIC_ARN];
    const { status, output, errors } = await apply(aws, FIRST, args);
    const done: Report = JSON.parse(output);
    expect(status).toBe(0);
    expect(done).toMatchObject({ dryRun: false, targets: [{ publication: { kind: 'written', version: 1 } }] });
    expect(errors).toMatch(/^service +stage /);
    expect(documentAt(aws, 'web/production')?.sizes).toEqual(RUNNING);
  });

  it('writes only what was selected', async () => {
    const aws = await startAws({ services: [roomy('roomy'), roomy('other')] });
    const config = await file(configuration({ web: configured('roomy'), shop: configured('other') }));
    const { status } = await apply(aws, FIRST, ['--yes', '--config', config, '--service', 'shop']);
    expect(status).toBe(0);
    expect(documentAt(aws, 'shop/production')?.sizes).toEqual(RUNNING);
    expect(documentAt(aws, 'web/production')).toBeUndefined();
  });

  it('ends with 1 when a document cannot be written', async () => {
    const aws = await started();
    aws.addFaults([{ operation: 'ssm.PutParameter', fault: 'accessDenied', count: 20 }]);
    const { status, output } = await apply(aws, FIRST, ['--yes', '--config', await file()]);
    expect(status).toBe(1);
    expect(output).toMatch(/\nweb\/production: .*AccessDenied/);
    expect(documentAt(aws, 'web/production')).toBeUndefined();
  });

  it('ends with 1 when the message cannot be sent, and still says what was written', async () => {
    const aws = await started();
    const missing = TOPIC_ARN.replace('sizes', 'missing');
    const { status, output, errors } = await apply(aws, FIRST, [
      '--yes',
      '--config',
      await file(),
      '--topic-arn',
      missing,
    ]);
    expect(status).toBe(1);
    expect(output).toContain('Wrote /rightsizer/web/production, version 1');
    expect(errors).toContain('rightsizer: The message could not be sent: ');
  });
});

describe('what apply says it wrote', () => {
  it('is each document with its changes, then what went wrong', () => {
    const text = appliedText(
      report([
        changedTarget({ copies: [{ kind: 'failed', message: 'no\ncopy' }] }),
        reportOf('a/b', { outcome: 'failed', detail: 'AccessDenied' }),
      ]),
    );
    expect(text).toBe(`Wrote /rightsizer/connector/production, version 2 (changed)
  taskCpu 2048 -> 1024
  taskMemory 6144 -> 4096
  connectContainerCpu 2048 -> 1024
  connectContainerMemory 4096 -> 3840
  instantclientContainerMemory 2048 -> 256
connector/production: no copy
a/b: AccessDenied
`);
  });

  it('is nothing when nothing was', () => {
    expect(appliedText(report([reportOf('a/b')]))).toBe('Nothing was written.\n');
  });
});
