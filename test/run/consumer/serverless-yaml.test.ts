import { describe, expect, it } from 'vitest';
import { parseServerlessYaml, shown, toFields, toObjects } from '../../../run/consumer/serverless-yaml.ts';

const call = (name: string, argument: unknown) => new Map([[name, argument]]);

describe('a serverless.yml', () => {
  it('gives the functions of CloudFormation in their long form, wherever they stand', () => {
    const fields = parseServerlessYaml('a: !Ref Cluster\nb: [!GetAtt Role.Arn, text]\nc: !Sub "${param:cpu}"\n');
    expect(fields.get('a')).toEqual(call('Ref', 'Cluster'));
    expect(fields.get('b')).toEqual([call('Fn::GetAtt', 'Role.Arn'), 'text']);
    expect(fields.get('c')).toEqual(call('Fn::Sub', '${param:cpu}'));
  });

  it('takes tags of YAML for what they say', () => {
    expect(parseServerlessYaml('b: !!str 12\n').get('b')).toBe('12');
  });

  it('follows anchors and merge keys', () => {
    const fields = parseServerlessYaml('a: &sizes { cpu: 1, id: &id !Ref X }\nb: { <<: *sizes, memory: 2 }\nc: *id\n');
    expect(fields.get('b')).toEqual(
      new Map<string, unknown>([
        ['cpu', 1],
        ['id', call('Ref', 'X')],
        ['memory', 2],
      ]),
    );
    expect(fields.get('c')).toEqual(call('Ref', 'X'));
  });

  it.each(['', 'text', '- a'])('that is no mapping is an empty one: %j', (text) => {
    expect(parseServerlessYaml(text).size).toBe(0);
  });

  it('that is no YAML is refused', () => {
    expect(() => parseServerlessYaml('a: [')).toThrow('The serverless.yml is no YAML: ');
  });

  it('is the same after a way to objects and back', () => {
    const fields = parseServerlessYaml('a: !Ref X\nb: [1, { c: null }]\n__proto__: { d: text }\n');
    expect(toFields(toObjects(fields))).toEqual(fields);
  });

  it.each([
    ['!Ref X', '!Ref X'],
    ['!Join ["-", [a]]', '!Join …'],
    ['{ Fn::Sub: "${A}" }', '!Sub ${A}'],
    ['12', '12'],
  ])('shows %s as %s', (text, expected) => {
    expect(shown(parseServerlessYaml(`a: ${text}`).get('a'))).toBe(expected);
  });
});
