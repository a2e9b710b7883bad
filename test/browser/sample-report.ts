import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { demoScenarios } from '../../demo/scenarios/index.ts';
import { startLocalAws } from '../../local/server.ts';
import { commandHere } from '../support/command-here.ts';

/** Together they have all a chart shows: deployments, starts, kills, holes, a new size, scaling, a skipped target. */
const STORIES = ['connector', 'resizes', 'kills', 'boot-spikes', 'scaled-api', 'young'] as const;
const TIME = '2026-11-23T06:00:00Z';

export interface SampleReport {
  readonly url: string;
  readonly file: string;
  /** The targets, as the page names them. */
  readonly targets: readonly string[];
}

interface Services {
  readonly services: Readonly<Record<string, { readonly stages: Readonly<Record<string, unknown>> }>>;
}

function told() {
  const stories = STORIES.flatMap((name) => demoScenarios[name] ?? []);
  const configurations = stories.map(({ configuration }) => configuration as Services);
  const services = Object.assign({}, ...configurations.map((each) => each.services)) as Services['services'];
  const scenario = {
    name: 'browser',
    seed: 1,
    services: stories.flatMap((each) => each.scenario.services),
    topics: [],
  };
  return { scenario, configuration: { ...configurations[0], services } };
}

/** Writes a report with `rightsizer report` from an embedded AWS that tells several stories at once. */
export async function sampleReport(folder: string): Promise<SampleReport> {
  const { scenario, configuration } = told();
  const [file, configurationFile] = [join(folder, 'report.html'), join(folder, 'rightsizer.yml')];
  // JSON is YAML.
  await writeFile(configurationFile, JSON.stringify(configuration));
  const aws = await startLocalAws({ scenario, now: () => new Date(TIME) });
  try {
    const args = ['report', '--config', configurationFile, '--time', TIME, '--out', file];
    const { status, errors } = await commandHere(args, { environment: aws.environment });
    if (status !== 0) throw new Error(`rightsizer report ended with ${status}: ${errors}`);
  } finally {
    await aws.close();
  }
  const targets = Object.entries(configuration.services).flatMap(([service, { stages }]) =>
    Object.keys(stages).map((stage) => `${service}/${stage}`),
  );
  return { url: pathToFileURL(file).href, file, targets };
}
