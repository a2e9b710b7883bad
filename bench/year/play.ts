import type { Configuration } from '../../core/configuration/configuration.ts';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import { approve } from '../../run/people/proposal.ts';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import { type FakeWorld, fakeWorld } from '../../test/support/fake-ports.ts';
import {
  DAYS_PER_WEEK,
  MINUTES_PER_DAY,
  MINUTES_PER_WEEK,
  type Moment,
  momentsOf,
  timeOf,
  WEEKS_BEFORE,
} from './calendar.ts';
import {
  type Deployer,
  deploy,
  describe,
  giveUp,
  isScheduled,
  newDeployer,
  rememberedDeployments,
} from './deployer.ts';
import { isChange } from './live-changes.ts';
import type { Plant } from './plant.ts';
import { hasPoints, metricsOf, newRecording, type Recording, record } from './recording.ts';
import { newService, playMinute } from './service.ts';
import { KEYS, readSizes, type Sizes } from './sizes-document.ts';
import { countMinute, newTally, type Tally } from './tally.ts';

/** A plant, the tool that sizes it, and the accounts that it sees in place of AWS. */
interface Play {
  readonly plant: Plant;
  readonly world: FakeWorld;
  readonly configuration: Configuration;
  readonly deployer: Deployer;
  readonly recording: Recording;
  readonly tally: Tally;
  minute: number;
  /** What a deployment would read; undefined before the first run. */
  live: Sizes | undefined;
  /** When somebody commits because of a kill. */
  commitAt: number | undefined;
}

const RUN_AT = 6 * 60;
/** Who deploys on change does so half an hour after the run. */
const CHANGE_AT = RUN_AT + 30;
const APPROVED_AFTER_MINUTES = 10;
const COMMIT_AFTER_KILL_MINUTES = 120;
const TARGET = 'year/main';
const LIVE = `/rightsizer/${TARGET}`;

function configurationOf({ policy, sidecar }: Plant): Configuration {
  const containers = { app: KEYS.app, ...(sidecar && { sidecar: KEYS.sidecar }) };
  return parseConfiguration({
    services: {
      year: {
        cluster: 'year',
        service: 'year',
        parameters: { task: KEYS.task, containers },
        stages: { main: { policy, mode: 'apply' } },
      },
    },
    sources: { priceList: false },
  });
}

function newPlay(plant: Plant, weeks: number): Play {
  const play: Play = {
    plant,
    world: fakeWorld(),
    configuration: configurationOf(plant),
    deployer: newDeployer(plant, newService(plant, 0)),
    recording: newRecording((WEEKS_BEFORE + weeks) * MINUTES_PER_WEEK),
    tally: newTally(weeks),
    minute: 0,
    live: undefined,
    commitAt: undefined,
  };
  const { metrics, history, documents } = play.world.home;
  metrics.answer = (question) => metricsOf(play.recording, plant, question);
  history.scaling = { kind: 'known', policies: plant.scaling ?? [] };
  documents.afterWrite = ({ name, text }) => {
    if (name === LIVE) noteLive(play, text);
  };
  return play;
}

/** Whether nothing was measured since the size that runs came into force. */
function isSilent({ deployer: { resizedAt }, recording, minute }: Play): boolean {
  return resizedAt !== undefined && !hasPoints(recording, resizedAt, minute);
}

function noteLive(play: Play, text: string): void {
  const { tally, minute, plant, live: before } = play;
  const after = readSizes(text, plant.sidecar !== undefined);
  if (after === undefined) {
    tally.brokenDocuments += 1;
    return;
  }
  play.live = after;
  tally.written.push(after.task);
  if (before === undefined || !isChange(before.task, after.task)) return;
  tally.changes.push({ minute, before: before.task, after: after.task, isSilent: isSilent(play) });
}

/** A run of the real code, at its hour. */
async function run(play: Play): Promise<void> {
  const { plant, world, configuration, deployer, minute, tally } = play;
  world.home.services.answers.set(TARGET, describe(deployer));
  world.home.history.answer = plant.withoutHistory
    ? { kind: 'unavailable', detail: 'CODE_DEPLOY deploys it' }
    : { kind: 'known', deployments: rememberedDeployments(deployer, minute) };
  const request = { time: timeOf(minute), dryRun: false };
  const { signal } = new AbortController();
  const { report } = await runRightsizer({ configuration, request, ports: world, signal });
  for (const { outcome, detail = '', publication } of report.targets) {
    if (outcome === 'failed' || outcome === 'notDone') tally.failedRuns.push(detail);
    if (plant.approves && publication.kind === 'proposed') await approveProposal(play);
  }
}

/** What a person who reads the mail does: the real command. */
async function approveProposal({ configuration, world, minute }: Play): Promise<void> {
  const [target] = configuration.targets;
  if (target === undefined) return;
  const person = { by: 'somebody', at: new Date(timeOf(minute + APPROVED_AFTER_MINUTES)).toISOString() };
  await approve({ configuration, target, ports: world, person }, {});
}

const isSame = (a: Sizes, b: Sizes) => JSON.stringify(a) === JSON.stringify(b);

/** What a pipeline does in this minute, if anything. */
function deployWhenDue({ deployer, plant, live, commitAt, tally }: Play, { minute, week, weekday }: Moment): void {
  giveUp(deployer, minute);
  const { sizes } = deployer.declared;
  const wanted = live ?? sizes;
  const hasCommit = isScheduled(plant, minute, weekday) || minute === commitAt;
  const looksForChange = plant.deploys === 'change' && minute % MINUTES_PER_DAY === CHANGE_AT;
  if (!hasCommit && !(looksForChange && !isSame(wanted, sizes))) return;
  deploy(deployer, wanted, { minute, hasCommit });
  if (week >= 0) tally.deployed.push({ minute, size: wanted.task });
}

/** Plays the minute, and keeps what can be seen of it. */
function pass(play: Play, at: Moment): void {
  const { deployer, recording, plant, tally } = play;
  const { service } = deployer;
  const { size, limitMiB } = service;
  const seen = playMinute(service, at);
  record(recording, { ...seen, minute: at.minute, size, limitMiB });
  if (seen.killed && plant.commitAfterKill) play.commitAt = at.minute + COMMIT_AFTER_KILL_MINUTES;
  countMinute(tally, at, seen, size);
}

/** Plays a plant for so many weeks: each day a run that sees what its own changes brought. */
export async function playPlant(plant: Plant, weeks: number): Promise<Tally> {
  const play = newPlay(plant, weeks);
  for (let day = 0; day < (WEEKS_BEFORE + weeks) * DAYS_PER_WEEK; day += 1) {
    for (const at of momentsOf(day)) {
      play.minute = at.minute;
      if (at.week >= 0 && at.minute % MINUTES_PER_DAY === RUN_AT) await run(play);
      deployWhenDue(play, at);
      pass(play, at);
    }
  }
  return play.tally;
}
