import { placeOf } from '../ecs/service-arns.ts';
import type { ScenarioPrices, ScenarioService } from '../scenario.ts';
import { validationException } from '../wire/aws-error.ts';
import { objects, optionalObject, optionalText, optionalTexts, requiredText } from '../wire/input-fields.ts';
import type { JsonObject, OperationOn } from '../wire/operation.ts';
import { pageOf } from '../wire/page.ts';
import { type BillItem, billOf } from './bill.ts';

export interface BilledServices {
  readonly services: readonly ScenarioService[];
  /** Since when both tags of ECS are cost allocation tags, ISO; absent: they are not. */
  readonly taggedFrom: string | undefined;
  readonly prices: readonly ScenarioPrices[];
}

const dayMilliseconds = 86_400_000;
const mostGroupings = 2;
/** Groups of all days on a page; AWS does not say how many it gives. */
const pageGroups = 100;

/** Cost Explorer GetCostAndUsage: the bill of the account that asks, all regions, by day and group. */
export const getCostAndUsage: OperationOn<BilledServices> = (
  { services, taggedFrom = '', prices },
  input,
  { account, now },
) => {
  const period = readPeriod(input);
  if (requiredText(input, 'Granularity') !== 'DAILY') throw validationException('Only DAILY is known here.');
  const keysOf = readGroupings(input);
  const isWanted = filterOf(optionalObject(input, 'Filter') ?? {});
  const own = services.filter((service) => placeOf(service).account === account);
  const bill = billOf({ services: own, ...period, now, taggedFrom: Date.parse(taggedFrom), prices });
  const groups = groupsOf(bill.filter(isWanted), keysOf);
  const page = pageOf(groups, optionalText(input, 'NextPageToken'), pageGroups);
  return {
    ...(page.nextToken !== undefined && { NextPageToken: page.nextToken }),
    ResultsByTime: daysOf(period).map((day) => ({
      TimePeriod: { Start: dateOf(day), End: dateOf(day + 1) },
      Estimated: true,
      Total: {},
      Groups: page.items
        .filter((group) => group.day === day)
        .map(({ keys, items }) => ({ Keys: keys, Metrics: amountsOf(items) })),
    })),
  };
};

interface Period {
  /** Days since the epoch; the last one exclusive. */
  readonly from: number;
  readonly until: number;
}

function readPeriod(input: JsonObject): Period {
  const period = optionalObject(input, 'TimePeriod') ?? {};
  const [from, until] = [readDay(requiredText(period, 'Start')), readDay(requiredText(period, 'End'))];
  if (from < until) return { from, until };
  throw validationException('Start date (and hour) should be before end date (and hour)');
}

function readDay(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw validationException(`The date ${text} is invalid. valid format is: yyyy-MM-dd.`);
  return time / dayMilliseconds;
}

type TextOf = (item: BillItem) => string;

function readGroupings(input: JsonObject): (item: BillItem) => readonly string[] {
  const definitions = objects(input, 'GroupBy').map((definition): TextOf => {
    const [type, key] = [requiredText(definition, 'Type'), requiredText(definition, 'Key')];
    if (type === 'DIMENSION') return dimensionOf(key);
    return (item) => `${key}$${tagOf(key)(item)}`;
  });
  if (definitions.length > mostGroupings)
    throw validationException(`${definitions.length} groups are asked for, and at most ${mostGroupings} are allowed.`);
  return (item) => definitions.map((textOf) => textOf(item));
}

// client-cost-explorer Dimension, read 2026-11: what this bill can tell of an item.
const dimensions: Readonly<Record<string, TextOf>> = {
  SERVICE: () => 'Amazon Elastic Container Service',
  USAGE_TYPE: ({ usageType }) => usageType,
  REGION: ({ region }) => region,
  RECORD_TYPE: () => 'Usage',
};

function dimensionOf(key: string): TextOf {
  const read = Object.hasOwn(dimensions, key) ? dimensions[key] : undefined;
  if (read === undefined) throw validationException(`The dimension ${key} is not known here.`);
  return read;
}

/** The value of a tag, empty where an item does not have it. */
function tagOf(key: string): TextOf {
  return ({ tags }) => tags[key] ?? '';
}

/** Which items an Expression lets pass: of `And`, `Not`, `Dimensions` and `Tags` it has exactly one. */
function filterOf(expression: JsonObject): (item: BillItem) => boolean {
  const [root, ...others] = Object.keys(expression);
  const inner = (name: string) => optionalObject(expression, name) ?? {};
  if (others.length > 0) throw validationException('Only one root operator is allowed for each expression.');
  if (root === 'And') {
    const parts = objects(expression, 'And').map(filterOf);
    return (item) => parts.every((part) => part(item));
  }
  if (root === 'Not') {
    const isRefused = filterOf(inner('Not'));
    return (item) => !isRefused(item);
  }
  if (root !== 'Dimensions' && root !== 'Tags')
    throw validationException(`An expression of ${root} is not known here.`);
  const key = requiredText(inner(root), 'Key');
  const values = optionalTexts(inner(root), 'Values') ?? [];
  const textOf = root === 'Tags' ? tagOf(key) : dimensionOf(key);
  return (item) => values.includes(textOf(item));
}

interface DayGroup {
  readonly day: number;
  readonly keys: readonly string[];
  readonly items: readonly BillItem[];
}

function groupsOf(items: readonly BillItem[], keysOf: (item: BillItem) => readonly string[]): readonly DayGroup[] {
  const groups = Map.groupBy(items, (item) => JSON.stringify([item.day, ...keysOf(item)]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ day: first.day, keys: keysOf(first), items: group }];
  });
}

function daysOf({ from, until }: Period): readonly number[] {
  return Array.from({ length: until - from }, (_, index) => from + index);
}

function dateOf(day: number): string {
  return new Date(day * dayMilliseconds).toISOString().slice(0, 10);
}

/** Amounts are texts; a quantity over several units is added up all the same, and its unit is N/A. */
function amountsOf(items: readonly BillItem[]): JsonObject {
  const units = [...new Set(items.map(({ unit }) => unit))];
  const quantity = items.reduce((sum, item) => sum + item.quantity, 0);
  const usd = items.reduce((sum, item) => sum + item.usd, 0);
  return {
    UnblendedCost: { Amount: usd.toFixed(10), Unit: 'USD' },
    UsageQuantity: { Amount: quantity.toFixed(6), Unit: units.length === 1 ? units[0] : 'N/A' },
  };
}
