import { describe, expect, it } from 'vitest';
import { CloudFormationCall, logicalIdIn, parseServerlessYaml } from '../../run/serverless-yaml.ts';

describe('a serverless.yml', () => {
  it('keeps the functions of CloudFormation apart from texts, wherever they stand', () => {
    const fields = parseServerlessYaml('a: !Ref Cluster\nb: [!GetAtt Role.Arn, text]\nc: !Join ["-", [x, !Ref Y]]\n');
    expect(fields.get('a')).toEqual(new CloudFormationCall('Ref', 'Cluster'));
    expect(fields.get('b')).toEqual([new CloudFormationCall('GetAtt', 'Role.Arn'), 'text']);
    expect(String(fields.get('a'))).toBe('!Ref Cluster');
    expect(String(fields.get('c'))).toBe('!Join …');
  });

  it('takes a !Sub of a text for that text, and tags of YAML for what they say', () => {
    const fields = parseServerlessYaml('a: !Sub "${param:cpu}"\nb: !!str 12\nc: !Sub ["${X}", { X: 1 }]\n');
    expect([fields.get('a'), fields.get('b')]).toEqual(['${param:cpu}', '12']);
    expect(fields.get('c')).toBeInstanceOf(CloudFormationCall);
  });

  it('follows anchors and merge keys', () => {
    const fields = parseServerlessYaml('a: &sizes { cpu: 1, id: &id !Ref X }\nb: { <<: *sizes, memory: 2 }\nc: *id\n');
    expect(fields.get('b')).toEqual(
      new Map<string, unknown>([
        ['cpu', 1],
        ['id', new CloudFormationCall('Ref', 'X')],
        ['memory', 2],
      ]),
    );
    expect(fields.get('c')).toEqual(new CloudFormationCall('Ref', 'X'));
  });

  it.each(['', 'text', '- a'])('that is no mapping is an empty one: %j', (text) => {
    expect(parseServerlessYaml(text).size).toBe(0);
  });

  it('that is no YAML is refused', () => {
    expect(() => parseServerlessYaml('a: [')).toThrow('The serverless.yml is no YAML: ');
  });
});

describe('a reference', () => {
  it.each([
    ['!Ref X', 'X'],
    ['{ Ref: X }', 'X'],
    ['!GetAtt X.Arn', 'X'],
    ['{ Fn::GetAtt: [X, Arn] }', 'X'],
    ['!ImportValue X', undefined],
    ['{ Fn::Sub: X }', undefined],
    ['X', undefined],
    ['{}', undefined],
  ])('of %s is to %s', (text, logicalId) => {
    expect(logicalIdIn(parseServerlessYaml(`a: ${text}`).get('a'))).toBe(logicalId);
  });
});
