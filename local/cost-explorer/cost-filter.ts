import { type AwsError, validationException } from '../wire/aws-error.ts';
import { objects, optionalObject, optionalTexts, requiredText } from '../wire/input-fields.ts';
import type { JsonObject } from '../wire/operation.ts';
import type { BillItem } from './bill.ts';

export type ItemPredicate = (item: BillItem) => boolean;

// client-cost-explorer Expression and Dimension, read 2026-11: what this bill can tell of an item.
const dimensions: Readonly<Record<string, (item: BillItem) => string>> = {
  SERVICE: () => 'Amazon Elastic Container Service',
  USAGE_TYPE: ({ usageType }) => usageType,
  REGION: ({ region }) => region,
  RECORD_TYPE: () => 'Usage',
};
const roots = ['And', 'Or', 'Not', 'Dimensions', 'Tags'] as const;

/** What an item is in a dimension. @throws AwsError for a dimension that this bill does not have */
export function dimensionOf(key: string): (item: BillItem) => string {
  const read = Object.hasOwn(dimensions, key) ? dimensions[key] : undefined;
  if (read === undefined) throw validationException(`The dimension ${key} is not known here.`);
  return read;
}

/** The value of a tag, empty where an item does not have it. */
export function tagOf(key: string): (item: BillItem) => string {
  return ({ tags }) => (Object.hasOwn(tags, key) ? (tags[key] ?? '') : '');
}

/**
 * Which items an Expression lets pass.
 *
 * @throws AwsError for one that has no root, or more than one
 */
export function filterOf(expression: JsonObject): ItemPredicate {
  const [root, ...others] = roots.filter((each) => expression[each] !== undefined && expression[each] !== null);
  if (root === undefined || others.length > 0) throw oneRoot();
  if (root === 'Dimensions' || root === 'Tags') return oneOf(root, optionalObject(expression, root) ?? {});
  if (root === 'Not') {
    const isRefused = filterOf(optionalObject(expression, 'Not') ?? {});
    return (item) => !isRefused(item);
  }
  const parts = objects(expression, root).map(filterOf);
  if (parts.length < 2) throw validationException(`${root} expression should have at least 2 operands.`);
  return root === 'And' ? (item) => parts.every((part) => part(item)) : (item) => parts.some((part) => part(item));
}

function oneOf(root: 'Dimensions' | 'Tags', input: JsonObject): ItemPredicate {
  const key = requiredText(input, 'Key');
  const values = optionalTexts(input, 'Values') ?? [];
  if (values.length === 0) throw validationException(`${root} ${key} has no values.`);
  const read = root === 'Tags' ? tagOf(key) : dimensionOf(key);
  return (item) => values.includes(read(item));
}

function oneRoot(): AwsError {
  return validationException(
    'Expression has none or more than one roots. Only one root operator is allowed for each expression: And, Or, Not, Dimensions, Tags, CostCategories',
  );
}
