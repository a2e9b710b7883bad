import type { ECSClient } from '@aws-sdk/client-ecs';
import { onTestFinished, vi } from 'vitest';
import { type ClientSet, Clients } from '../../aws/clients.ts';
import { EcsReads } from '../../aws/ecs-reads.ts';
import type { Clock } from '../../aws/pace.ts';
import type { Target } from '../../core/configuration/configuration.ts';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import { lookbackWindow, type Window } from '../../core/model/time.ts';
import type { Log } from '../../core/ports.ts';
import type { Scenario, ScenarioService } from '../../local/scenario.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { target as connector, parameterKeys } from '../support/builders.ts';
import { oneTask } from '../support/fleet.ts';

export const NOON = new Date('2026-11-22T12:00:00Z');
export const OTHER_ACCOUNT = '210987654321';
export const ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/rightsizer-reader`;

/** An embedded AWS at noon, which every SDK client of this test talks to by itself. */
export async function startWorld(scenario: Partial<Scenario> = {}): Promise<LocalAws> {
  const aws = await startLocalAws({
    scenario: { name: 'aws adapters', seed: 7, services: [service()], topics: [], ...scenario },
    now: () => NOON,
  });
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await aws.close();
  });
  return aws;
}

/** A quarter of 1024 CPU units and half of 2048 MiB, all the time and without noise. */
export function service(overrides: Partial<ScenarioService> = {}): ScenarioService {
  const load = { cpuUnits: { base: 256, burstShare: 0 }, memoryMiB: { base: 1024, burstShare: 0 } };
  const containers = [{ name: 'app', image: 'app:1', memory: 2048, load }];
  const recommendation = { cpu: 512, memory: 2048 };
  return oneTask({ cluster: 'blue', service: 'api', desiredCount: 2, recommendation, containers, ...overrides });
}

const RESOURCE = { peakStatistic: 'max', headroomPercent: 25 } as const;

/** A target of `service()`; its id is `<cluster>/<ecsService>`. */
export function target(overrides: Partial<Target> = {}): Target {
  const { cluster = 'blue', ecsService = 'api' } = overrides;
  return {
    ...connector({ parameters: parameterKeys() }),
    id: `${cluster}/${ecsService}`,
    service: 'api',
    cluster,
    ecsService,
    policy: {
      name: 'production',
      cpu: RESOURCE,
      memory: RESOURCE,
      minimumDataHours: 24,
      minimumCoveragePercent: 80,
      minimumDaysSinceDeployment: 0,
      secondOpinion: 'shown',
      changeGate: builtInPolicies.production.changeGate,
      shortage: builtInPolicies.production.shortage,
      toleratedCensoredPercent: 0,
    },
    ...overrides,
  };
}

export function clientSet(): ClientSet {
  return new Clients('us-east-1').of({});
}

/** Reads from ECS without a pace: tests that are about one have it. */
export function ecsReads(client: ECSClient = clientSet().ecs): EcsReads {
  return new EcsReads({ client, clock: fakeClock(), random: () => 0.5 });
}

export const NEVER = new AbortController().signal;

/** The day before noon, or as many days as asked. */
export function days(count: number): Window {
  return lookbackWindow(NOON.getTime(), count);
}

export interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

export function recordingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Log) => (message: string, data?: Readonly<Record<string, unknown>>) =>
    void lines.push({ level, message, data });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** Time that passes only while somebody sleeps. */
export function fakeClock(): Clock & { readonly sleeps: number[] } {
  let now = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** The inputs of the calls of one operation, oldest first. */
export function callsOf(aws: LocalAws, operation: string) {
  return aws.calls().filter((call) => call.operation === operation);
}

/** Changes what a client gets from the SDK: for answers that the embedded AWS never gives. */
export function alterOutput(client: object, alter: (output: Record<string, unknown>) => void): void {
  type Next = (args: unknown) => Promise<{ output: Record<string, unknown> }>;
  type Stack = { add(middleware: (next: Next) => Next, options: { step: 'initialize' }): void };
  const { middlewareStack } = client as { middlewareStack: Stack };
  const middleware = (next: Next) => async (args: unknown) => {
    const answer = await next(args);
    alter(answer.output);
    return answer;
  };
  middlewareStack.add(middleware, { step: 'initialize' });
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('Expected a rejection with an error.');
}
