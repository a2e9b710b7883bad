import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { demoScenario } from '../demo/demo-world.ts';
import { writeDemoReport } from '../demo/say.ts';
import { startLocalAws } from '../local/server.ts';
import { launchChromium } from '../test/browser/chromium.ts';

/** The first morning of the demo: the same data on every machine. */
const TIME = '2026-11-21T06:00:00Z';
const PICTURE = fileURLToPath(new URL('../docs/images/report.png', import.meta.url));
const WIDTH = 1100;
const MARGIN = 16;
const MOST_BYTES = 400_000;

async function writeReport(file: string): Promise<void> {
  const aws = await startLocalAws({ scenario: demoScenario, now: () => new Date(TIME) });
  try {
    await writeDemoReport({ aws, time: TIME, out: file });
  } finally {
    await aws.close();
  }
}

/** From the top to the end of the first chart. */
async function takePicture(browser: Browser, file: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(file).href);
  const chart = await page.locator('figure').first().boundingBox();
  if (chart === null) throw new Error(`${file} shows no chart`);
  const height = Math.ceil(chart.y + chart.height + MARGIN);
  await page.screenshot({ path: PICTURE, fullPage: true, clip: { x: 0, y: 0, width: WIDTH, height } });
}

const folder = await mkdtemp(join(tmpdir(), 'rightsizer-picture-'));
const browser = await launchChromium();
try {
  const file = join(folder, 'report.html');
  await writeReport(file);
  await takePicture(browser, file);
  const { size } = await stat(PICTURE);
  if (size > MOST_BYTES) throw new Error(`${PICTURE} has ${size} bytes, more than ${MOST_BYTES}`);
  console.log(`${PICTURE}: ${size} bytes`);
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
