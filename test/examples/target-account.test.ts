import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { recorderCode, withRecorderCode } from '../../bench/recorder-code.ts';
import { linesToRecord } from '../../core/memory-kill.ts';
import { projectRoot } from '../deployment/osls.ts';
import { properties, type Resource, statements, type Template } from '../deployment/packaged.ts';
import { mentionsIn, resourcesWhen } from '../deployment/resolved.ts';
import { essentialKill } from '../handlers/task-state-change.ts';
import { madeFolder } from '../support/runs.ts';
import { cloudFormation } from './cloudformation.ts';

const path = join(projectRoot, 'examples/target-account/template.yml');
const text = await readFile(path, 'utf8');
const template: Template & { readonly Parameters: Readonly<Record<string, object>> } = cloudFormation(text);
const here = resourcesWhen(template, { MakesRole: true, NobodyPins: true, IsBounded: false });
const { Code } = properties(template, 'RecordMemoryKillLambdaFunction') as {
  readonly Code: { readonly ZipFile: string };
};
const code = Code.ZipFile;

describe('the role', () => {
  test('trusts named roles of one account with the external id, by name', () => {
    expect(here.Role?.Properties.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${RecommenderAccount}:root' } },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } },
            ArnLike: { 'aws:PrincipalArn': { Ref: 'Principals' } },
          },
        },
      ],
    });
  });

  test('is made in one region of the account, the recorder in each', () => {
    const elsewhere = resourcesWhen(template, { MakesRole: false, NobodyPins: true, IsBounded: false });
    expect(Object.keys(here).filter((name) => !(name in elsewhere))).toEqual(['Role']);
    expect(Object.keys(elsewhere)).toHaveLength(11);
  });

  test('writes a pin only where people assume it', () => {
    const ofPeople = resourcesWhen(template, { MakesRole: true, NobodyPins: false, IsBounded: false });
    const denied = (resources: Readonly<Record<string, Resource>>) =>
      statements({ ...template, Resources: resources }, 'Role').filter(({ Effect }) => Effect === 'Deny');
    expect(denied(here)).toHaveLength(1);
    expect(denied(ofPeople)).toEqual([]);
  });

  test('has, like all roles of the stack, the path and the boundary of the parameters', () => {
    const bounded = resourcesWhen(template, { MakesRole: true, NobodyPins: true, IsBounded: true });
    const roles = Object.values(bounded).filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles).toHaveLength(3);
    for (const { Properties } of roles)
      expect(Properties).toMatchObject({
        Path: { Ref: 'IamPath' },
        PermissionsBoundary: { Ref: 'PermissionsBoundary' },
      });
    for (const name of ['Role', 'ScheduleRole', 'RecordMemoryKillRole'])
      expect(here[name]?.Properties).not.toHaveProperty('PermissionsBoundary');
  });
});

/** Everything that matters of a resource: names and descriptions may differ. */
function unnamed(resource: Resource | undefined) {
  const { Name: _, QueueName: __, Description: ___, ...rest } = resource?.Properties ?? {};
  return rest;
}

describe('the recorder', () => {
  test('is part by part what the recommender has at home, under names of its own', async () => {
    const main = parse(await readFile(join(projectRoot, 'serverless.yml'), 'utf8'), { logLevel: 'silent' });
    const plain = parse(text, { logLevel: 'silent' }).Resources;
    const home = Object.assign(
      {},
      ...[main.resources].flat().map(({ Resources }: { Resources?: object }) => Resources),
    );
    for (const name of [
      'MemoryKillRule',
      'MemoryKillPermission',
      'HeartbeatSchedule',
      'ScheduleGroup',
      'DeadLetterQueue',
    ])
      expect(unnamed(plain[name]), name).toEqual(unnamed(home[name]));
    for (const name of ['RecordMemoryKillRole', 'ScheduleRole'])
      expect(plain[name].Properties.AssumeRolePolicyDocument, name).toEqual(
        home[name].Properties.AssumeRolePolicyDocument,
      );
    expect(plain.RecordMemoryKillRole.Properties.Policies).toEqual(home.RecordMemoryKillRole.Properties.Policies);
    // At home the topic may write to the queue as well.
    const senders = home.DeadLetterQueuePolicy.Properties.PolicyDocument.Statement;
    expect(plain.DeadLetterQueuePolicy.Properties.PolicyDocument.Statement).toEqual(senders.slice(0, 3));
  });

  test('has the code of the repository: npm run schema writes it', async () => {
    expect(withRecorderCode(text, await recorderCode())).toBe(text);
    expect(code).not.toMatch(/[^\x20-\x7e\n]/);
  });

  test('prints what the Lambda at home prints', async () => {
    const folder = madeFolder();
    await writeFile(join(folder, 'index.js'), code);
    const { handler } = createRequire(import.meta.url)(join(folder, 'index.js'));
    const printed: unknown[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((line) => printed.push(line) > 0);
    onTestFinished(() => spy.mockRestore());
    const event = essentialKill;
    await handler(event, {});
    const lines = linesToRecord(event).map((line) => `${line}\n`);
    expect(lines.length).toBeGreaterThan(0);
    expect(printed).toEqual(lines);
  });
});

/** Numbers are those of the CloudFormation user guide, "AWS CloudFormation quotas", 2026-11. */
describe('the template keeps the rules of CloudFormation', () => {
  test('fits a request, with names of letters and digits', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(51_200);
    for (const name of [...Object.keys(template.Resources), ...Object.keys(template.Outputs)])
      expect(name).toMatch(/^[A-Za-z0-9]{1,255}$/);
  });

  test('mentions only what is there, and every parameter', () => {
    const substituted = [...text.matchAll(/!Sub "([^"]+)"/g)].flatMap(([, each = '']) =>
      [...each.matchAll(/\$\{([\w:]+)\}/g)].flatMap(([, name]) => name ?? []),
    );
    const mentioned = new Set([...mentionsIn(template), ...substituted]);
    const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters)]);
    expect([...mentioned].filter((name) => !known.has(name) && !name.startsWith('AWS::'))).toEqual([]);
    expect(Object.keys(template.Parameters).filter((name) => !mentioned.has(name))).toEqual([]);
  });

  test('uses the conditions that it declares, and no others', () => {
    const { Conditions, ...rest } = template;
    const used = [...JSON.stringify(rest).matchAll(/"(?:Condition|Fn::If)":\[?"(\w+)"/g)].flatMap(
      ([, name]) => name ?? [],
    );
    expect([...new Set(used)].sort()).toEqual(Object.keys(Conditions).sort());
  });

  test('writes down no account and no partition, and a region only as a default', () => {
    expect(text).not.toMatch(/arn:aws:|\b\d{12}\b/);
    expect(text.match(/us-east-1/g)).toHaveLength(1);
  });
});
