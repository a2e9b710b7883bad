import type { Resource, Template } from './packaged.ts';

type Json = unknown;
type Truths = Readonly<Record<string, boolean>>;

const GONE = Symbol('AWS::NoValue');

/** Tags beside themselves: an object with this one key, as CloudFormation's functions are. */
function argumentOf(value: object, name: string): Json {
  return Object.keys(value).length === 1 && name in value ? (value as Record<string, Json>)[name] : undefined;
}

/** A value as CloudFormation sees it once `Fn::If` is decided. */
function decided(value: Json, truths: Truths): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => decided(each, truths)).filter((each) => each !== GONE);
  if (argumentOf(value, 'Ref') === 'AWS::NoValue') return GONE;
  const choice = argumentOf(value, 'Fn::If');
  if (Array.isArray(choice)) return decided(choice[truths[String(choice[0])] ? 1 : 2], truths);
  const entries = Object.entries(value).map(([key, each]) => [key, decided(each, truths)] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== GONE));
}

/** The resources of a stack whose conditions come out like this. */
export function resourcesWhen({ Resources }: Template, truths: Truths): Readonly<Record<string, Resource>> {
  const there = Object.entries(Resources).filter(([, { Condition }]) => Condition === undefined || truths[Condition]);
  return Object.fromEntries(there.map(([name, resource]) => [name, decided(resource, truths) as Resource]));
}

/** The logical ids that a value speaks of. */
export function mentionsIn(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(mentionsIn);
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === 'Ref') return [String(each)];
    if (key === 'Fn::GetAtt') return [String([each].flat()[0]).split('.')[0] ?? ''];
    if (key === 'DependsOn') return [each].flat().map(String);
    return mentionsIn(each);
  });
}
