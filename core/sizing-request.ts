import * as v from 'valibot';
import type { Target } from './configuration/configuration.ts';
import type { Policy } from './configuration/policy.ts';
import { NOTHING_SAID } from './configuration/target-draft.ts';
import { recommend } from './decision/recommend.ts';
import type { Recommendation } from './decision/recommendation.ts';
import { riskOf } from './decision/views.ts';
import { parseCpuUnits, parseMemoryMiB } from './model/declared-size.ts';
import type { RunningService } from './model/service.ts';
import { ownEntry } from './model/sizes.ts';
import {
  isOffered,
  isValidPair,
  type OperatingSystem,
  RESOURCES,
  SIDES,
  type TaskSize,
  validPairs,
} from './model/task-size.ts';
import { isIsoTime, type Window } from './model/time.ts';
import { visible } from './model/visible.ts';
import { monthlyUsd, oneTaskPricing } from './money/tariff.ts';
import { withText } from './report/report.ts';
import { suspectedUnit } from './suspected-unit.ts';
import { toUsage } from './usage/usage.ts';

/** A longer line is refused unread: 100,000 points in four series take a tenth of it. */
export const LONGEST_LINE = 16 * 1024 * 1024;
/** 63 days of a point a minute are 90,720. */
const MOST_POINTS = 100_000;

/** One statistic of `rightsizer size`: percent of the task, oldest first, null where there is no data. */
const points = v.custom<readonly (number | null)[]>(
  (input) =>
    Array.isArray(input) &&
    input.length <= MOST_POINTS &&
    input.every((value) => value === null || (typeof value === 'number' && value >= 0 && Number.isFinite(value))),
  `must be a list of at most ${MOST_POINTS} finite numbers >= 0 or null`,
);
const series = v.pipe(
  v.object({ average: v.exactOptional(points), maximum: v.exactOptional(points) }),
  v.check(({ average, maximum }) => average !== undefined || maximum !== undefined, 'needs "average" or "maximum"'),
);

/** A side of the task: a number, or words as a task definition has them. */
function inWords(parse: (text: string) => number, rule: string) {
  return v.pipe(
    v.union([v.number(), v.string()], rule),
    v.check((said) => !Number.isNaN(parse(String(said))), rule),
    v.transform((said) => parse(String(said))),
  );
}

/** `LINUX`, `WINDOWS`, and ECS's families such as `WINDOWS_SERVER_2022_CORE`. */
const operatingSystem = v.pipe(
  v.string(),
  v.regex(
    /^(LINUX|WINDOWS(_SERVER_[0-9A-Z]+_(CORE|FULL))?)$/,
    'must be LINUX, WINDOWS or WINDOWS_SERVER_<year>_CORE or _FULL',
  ),
  v.transform((family): OperatingSystem => (family === 'LINUX' ? 'LINUX' : 'WINDOWS')),
);

/** Unknown keys are ignored (docs/contracts.md). */
const requestSchema = v.object({
  id: v.union([v.string(), v.number()], 'must be a string or a number'),
  policy: v.string(),
  task: v.object({
    cpuUnits: inWords(parseCpuUnits, 'must be CPU units such as 1024, or "1 vCPU"'),
    memoryMiB: inWords(parseMemoryMiB, 'must be MiB such as 4096, or "4GB"'),
  }),
  operatingSystem: v.optional(operatingSystem, 'LINUX'),
  architecture: v.optional(v.picklist(['X86_64', 'ARM64']), 'X86_64'),
  periodSeconds: v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(3600)),
  endTime: v.pipe(v.string(), v.check(isIsoTime, 'must be an ISO time')),
  cpu: series,
  memory: v.exactOptional(series),
  /** Says that the series are percent of the task, where they look otherwise. */
  unit: v.exactOptional(v.literal('percent', 'must be "percent"')),
  region: v.optional(v.string(), 'us-east-1'),
});

export type SizingRequest = v.InferOutput<typeof requestSchema>;

export type SizingAnswer =
  | {
      readonly id: string | number;
      readonly kind: Recommendation['kind'];
      readonly task: TaskSize;
      readonly [detail: string]: unknown;
    }
  | { readonly id: string | number | null; readonly kind: 'error'; readonly message: string };

/** A line that cannot be answered: names the place, the value and what is allowed. */
export class SizingRequestError extends Error {}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function parseRequest(value: unknown): SizingRequest {
  const result = v.safeParse(requestSchema, value, { abortEarly: false, abortPipeEarly: true });
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => {
    const path = v.getDotPath(issue) ?? 'the line';
    return `${path} = ${shortened(issue.input)}: ${issue.message}`;
  });
  throw new SizingRequestError(problems.join('; '));
}

/** The number of points that all series have. */
function lengthOf({ cpu, memory }: SizingRequest): number {
  const lengths = [cpu.average, cpu.maximum, memory?.average, memory?.maximum].flatMap((each) =>
    each === undefined ? [] : [each.length],
  );
  const distinct = new Set(lengths);
  if (distinct.size > 1)
    throw new SizingRequestError(`all series must have one length; these have ${[...distinct].join(', ')}`);
  return Math.max(...distinct);
}

/** The policy that a line names. @throws {SizingRequestError} When there is none of that name. */
export function policyOf({ policy }: SizingRequest, policies: Readonly<Record<string, Policy>>): Policy {
  const found = ownEntry(policies, policy);
  if (found !== undefined) return found;
  throw new SizingRequestError(`policy = ${shortened(policy)}: there is ${Object.keys(policies).join(', ')}`);
}

const LARGEST_TASK = {
  cpuUnits: Math.max(...validPairs('LINUX').map(({ cpuUnits }) => cpuUnits)),
  memoryMiB: Math.max(...validPairs('LINUX').map(({ memoryMiB }) => memoryMiB)),
};

/** Outside of Fargate containers burst over what they ask for; real traces show nine times as much. */
const BURST_PERCENT = 1000;

/** @throws {SizingRequestError} When a point is more than any task can use. */
function refuseBroken({ task, ...series }: SizingRequest): void {
  for (const resource of RESOURCES) {
    const side = SIDES[resource];
    const mostPercent = Math.max(BURST_PERCENT, (100 * LARGEST_TASK[side]) / task[side]);
    for (const [statistic, values] of Object.entries(series[resource] ?? {})) {
      const broken = values.find((value) => value !== null && value > mostPercent);
      if (broken === undefined) continue;
      throw new SizingRequestError(
        `${resource}.${statistic} = ${broken}: more than ${mostPercent} % of this task is more than any task of Fargate has`,
      );
    }
  }
}

/** A task of one unbounded container, as it runs. @throws {SizingRequestError} When Fargate offers no such size. */
export function serviceOf(request: SizingRequest): RunningService {
  const { task, operatingSystem, architecture, region } = request;
  if (!isOffered({ operatingSystem, architecture })) {
    throw new SizingRequestError('architecture = "ARM64": Fargate offers it on LINUX; on WINDOWS there is X86_64');
  }
  if (!isValidPair(task, operatingSystem)) {
    throw new SizingRequestError(`task = ${shortened(task)}: no task size that Fargate offers on ${operatingSystem}`);
  }
  return {
    kind: 'running',
    region,
    taskDefinitionArn: '',
    taskSize: task,
    platform: { operatingSystem, architecture },
    desiredCount: 1,
    runningCount: 1,
    containers: [],
  };
}

/** A target that only a policy bounds. */
export function targetOf(id: string, policy: Policy): Target {
  return {
    id,
    service: id,
    stage: policy.name,
    cluster: '',
    ecsService: '',
    policy,
    mode: 'propose',
    parameterPrefix: '',
    parameters: { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers: {} },
    alsoPublishTo: [],
    ...NOTHING_SAID,
    images: [],
  };
}

export function windowOf(request: SizingRequest): Window {
  const { periodSeconds } = request;
  const endTime = Date.parse(request.endTime);
  return { startTime: endTime - lengthOf(request) * periodSeconds * 1000, endTime, periodSeconds };
}

/** Reads one line. @throws {SizingRequestError} With the place, the value and what is allowed. */
export function readSizingRequest(line: string): SizingRequest {
  return parseRequest(parseLine(line));
}

function answer(request: SizingRequest, policies: Readonly<Record<string, Policy>>): SizingAnswer {
  const service = serviceOf(request);
  refuseBroken(request);
  const { id, cpu, memory, task } = request;
  const pricing = oneTaskPricing(service);
  const evidence = {
    window: windowOf(request),
    service,
    cpu: toUsage(cpu, task.cpuUnits / 100),
    ...(memory && { memory: toUsage(memory, task.memoryMiB / 100) }),
    containers: {},
    pricing,
  };
  const input = { target: targetOf(String(id), policyOf(request, policies)), evidence };
  const recommendation = recommend(input);
  const money = (size: TaskSize) => monthlyUsd(size, pricing) ?? null;
  const isLooked = recommendation.kind !== 'skipped' && request.unit === undefined;
  const suspected = isLooked ? suspectedUnit(request, task) : undefined;
  // The task keeps its size until somebody says what the numbers are.
  const said = suspected
    ? ({ kind: 'skipped', task, reasons: [suspected] } as const)
    : { kind: recommendation.kind, task: recommendation.sizes.task, reasons: withText(recommendation.reasons) };
  const common = { id, ...said, monthlyUsd: { current: money(task), recommended: money(said.task) } };
  if (suspected !== undefined) return { ...common, skipReason: suspected.code };
  if (recommendation.kind === 'skipped') return { ...common, skipReason: recommendation.skipReason };
  const { finding, findingReasonCodes } = recommendation;
  return { ...common, finding, findingReasonCodes, risk: riskOf(evidence, recommendation) };
}

function idOf(value: unknown): string | number | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

/** What some editors put in front of a file. */
const BYTE_ORDER_MARK = /^\uFEFF/;

function parseLine(line: string): unknown {
  if (line.length > LONGEST_LINE) {
    throw new SizingRequestError(`the line has more than ${LONGEST_LINE} characters, which is the most that is read`);
  }
  try {
    return JSON.parse(line.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    throw new SizingRequestError(`the line is not JSON: ${(error as Error).message}`);
  }
}

/**
 * Answers one line of `rightsizer size` (docs/contracts.md) as the first run of a new target would, without the change
 * gate. A bad line gets an answer of kind `error` that names the place, the value and what is allowed; so does one that
 * cannot be answered for any other reason.
 */
export function answerSizingRequest(line: string, policies: Readonly<Record<string, Policy>>): SizingAnswer {
  let value: unknown;
  try {
    value = parseLine(line);
    return answer(parseRequest(value), policies);
  } catch (error) {
    // Whatever went wrong, the lines behind this one are answered.
    const message = error instanceof SizingRequestError ? error.message : `the line cannot be answered: ${error}`;
    return { id: idOf(value), kind: 'error', message };
  }
}

/** The line that says an answer: what came with the request cannot act on a terminal. */
export function answerLine(answer: SizingAnswer): string {
  return visible(JSON.stringify(answer));
}
