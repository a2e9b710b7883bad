import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { params } from '../../stack/params.js';
import { madeFolder } from '../support/runs.ts';

let folder: string;
let config: string;

beforeEach(async () => {
  folder = madeFolder();
  config = join(folder, 'our/rightsizer.yml');
  await mkdir(dirname(config));
});

afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true });
});

/** What a deployment gets that is told where the configuration lies, with this text in the file beside it. */
async function withOwn(text: string) {
  await writeFile(join(folder, 'our/rightsizer.params.yml'), text);
  return params({ options: { param: [`config=${config}`] } });
}

describe('the params of a deployment', () => {
  test('start the schedule in production only, and read the rightsizer.yml of the folder', async () => {
    const { default: others, production } = await params({ options: {} });
    expect(others).toMatchObject({ config: 'rightsizer.yml', scheduleState: 'DISABLED', notificationEmail: '' });
    expect(production).toEqual({ config: 'rightsizer.yml', scheduleState: 'ENABLED' });
  });

  test('are those of the file beside the configuration, in every stage', async () => {
    const { default: others, production } = await withOwn(
      'notificationEmail: team@example.com\nscheduleState: DISABLED\n',
    );
    const own = { config, notificationEmail: 'team@example.com', scheduleState: 'DISABLED' };
    expect(production).toEqual(own);
    expect(others).toMatchObject({ ...own, hoursWithoutRun: 26 });
  });

  test('stand beside the configuration that the environment names, unless --param names another', async () => {
    await writeFile(join(folder, 'our/rightsizer.params.yml'), 'hoursWithoutRun: 50\n');
    vi.stubEnv('RIGHTSIZER_CONFIG', config);
    expect((await params({ options: {} })).default).toMatchObject({ config, hoursWithoutRun: 50 });
    const other = join(folder, 'other.yml');
    expect((await params({ options: { param: [`config=${other}`] } })).default).toMatchObject({
      config: other,
      hoursWithoutRun: 26,
    });
  });

  test.each([
    [
      'a name of a typing slip',
      'notificationMail: a@b.c\n',
      /rightsizer\.params\.yml: no deployment knows notificationMail; there is config, /,
    ],
    ['stages', 'production: { scheduleState: DISABLED }\n', /no deployment knows production; there is/],
    ['a list', '- 1\n', /rightsizer\.params\.yml: must be lines of "name: value"\./],
    ['a value with parts', 'iamPath: [a]\n', /rightsizer\.params\.yml: iamPath must be a text or a number\./],
    ['no YAML', 'iamPath: [a\n', /rightsizer\.params\.yml: /],
  ])('refuse %s in that file, naming it', async (_, text, message) => {
    await expect(withOwn(text)).rejects.toThrow(message);
  });

  test('refuse a --param that no deployment knows, which osls would not', async () => {
    await expect(params({ options: { param: ['cfg=a.yml'] } })).rejects.toThrow(
      /^--param: no deployment knows cfg; there is/,
    );
  });
});
