import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfigurationFile } from '../run/configuration-file.ts';

const COUNTS = [1_000, 5_000, 20_000];
const AIM_SECONDS = 3;

function fileOf(services: number): string {
  const blocks = Array.from(
    { length: services },
    (_, index) => `  service-${index}:
    cluster: cluster-{stage}
    service: service-${index}
    parameters: { task: { cpu: taskCpu, memory: taskMemory }, containers: { web: { memory: webMemory } } }
    stages:
      production: { mode: apply }
`,
  );
  return `services:\n${blocks.join('')}`;
}

/** How long reading and checking a rightsizer.yml takes, by number of services: it should grow with the number. */
export async function configurationTime(folder: string): Promise<string> {
  const rows: string[] = [];
  for (const count of COUNTS) {
    const path = join(folder, 'rightsizer.yml');
    await writeFile(path, fileOf(count));
    const start = performance.now();
    await readConfigurationFile(path);
    rows.push(`${count} in ${((performance.now() - start) / 1000).toFixed(2)} s`);
  }
  return `rightsizer.yml, services read and checked: ${rows.join(', ')} (aim: the last under ${AIM_SECONDS} s)`;
}
