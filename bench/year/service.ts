import type { TaskSize } from '../../core/model/task-size.ts';
import { MINUTES_PER_DAY, type Moment } from './calendar.ts';
import type { Plant } from './plant.ts';

/** What a plant's tasks are doing; changes from minute to minute. */
export interface Service {
  readonly plant: Plant;
  /** Of the task definition that ECS has put in force, whether its tasks come up or not. */
  size: TaskSize;
  /** The memory limit of the plant's own container. */
  limitMiB: number;
  desired: number;
  running: number;
  /** Those that were started in this minute. */
  pending: number;
  /** Of the running ones, those that still boot, and the CPU units times minutes that each still has to burn. */
  booting: number;
  bootWork: number;
  /** Whether what ran before serves until the new ones have booted. */
  isReplacing: boolean;
  /** The minute in which the oldest of them started. */
  startedAt: number;
  /** Unit-minutes that nobody served yet. */
  waiting: number;
  /** After kills: nothing runs before this minute, and how long the next wait will be. */
  heldUntil: number;
  nextHold: number;
}

/** What can be seen of a minute. Absent numbers: nothing ran. */
export interface Seen {
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  /** CPU units of a task: the mean, and the hottest. */
  readonly cpuAverage?: number;
  readonly cpuMaximum?: number;
  /** MiB of the plant's own container. */
  readonly memoryMiB?: number;
  /** Killed for memory in this minute. */
  readonly killed: boolean;
  /** More than two minutes of work wait although tasks serve. */
  readonly isShort: boolean;
}

/** More than six hours of work is not kept: whoever asked gave up. */
const LONGEST_QUEUE_MINUTES = 360;
/** ECS waits longer and longer before it starts what keeps stopping. */
const FIRST_HOLD_MINUTES = 2;
const LONGEST_HOLD_MINUTES = 15;
const SETTLED_MINUTES = 30;
/** What waits is a shortage once it is more than the tasks serve in two minutes: a restart alone leaves less. */
const SHORT_MINUTES = 2;

export function newService(plant: Plant, minute: number): Service {
  return {
    plant,
    size: plant.start,
    limitMiB: plant.start.memoryMiB - (plant.sidecar?.limitMiB ?? 0),
    desired: 0,
    running: 0,
    pending: 0,
    booting: 0,
    bootWork: 0,
    isReplacing: false,
    startedAt: minute,
    waiting: 0,
    heldUntil: minute,
    nextHold: FIRST_HOLD_MINUTES,
  };
}

function comesUp({ plant, size, limitMiB }: Service): boolean {
  return plant.comesUp?.({ cpuUnits: size.cpuUnits, memoryMiB: limitMiB }) ?? true;
}

/** So many tasks start now, beside those that run. */
function start(service: Service, count: number, minute: number): void {
  const { boot } = service.plant;
  if (service.running === 0) service.startedAt = minute;
  service.running += count;
  service.pending += count;
  if (boot === undefined) return;
  service.booting = Math.min(service.running, service.booting + count);
  service.bootWork = boot.cpuUnits * boot.minutes;
}

/** Other tasks take the place of all that run. One leaves a gap; several are replaced one after the other. */
export function restart(service: Service, minute: number): void {
  const count = service.running;
  service.running = 0;
  service.isReplacing = count > 1;
  if (count > 0) start(service, count, minute);
}

/** Puts a size in force; its tasks come up or they do not. */
export function resize(service: Service, to: Pick<Service, 'size' | 'limitMiB'>, minute: number): boolean {
  Object.assign(service, to, { heldUntil: minute, nextHold: FIRST_HOLD_MINUTES });
  if (comesUp(service)) {
    restart(service, minute);
    return true;
  }
  service.running = 0;
  return false;
}

function scale(service: Service, at: Moment, asked: number): void {
  const { plant, size, waiting } = service;
  service.desired = plant.tasks?.(at, { taskCpuUnits: size.cpuUnits, cpuUnits: asked, waiting }) ?? 1;
  const canRun = at.minute >= service.heldUntil && comesUp(service);
  const wanted = canRun ? service.desired : 0;
  if (wanted > service.running) start(service, wanted - service.running, at.minute);
  service.running = wanted;
  service.booting = Math.min(service.booting, wanted);
}

function kill(service: Service, minute: number): void {
  const isSettled = minute - service.startedAt > SETTLED_MINUTES;
  const hold = isSettled ? FIRST_HOLD_MINUTES : service.nextHold;
  service.running = 0;
  service.booting = 0;
  service.heldUntil = minute + hold;
  service.nextHold = Math.min(LONGEST_HOLD_MINUTES, hold * 2);
}

/** Burns a minute of booting, and gives the CPU units that a booting task burned. */
function burnBoot(service: Service): number {
  if (service.booting === 0) return 0;
  const burned = Math.min(service.size.cpuUnits, service.plant.boot?.cpuUnits ?? 0);
  service.bootWork -= burned;
  if (service.bootWork > 0) return burned;
  service.booting = 0;
  service.isReplacing = false;
  return burned;
}

/** What each serving task used, and whether it left work undone. */
function serve(service: Service, asked: number, serving: number): { readonly used: number; readonly isShort: boolean } {
  const { cpuUnits } = service.size;
  const work = service.waiting + asked;
  const served = Math.min(work, serving * cpuUnits);
  const left = work - served;
  service.waiting = Math.min(left, LONGEST_QUEUE_MINUTES * Math.max(1, service.desired) * cpuUnits);
  return {
    used: serving === 0 ? 0 : served / serving,
    isShort: serving > 0 && left > serving * cpuUnits * SHORT_MINUTES,
  };
}

/** The hottest second of a minute is a bit above its mean, and never above the size. */
const HOTTEST_FACTOR = 1.08;

/** Plays a minute. CPU is cut at the size and work waits; memory above the limit kills. */
export function playMinute(service: Service, at: Moment): Seen {
  const { plant } = service;
  const asked = plant.cpuUnits(at);
  service.pending = service.startedAt === at.minute ? service.running : 0;
  scale(service, at, asked);
  const { desired, running, limitMiB } = service;
  if (running === 0) {
    serve(service, asked, 0);
    return { desired, running, pending: desired, killed: false, isShort: false };
  }
  const ageDays = (at.minute - service.startedAt) / MINUTES_PER_DAY;
  const memoryMiB = plant.takesMiB?.(at, { limitMiB, ageDays }) ?? plant.enoughMiB(at);
  if (memoryMiB > limitMiB) {
    kill(service, at.minute);
    return { desired, running: 0, pending: desired, killed: true, isShort: false };
  }
  return { desired, running, pending: service.pending, memoryMiB, killed: false, ...useCpu(service, asked) };
}

/** What the running tasks burn in a minute: those that serve, and those that boot. */
function useCpu(service: Service, asked: number): Pick<Seen, 'isShort'> & { cpuAverage: number; cpuMaximum: number } {
  const { running, booting, isReplacing, size } = service;
  const { used, isShort } = serve(service, asked, isReplacing ? running : running - booting);
  const burned = burnBoot(service);
  return {
    cpuAverage: (used * (running - booting) + burned * booting) / running,
    cpuMaximum: Math.min(size.cpuUnits, Math.max(used * HOTTEST_FACTOR, burned)),
    isShort: isShort && booting === 0,
  };
}
