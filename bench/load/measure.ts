import type { Target } from '../../core/configuration/configuration.ts';
import { DAY_MILLISECONDS } from '../../core/model/time.ts';
import type { Report } from '../../core/report/report.ts';
import { runRightsizer } from '../../run/run-rightsizer.ts';
import { FIRST_RUN, fleetOf } from './fleet.ts';
import { SimulatedAws } from './simulated-aws.ts';
import { VirtualClock } from './virtual-clock.ts';

/** serverless.yml: timeout and memorySize of the function that recommends. */
export const LAMBDA = { seconds: 300, megabytes: 1024 } as const;
/** As run/clock.ts keeps it back. */
const RESERVE_MILLISECONDS = 30_000;

/** `first`: nothing stored. `usual`: sizes recorded, caches cold. `warm`: a day later. `last`: cold, all answered. */
export type Kind = 'first' | 'usual' | 'warm' | 'last';

export interface Load {
  readonly kind: Kind;
  readonly targets: number;
  readonly answered: number;
  /** Runs on consecutive days, this one included. */
  readonly runs: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly askedPoints: number;
  readonly throttled: number;
  readonly peakMegabytes: number;
}

export interface Question {
  readonly targets: number;
  readonly daysBetweenDeployments: number;
  /** Whether all sizes are recorded before. */
  readonly isRecorded: boolean;
}

/** The runs of a fleet: the very first one, or a usual one and the next in the same Lambda. */
export async function measure({ targets, daysBetweenDeployments, isRecorded }: Question): Promise<readonly Load[]> {
  const { configuration, scenario } = fleetOf(targets, daysBetweenDeployments);
  const clock = new VirtualClock(FIRST_RUN, LAMBDA.megabytes);
  const aws = new SimulatedAws(scenario, clock);
  if (isRecorded) {
    aws.metrics.areEmpty = true;
    await play({ clock, configuration, ports: aws.ports() }, Number.POSITIVE_INFINITY);
    aws.metrics.areEmpty = false;
  }
  const loads: Load[] = [];
  const reached = new Set<string>();
  let ports = aws.ports();
  const measured = async (kind: Kind): Promise<Load> => {
    await nextMorning(clock);
    const [began, cpu, throttled] = [clock.now(), clock.cpuMilliseconds, aws.throttled];
    aws.requests.clear();
    aws.metrics.askedPoints = 0;
    clock.peakBytes = 0;
    const report = await play({ clock, configuration, ports }, LAMBDA.seconds * 1000);
    const answered = report.targets.filter(({ outcome }) => outcome === 'decided' || outcome === 'skipped');
    for (const { id } of answered) reached.add(id);
    return {
      kind,
      targets,
      answered: answered.length,
      runs: loads.length + 1,
      seconds: (clock.now() - began) / 1000,
      cpuSeconds: (clock.cpuMilliseconds - cpu) / 1000,
      requests: Object.fromEntries(aws.requests),
      askedPoints: aws.metrics.askedPoints,
      throttled: aws.throttled - throttled,
      peakMegabytes: Math.round(clock.peakBytes / 2 ** 20),
    };
  };
  for (const kind of isRecorded ? (['usual', 'warm'] as const) : (['first'] as const)) loads.push(await measured(kind));
  const shown = [...loads];
  while (reached.size < targets) {
    ports = aws.ports();
    loads.push(await measured('last'));
  }
  return loads.length === shown.length ? shown : [...shown, ...loads.slice(-1)];
}

function nextMorning(clock: VirtualClock): Promise<void> {
  const hours = clock.now() - FIRST_RUN;
  const next = FIRST_RUN + (Math.floor(hours / DAY_MILLISECONDS) + 1) * DAY_MILLISECONDS;
  return clock.run(() => clock.sleep(next - clock.now()));
}

type Played = Pick<Parameters<typeof runRightsizer>[0], 'configuration' | 'ports'> & { readonly clock: VirtualClock };

/** One run, cut off as the Lambda's is. */
async function play({ clock, configuration, ports }: Played, milliseconds: number): Promise<Report> {
  const softDeadline = new AbortController();
  const time = clock.now();
  const endsAt = time + milliseconds;
  if (Number.isFinite(endsAt)) void clock.sleep(milliseconds - RESERVE_MILLISECONDS).then(() => softDeadline.abort());
  const request = { time, dryRun: false };
  const memory = ports.accountOf(configuration.targets[0] as Target).documents;
  const limited = Number.isFinite(endsAt) ? { endsAt } : {};
  const { report, messageFailure } = await clock.run(() =>
    runRightsizer({ configuration, request, ports, memory, clock, signal: softDeadline.signal, ...limited }),
  );
  if (messageFailure !== undefined) throw new Error(messageFailure);
  return report;
}
