import { beforeAll, describe, expect, test } from 'vitest';
import { PRODUCTION, stackOf, type Template } from './packaged.ts';
import { mentionsIn } from './resolved.ts';

let template: Template;

beforeAll(async () => {
  template = await stackOf(PRODUCTION);
});

const of = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

/** What a text of `Fn::Sub` names in braces, but for its own variables. */
function subbed(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(subbed);
  return Object.entries(value).flatMap(([key, each]) => {
    if (key !== 'Fn::Sub') return subbed(each);
    const [text, own] = (Array.isArray(each) ? each : [each, {}]) as [string, object];
    const names = [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].flatMap(([, name]) => name ?? []);
    return [...names.filter((name) => !(name in own)), ...subbed(own)];
  });
}

/** Numbers are those of the CloudFormation user guide, "AWS CloudFormation quotas", 2026-11. */
describe('the template keeps the rules of CloudFormation', () => {
  test('has at most 500 resources and 1 MB', () => {
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
    expect(Buffer.byteLength(JSON.stringify(template))).toBeLessThanOrEqual(1_000_000);
  });

  // Template anatomy: logical ids are alphanumeric.
  test('names everything with letters and digits, at most 255', () => {
    for (const name of [...Object.keys(template.Resources), ...Object.keys(template.Outputs)])
      expect(name).toMatch(/^[A-Za-z0-9]{1,255}$/);
  });

  // cfn-lint E1010, E1012, E1019: what a function names must be there.
  test('mentions only what is there', () => {
    const known = new Set(Object.keys(template.Resources));
    const named = [...mentionsIn(template.Resources), ...subbed(template.Resources), ...mentionsIn(template.Outputs)];
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !known.has(name) && !name.startsWith('AWS::'))).toEqual([]);
  });

  // cfn-lint E8001 to E8007: a condition that is used is declared, and W8001: one that is declared is used.
  test('uses the conditions that it declares, and no others', () => {
    const { Conditions, ...rest } = template;
    const text = JSON.stringify(rest);
    const used = [...text.matchAll(/"(?:Condition|Fn::If)":\[?"(\w+)"/g)].flatMap(([, name]) => name ?? []);
    const nested = [...JSON.stringify(Conditions).matchAll(/"Condition":"(\w+)"/g)].flatMap(([, name]) => name ?? []);
    expect([...new Set([...used, ...nested])].sort()).toEqual(Object.keys(Conditions).sort());
  });

  // cfn-lint E3004: no circle of dependencies.
  test('needs nothing in a circle', () => {
    const needs = new Map(
      Object.entries(template.Resources).map(([name, body]) => [name, new Set([...mentionsIn(body), ...subbed(body)])]),
    );
    const open = new Set(needs.keys());
    const isFree = (name: string) => [...(needs.get(name) ?? [])].every((each) => each === name || !open.has(each));
    for (let free = [...open].filter(isFree); free.length > 0; free = [...open].filter(isFree))
      for (const name of free) open.delete(name);
    expect([...open]).toEqual([]);
  });

  // cfn-lint W2531, E2531: runtimes that Lambda still makes functions with (Lambda developer guide, 2026-11).
  test('has functions with a runtime that is not deprecated, and limits that Lambda has', () => {
    const functions = of('AWS::Lambda::Function');
    expect(functions).toHaveLength(5);
    for (const [, { Properties }] of functions) {
      expect(Properties.Runtime).toBe('nodejs24.x');
      expect(Properties.Timeout).toBeLessThanOrEqual(900);
      expect(Properties.MemorySize).toBeGreaterThanOrEqual(128);
    }
  });

  // cfn-lint E2507, W2511: policies of the newest version, with statements that say what they must.
  test('has policies of the version 2012-10-17, each statement with effect, action and, in a resource, principal', () => {
    const policies = [...JSON.stringify(template).matchAll(/"Version":"([^"]+)"/g)].map(([, version]) => version);
    expect(policies.length).toBeGreaterThan(5);
    expect(new Set(policies)).toEqual(new Set(['2012-10-17']));
  });

  // cfn-lint I3042: no partition, region or account is written down.
  test('writes down no account, region or partition', () => {
    expect(JSON.stringify(template)).not.toMatch(/arn:aws:|\b\d{12}\b|us-east-1/);
  });

  // cfn-lint W3011, W3005 and the Well-Architected rules: what stores, encrypts; what is a log, ends.
  test('encrypts its queue, speaks TLS alone, and keeps no log for ever', () => {
    for (const [, { Properties }] of of('AWS::SQS::Queue')) expect(Properties.SqsManagedSseEnabled).toBe(true);
    for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']) {
      expect(of(type)).toHaveLength(1);
      expect(JSON.stringify(of(type))).toContain('"Bool":{"aws:SecureTransport":"false"}');
    }
    expect(of('AWS::Logs::LogGroup')).toHaveLength(5);
    for (const [, { Properties }] of of('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBe(90);
  });
});
