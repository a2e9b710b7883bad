import { parse, type ScalarTag } from 'yaml';

/** What stands behind a short form, as its long one: `!GetAtt A.Arn` has a list. */
function longForm(name: string, value: unknown) {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  return { [`Fn::${name}`]: name === 'GetAtt' && typeof value === 'string' ? value.split('.') : value };
}

const NAMES = ['Ref', 'Sub', 'GetAtt', 'If', 'Equals', 'Not'] as const;

/** A template in YAML with the short forms of its functions, as CloudFormation reads it. */
export function cloudFormation<Template>(text: string): Template {
  const scalars = NAMES.map((name): ScalarTag => ({ tag: `!${name}`, resolve: (value) => longForm(name, value) }));
  const lists = NAMES.map((name) => ({
    tag: `!${name}`,
    collection: 'seq' as const,
    resolve: (value: { toJSON(): unknown }) => longForm(name, value.toJSON()),
  }));
  return parse(text, { customTags: [...scalars, ...lists] as never });
}
