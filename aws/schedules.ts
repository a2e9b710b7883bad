import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { Schedule, ScheduleReader } from '../core/installation.ts';
import { bodyLimit } from './body-limit.ts';
import { type ClientOptions, Clients } from './clients.ts';
import { itemsOfPages } from './pages.ts';
import { errorName, portCall } from './port-call.ts';

/** Reads schedules. In a file of its own, with its client, so that no Lambda's bundle has them. */
export class Schedules implements ScheduleReader {
  readonly #options: ClientOptions;
  #made: SchedulerClient | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** @throws {PortError} Also when the options name no region. */
  async find(group: string, name: string): Promise<Schedule | undefined> {
    const client = this.#client();
    const command = new GetScheduleCommand({ GroupName: group, Name: name });
    const call = { operation: 'Scheduler GetSchedule', subject: `${group}/${name}` };
    try {
      return toSchedule(await portCall(call, () => client.send(command)));
    } catch (error) {
      if (errorName(error) === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  /** @throws {PortError} Also when the options name no region. */
  async namesWithPrefix(prefix: string): Promise<readonly string[]> {
    const client = this.#client();
    const call = { operation: 'Scheduler ListSchedules', subject: `${prefix}*` };
    const read = (NextToken: string | undefined) =>
      portCall(call, () => client.send(new ListSchedulesCommand({ NamePrefix: prefix, NextToken })));
    const found = await itemsOfPages({ call, read, tokenOf: ({ NextToken }) => NextToken }, (page) => page.Schedules);
    return found.flatMap(({ Name }) => Name ?? []);
  }

  #client(): SchedulerClient {
    if (this.#made !== undefined) return this.#made;
    this.#made = new SchedulerClient(new Clients(this.#options).settingsHere());
    this.#made.middlewareStack.use(bodyLimit());
    return this.#made;
  }
}

function toSchedule(output: GetScheduleCommandOutput): Schedule {
  return {
    arn: output.Arn ?? '',
    isEnabled: output.State === 'ENABLED',
    expression: output.ScheduleExpression ?? '',
    // What a schedule means that names none: EventBridge Scheduler API reference, GetSchedule, 2026-11.
    timeZone: output.ScheduleExpressionTimezone ?? 'UTC',
    targetArn: output.Target?.Arn ?? '',
  };
}
