import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deployableCopy } from './deployable-copy.ts';
import { type Osls, osls } from './osls.ts';

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
}

export interface Statement {
  readonly Effect?: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** What osls would deploy from this folder; its package is in `package`. */
export async function packaged(folder: string, args: readonly string[], by: Osls = osls): Promise<Template> {
  const { status, output } = await by(['package', '--package', 'package', ...args], { folder });
  if (status !== 0) throw new Error(output);
  return JSON.parse(await readFile(join(folder, 'package/cloudformation-template-update-stack.json'), 'utf8'));
}

/** The arguments of the stack of this example's production. */
export const PRODUCTION = ['--stage', 'production'];

const stacks = new Map<string, Promise<Template>>();

/** What osls would deploy of a rightsizer.yml, or of the example; made once for all test files of a worker. */
export function stackOf(args: readonly string[], rightsizerYml?: string): Promise<Template> {
  const key = JSON.stringify([args, rightsizerYml]);
  const stack = stacks.get(key) ?? packagedCopy(args, rightsizerYml);
  stacks.set(key, stack);
  return stack;
}

async function packagedCopy(args: readonly string[], rightsizerYml: string | undefined): Promise<Template> {
  await using copy = await deployableCopy(rightsizerYml === undefined ? {} : { rightsizerYml });
  return await packaged(copy.folder, args);
}

export function properties(template: Template, name: string): Readonly<Record<string, unknown>> {
  const resource = template.Resources[name];
  if (resource === undefined) throw new Error(`There is no resource ${name}.`);
  return resource.Properties;
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly (Statement | { readonly 'Fn::If': readonly unknown[] })[] };
}

/** What a function's role allows, in template order; then its attached policies. Every condition counts as true. */
export function statements(template: Template, role = 'IamRoleLambdaExecution'): readonly Statement[] {
  const { Policies } = properties(template, role) as { readonly Policies: readonly Policy[] };
  const attached = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::IAM::Policy' && JSON.stringify(Properties.Roles) === JSON.stringify([ref(role)])
      ? [Properties as unknown as Policy]
      : [],
  );
  return [...Policies, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map(whenTrue));
}

function whenTrue(statement: Statement | { readonly 'Fn::If': readonly unknown[] }): Statement {
  return 'Fn::If' in statement ? (statement['Fn::If'][1] as Statement) : statement;
}

export const sub = (text: string) => ({ 'Fn::Sub': text });
export const ref = (name: string) => ({ Ref: name });
export const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
export const deny = (Action: readonly string[], Resource: unknown) => ({ Effect: 'Deny', Action, Resource });
export const allow = (Action: string | readonly string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
