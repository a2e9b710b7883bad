import { describe, expect, it } from 'vitest';
import { deployedText, logicalIdIn } from '../../../run/consumer/cloudformation-text.ts';
import { parseServerlessYaml } from '../../../run/consumer/serverless-yaml.ts';

const read = (text: string) => parseServerlessYaml(`a: ${text}`).get('a');

describe('a reference', () => {
  it.each([
    ['!Ref X', 'X'],
    ['{ Ref: X }', 'X'],
    ['!GetAtt X.Arn', 'X'],
    ['{ Fn::GetAtt: [X, Arn] }', 'X'],
    ['!Sub "${X}"', 'X'],
    ['!Sub "${X.Arn}"', 'X'],
    ['!Sub "${X}-${Y}"', undefined],
    ['!Sub "${AWS::StackName}"', undefined],
    ['!Ref AWS::StackName', undefined],
    ['!ImportValue X', undefined],
    ['X', undefined],
    ['{}', undefined],
  ])('of %s is to %s', (text, logicalId) => {
    expect(logicalIdIn(read(text))).toBe(logicalId);
  });
});

describe('the text that a value becomes', () => {
  const stack = { name: 'shop-val', region: 'eu-west-1', nameOf: (id: string) => (id === 'X' ? 'shop' : undefined) };

  it.each([
    ['text', 'text'],
    ['12', '12'],
    ['!Ref AWS::StackName', 'shop-val'],
    ['!Sub "${AWS::StackName}-svc"', 'shop-val-svc'],
    ['!Sub "${AWS::Region}-${X}"', 'eu-west-1-shop'],
    ['!Sub ["${A}-${B}", { A: 1, B: !Ref X }]', '1-shop'],
    ['!Join ["-", [a, !Ref AWS::StackName]]', 'a-shop-val'],
    ['!GetAtt X.Name', 'shop'],
  ])('%s is %s', (text, expected) => {
    expect(deployedText(read(text), stack)).toBe(expected);
  });

  it.each([
    '"${env:NAME}"',
    '!Ref Y',
    '!Sub "${Y}-a"',
    '!Sub [1]',
    '!Sub "${AWS::AccountId}"',
    '!Join ["-", [a, !Ref Y]]',
    '!Join x',
    '!ImportValue X',
    '[a]',
  ])('of %s is not known', (text) => {
    expect(deployedText(read(text), stack)).toBeUndefined();
  });
});
