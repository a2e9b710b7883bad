import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { installationNames } from '../../core/installation.ts';

interface Stack {
  readonly service: string;
  readonly custom: { readonly name: string };
  readonly functions: Readonly<Record<string, { readonly name?: string }>>;
  readonly resources: readonly { readonly Resources?: Readonly<Record<string, { readonly Properties: Names }>> }[];
}

interface Names {
  readonly Name?: string;
  readonly TopicName?: string;
}

it('an installation has the names that serverless.yml gives', () => {
  const text = readFileSync(join(import.meta.dirname, '../../serverless.yml'), 'utf8');
  const { service, custom, functions, resources }: Stack = parse(text, { logLevel: 'silent' });
  const nameOf = (text = '') =>
    text.replaceAll('${self:custom.name}', custom.name).replaceAll('${sls:stage}', 'production');
  const { Schedule, ScheduleGroup, Topic } = resources.find(({ Resources }) => Resources)?.Resources ?? {};
  // osls calls a function <service>-<stage>-<key> unless it names itself.
  expect(functions.recommend).not.toHaveProperty('name');
  expect(installationNames('production')).toEqual({
    scheduleGroup: nameOf(ScheduleGroup?.Properties.Name),
    schedule: nameOf(Schedule?.Properties.Name),
    functionName: `${service}-production-recommend`,
    topic: nameOf(Topic?.Properties.TopicName),
  });
});
