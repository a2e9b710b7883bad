import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../core/version.ts';
import { compose } from '../../run/compose.ts';
import { recordingLog, stageTarget } from '../support/fake-ports.ts';

describe('compose', () => {
  it('gives targets of one account and region one account', () => {
    const ports = compose({ region: 'us-east-1', log: recordingLog() });
    expect(ports.accountOf(stageTarget('a'))).toBe(ports.accountOf(stageTarget('b')));
    expect(ports.accountOf(stageTarget('c', { region: 'eu-central-1' })).region).toBe('eu-central-1');
  });

  it('sends nothing without a topic', async () => {
    const log = recordingLog();
    await compose({ region: 'us-east-1', log }).notifier.publish({ subject: 's', bodies: { default: 'd' } });
    expect(log.lines).toHaveLength(1);
  });

  it('refuses a topic that is none', () => {
    expect(() => compose({ region: 'us-east-1', topicArn: 'topic', log: recordingLog() })).toThrow('topic');
  });

  it('calls itself by the version of the package', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(VERSION).toBe(version);
  });
});
