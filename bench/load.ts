import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { LAMBDA, type Load, measure, type Question } from './load/measure.ts';

const COUNTS = [50, 350, 1000, 3000];
const WEEKLY = 7;
/** The question of a team that deploys daily. */
const DAILY: readonly Question[] = [
  { targets: 20, daysBetweenDeployments: 1, isRecorded: true },
  { targets: 350, daysBetweenDeployments: 1, isRecorded: true },
];

/** The least time that each quota allows for what was asked, in seconds. */
function leastSeconds({
  requests,
  cpuSeconds,
  askedPoints,
}: Load): readonly (readonly [what: string, seconds: number])[] {
  const of = (...names: readonly string[]) => names.reduce((sum, name) => sum + (requests[name] ?? 0), 0);
  const services = [
    'DescribeServices',
    'ListServiceDeployments',
    'DescribeServiceDeployments',
    'DescribeServiceRevisions',
  ];
  // Of ECS's rate a third; of CloudWatch's points, that are as old as these, 396,000 a second.
  return [
    ['CPU', cpuSeconds],
    ['ECS services', of(...services.map((name) => `ecs.${name}`)) / (20 / 3)],
    ['ECS task definitions', of('ecs.DescribeTaskDefinition') / (20 / 3)],
    ['SSM writes', of('ssm.PutParameter') / 3],
    ['SSM reads', of('ssm.GetParameters', 'ssm.GetParameterHistory') / 40],
    ['CloudWatch points', askedPoints / 396_000],
  ];
}

function rowOf(load: Load, days: number): string {
  const least = leastSeconds(load).toSorted(([, a], [, b]) => b - a);
  const [binds] = least;
  const { requests, targets, kind, runs, answered, seconds, cpuSeconds, throttled, peakMegabytes } = load;
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  const byKind = Object.entries(requests)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name.split('.')[1]} ${count}`)
    .join(', ');
  const cells = [
    targets,
    days === WEEKLY ? 'weekly' : 'daily',
    kind === 'last' ? `last of ${runs}` : kind,
    answered,
    `${seconds.toFixed(0)} s`,
    `${cpuSeconds.toFixed(0)} s`,
    `${peakMegabytes} MB`,
    `${binds?.[0]} (${binds?.[1].toFixed(0)} s)`,
    `${total}: ${byKind}`,
    throttled,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Each fleet in a process of its own, so that its memory is its own. */
async function measureApart(question: Question): Promise<readonly Load[]> {
  const args = [import.meta.filename, '--one', JSON.stringify(question)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout) as readonly Load[];
}

async function table(questions: readonly Question[]): Promise<void> {
  console.log(`Lambda of ${LAMBDA.megabytes} MB and ${LAMBDA.seconds} s; time is simulated, CPU time is measured.`);
  console.log('| targets | deployed | run | answered | time | CPU | memory | what binds | requests | throttled |');
  console.log(`|${'---|'.repeat(10)}`);
  for (const question of questions)
    for (const load of await measureApart(question)) console.log(rowOf(load, question.daysBetweenDeployments));
}

const { values } = parseArgs({ options: { one: { type: 'string' }, targets: { type: 'string' } } });
if (values.one !== undefined) {
  console.log(JSON.stringify(await measure(JSON.parse(values.one) as Question)));
} else {
  const counts = values.targets === undefined ? COUNTS : [Number(values.targets)];
  const fleets = counts.flatMap((targets) =>
    [false, true].map((isRecorded) => ({ targets, daysBetweenDeployments: WEEKLY, isRecorded })),
  );
  await table(values.targets === undefined ? [...fleets, ...DAILY] : fleets);
}
