import { reportTable } from '../cli/report-table.ts';
import { newsIn } from '../core/report/news.ts';
import { liveDocuments, type ResolvedSizes, resolveStages } from './consumer.ts';
import { DAY_HEAD, DAY_LEGEND, dayLine } from './day-line.ts';
import { type DemoWorld, startDemoWorld } from './demo-world.ts';
import { heading, progress, REPORT_FILE, say, sayMails, writeDemoReport } from './say.ts';
import { dateAfter, isChanged, playDays, playWentWrong, RUN_AT, type SimulatedDay } from './simulated-days.ts';

const STAGES = ['master', 'val', 'production', 'feature-x'] as const;
const FIRST_DATE = '2026-11-21';
/** Enough for two steps of production; it ends earlier when nothing happens any more. */
const MAXIMUM_DAYS = 24;
function saySizes(sizes: ReadonlyMap<string, ResolvedSizes>): void {
  for (const [stage, resolved] of sizes) {
    const [cpu, memory, ...containers] = Object.values(resolved);
    say(`${stage.padEnd(11)} ${cpu}/${memory}, containers ${containers.join(' ')}`);
  }
}

function sayMailsOf(title: string, day: SimulatedDay | undefined): void {
  if (day === undefined) return;
  heading(`${title}, ${day.date}`);
  sayMails(day.run);
}

function sayDay(day: SimulatedDay): void {
  say(dayLine(day));
}

/** Plays the days until it is quiet, with the first mail of each kind after them. */
async function playUntilQuiet(world: DemoWorld): Promise<readonly SimulatedDay[]> {
  heading('Every morning a run, on the day after a change a deployment');
  for (const line of DAY_LEGEND) say(line);
  say(`\n${DAY_HEAD}`);
  const days = await playDays(world, { from: FIRST_DATE, maximumDays: MAXIMUM_DAYS, seen: sayDay });
  const [first] = days;
  if (first !== undefined) {
    heading('What the first run found');
    say(reportTable(first.run.report));
  }
  const told = (news: 'changed' | 'held') =>
    days.find(({ run }) => run.messages > 0 && newsIn(run.report).includes(news));
  sayMailsOf('The mail of the first run: the sizes that run, to go back to', first);
  sayMailsOf(
    'The mail of the first change',
    days.find(({ run }) => run.report.targets.some(isChanged)),
  );
  sayMailsOf('The first mail about what waits', told('held'));
  return days;
}

/** After the last change the container is killed at the limit that it brought. */
async function playKill(world: DemoWorld, last: SimulatedDay | undefined): Promise<readonly SimulatedDay[]> {
  const stage = 'production';
  const date = dateAfter(last?.date ?? FIRST_DATE, 1);
  const limitMiB = Number(liveDocuments(world.aws).get(stage)?.connectContainerMemory);
  heading('A change goes wrong');
  say(`In the night before ${date} the container connect of ${stage} is killed at its limit of ${limitMiB} MiB.`);
  say(`\n${DAY_HEAD}`);
  const days = await playWentWrong(world, { stage, date, limitMiB });
  for (const day of days) sayDay(day);
  sayMailsOf('The mail about it', days[0]);
  return days;
}

/** The four weeks until the last of these days, as a page. */
function writeReport({ aws }: DemoWorld, days: readonly SimulatedDay[]): Promise<void> {
  progress('drawing the report');
  return writeDemoReport({ aws, time: `${days.at(-1)?.date ?? FIRST_DATE}T${RUN_AT}`, out: REPORT_FILE });
}

async function play(world: DemoWorld): Promise<void> {
  progress('asking osls what each stage of the example would deploy');
  heading('Before any run, a deployment gets its fallback');
  saySizes(await resolveStages(world.consumer, STAGES));
  progress(`playing up to ${MAXIMUM_DAYS} days`);
  const days = await playUntilQuiet(world);
  heading('Now a deployment gets the recommended sizes, which run already');
  saySizes(await resolveStages(world.consumer, STAGES));
  await writeReport(world, await playKill(world, days.at(-1)));
  heading('All of it with charts: open this file in a browser');
  say(REPORT_FILE);
}

/** Plays the days. */
export async function playDemo(): Promise<void> {
  progress('starting the embedded AWS and bundling the Lambdas');
  const world = await startDemoWorld(`${FIRST_DATE}T00:00:00Z`);
  try {
    await play(world);
  } finally {
    await world.close();
  }
}
