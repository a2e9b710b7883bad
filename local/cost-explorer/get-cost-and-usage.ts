import { placeOf } from '../ecs/service-arns.ts';
import type { ScenarioService } from '../scenario.ts';
import { AwsError, validationException } from '../wire/aws-error.ts';
import { objects, optionalObject, optionalText, optionalTexts, requiredText } from '../wire/input-fields.ts';
import type { CallContext, JsonObject } from '../wire/operation.ts';
import { pageOf } from '../wire/page.ts';
import { type BillItem, billOf } from './bill.ts';
import { dimensionOf, filterOf, tagOf } from './cost-filter.ts';

export interface BilledServices {
  readonly services: readonly ScenarioService[];
  /** Since when both tags of ECS are cost allocation tags, ISO; absent: they are not. */
  readonly taggedFrom: string | undefined;
}

const dayMilliseconds = 86_400_000;
const mostGroupings = 2;
/** Groups of all days on a page; AWS does not say how many it gives. */
const pageGroups = 100;
const knownMetrics: readonly string[] = ['UnblendedCost', 'UsageQuantity'];

/** Cost Explorer GetCostAndUsage: the bill of the account that asks, all regions, by day. */
export function getCostAndUsage(
  { services, taggedFrom = '' }: BilledServices,
  input: JsonObject,
  { account, now }: CallContext,
): JsonObject {
  const period = readPeriod(input);
  const metrics = readMetrics(input);
  const definitions = objects(input, 'GroupBy').map(readGrouping);
  if (definitions.length > mostGroupings)
    throw validationException(`${definitions.length} groups are asked for, and at most ${mostGroupings} are allowed.`);
  if (requiredText(input, 'Granularity') !== 'DAILY') throw validationException('Only DAILY is known here.');
  const expression = optionalObject(input, 'Filter');
  const isWanted = expression === undefined ? () => true : filterOf(expression);
  const own = services.filter((service) => placeOf(service).account === account);
  const items = billOf({ services: own, ...period, now, taggedFrom: Date.parse(taggedFrom) }).filter(isWanted);
  const groups = groupsOf(items, definitions);
  const page = pageOf(groups, optionalText(input, 'NextPageToken'), pageGroups);
  if (page === undefined) throw new AwsError('InvalidNextTokenException', 'The pagination token is invalid.');
  const shown = { isGrouped: definitions.length > 0, metrics };
  return {
    ...(shown.isGrouped && { GroupDefinitions: objects(input, 'GroupBy') }),
    ...(page.nextToken !== undefined && { NextPageToken: page.nextToken }),
    ResultsByTime: daysOf(period).map((day) => resultOf(day, page.items, shown)),
    DimensionValueAttributes: [],
  };
}

interface Period {
  /** Days since the epoch; the last one exclusive. */
  readonly from: number;
  readonly until: number;
}

function readPeriod(input: JsonObject): Period {
  const period = optionalObject(input, 'TimePeriod') ?? {};
  const [from, until] = ['Start', 'End'].map((field) => readDay(requiredText(period, field)));
  if (from === undefined || until === undefined || from >= until)
    throw validationException('Start date (and hour) should be before end date (and hour)');
  return { from, until };
}

function readDay(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw validationException(`The date ${text} is invalid. valid format is: yyyy-MM-dd.`);
  return time / dayMilliseconds;
}

function readMetrics(input: JsonObject): readonly string[] {
  const wanted = optionalTexts(input, 'Metrics') ?? [];
  if (wanted.length === 0) throw validationException('Metrics is required for GetCostAndUsage requests.');
  const unknown = wanted.find((each) => !knownMetrics.includes(each));
  if (unknown !== undefined) throw validationException(`The metric ${unknown} is not known here.`);
  return wanted;
}

type KeyOf = (item: BillItem) => string;

function readGrouping(definition: JsonObject): KeyOf {
  const [type, key] = [requiredText(definition, 'Type'), requiredText(definition, 'Key')];
  if (type === 'DIMENSION') return dimensionOf(key);
  if (type !== 'TAG') throw validationException(`Groups of type ${type} are not known here.`);
  const read = tagOf(key);
  return (item) => `${key}$${read(item)}`;
}

interface DayGroup {
  readonly day: number;
  readonly keys: readonly string[];
  readonly items: readonly BillItem[];
}

function groupsOf(items: readonly BillItem[], definitions: readonly KeyOf[]): readonly DayGroup[] {
  const groups = new Map<string, DayGroup & { readonly items: BillItem[] }>();
  for (const item of items) {
    const keys = definitions.map((keyOf) => keyOf(item));
    const name = JSON.stringify([item.day, ...keys]);
    const group = groups.get(name) ?? { day: item.day, keys, items: [] };
    group.items.push(item);
    groups.set(name, group);
  }
  return [...groups.values()];
}

function daysOf({ from, until }: Period): readonly number[] {
  return Array.from({ length: until - from }, (_, index) => from + index);
}

function dateOf(day: number): string {
  return new Date(day * dayMilliseconds).toISOString().slice(0, 10);
}

interface Shown {
  readonly isGrouped: boolean;
  readonly metrics: readonly string[];
}

/** One day. Without groups the total is what there is; with groups it is empty. */
function resultOf(day: number, groups: readonly DayGroup[], shown: Shown): JsonObject {
  const own = groups.filter((group) => group.day === day);
  const common = { TimePeriod: { Start: dateOf(day), End: dateOf(day + 1) }, Estimated: true };
  if (!shown.isGrouped) {
    const items = own.flatMap((group) => group.items);
    return { ...common, Total: amountsOf(items, shown.metrics), Groups: [] };
  }
  const Groups = own.map(({ keys, items }) => ({ Keys: keys, Metrics: amountsOf(items, shown.metrics) }));
  return { ...common, Total: {}, Groups };
}

/** Amounts are texts; a quantity over several units is added up all the same, and its unit is N/A. */
function amountsOf(items: readonly BillItem[], wanted: readonly string[]): JsonObject {
  const units = [...new Set(items.map(({ unit }) => unit))];
  const quantity = items.reduce((sum, item) => sum + item.quantity, 0);
  const usd = items.reduce((sum, item) => sum + item.usd, 0);
  const all: JsonObject = {
    UnblendedCost: { Amount: usd.toFixed(10), Unit: 'USD' },
    UsageQuantity: { Amount: quantity.toFixed(6), Unit: units.length === 1 ? units[0] : 'N/A' },
  };
  return Object.fromEntries(wanted.map((metric) => [metric, all[metric]]));
}
