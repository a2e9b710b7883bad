import { reportTable } from '../cli/report-table.ts';
import { isColored } from '../cli/shell-run.ts';
import { type DemoWorld, startDemoWorld } from './demo-world.ts';
import { heading, progress, REPORT_FILE, say, sayMails, writeDemoReport } from './say.ts';
import { dateAfter, isChanged, playDay, RUN_AT, type SimulatedDay } from './simulated-days.ts';

const FIRST_DATE = '2026-11-22';
/** Development shrinks once three mornings agree. */
const MAXIMUM_MORNINGS = 5;

const NEXT = `
npm start -- --days                 the same weeks day by day: deployments, a change that goes wrong, what is put back
npm start -- --help                 ten other stories
npm run local                       the embedded AWS by itself, for every command of "npx rightsizer"`;

/** The mornings until the first change; nothing is deployed. */
async function morningsUntilChange(world: DemoWorld): Promise<readonly SimulatedDay[]> {
  const mornings: SimulatedDay[] = [];
  while (mornings.length < MAXIMUM_MORNINGS) {
    const morning = await playDay(world, dateAfter(FIRST_DATE, mornings.length), []);
    mornings.push(morning);
    if (mornings.length === 1) sayFound(morning);
    if (morning.run.report.targets.some(isChanged)) return mornings;
  }
  throw new Error(`No run changed anything in ${MAXIMUM_MORNINGS} mornings.`);
}

function sayFound({ run }: SimulatedDay): void {
  heading('Three stages of a Kafka Connect service, at the sizes that somebody guessed');
  say(reportTable(run.report, { colored: isColored(process.stdout) }));
}

async function play(world: DemoWorld): Promise<void> {
  progress('the first morning: four weeks of metrics, read and decided');
  const last = (await morningsUntilChange(world)).at(-1);
  if (last === undefined) return;
  heading(`The mail of ${last.date}, the first that changes something`);
  sayMails(last.run);
  progress('drawing the report');
  await writeDemoReport({ aws: world.aws, time: `${last.date}T${RUN_AT}`, out: REPORT_FILE });
  heading('All of it with charts: open this file in a browser');
  say(REPORT_FILE);
  say(NEXT);
}

/** Plays what `npm start` shows: what a run finds, the mail of the first change, and the report. */
export async function playMornings(): Promise<void> {
  progress('starting the embedded AWS and bundling the Lambdas');
  const world = await startDemoWorld(`${FIRST_DATE}T00:00:00Z`);
  try {
    await play(world);
  } finally {
    await world.close();
  }
}
