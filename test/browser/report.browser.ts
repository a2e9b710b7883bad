import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from './chromium.ts';
import { contrast } from './contrast.ts';
import { CLIPPED, FOCUSED, HEADING_LEVELS, OVERFLOW, TEXT_COLORS, UNREACHABLE } from './in-page.ts';
import { type SampleReport, sampleReport } from './sample-report.ts';

const DESKTOP = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };
/** A4 within margins of a centimeter, at 96 pixels an inch: 190 mm. */
const PAPER = { width: 718, height: 1047 };
const PAPER_MARGIN = { top: '1cm', right: '1cm', bottom: '1cm', left: '1cm' };
const CHART_BYTES = 200_000;

let browser: Browser;
let folder = '';
let report: SampleReport;

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), 'rightsizer-browser-'));
  report = await sampleReport(folder);
});
afterAll(async () => {
  await browser?.close();
  if (folder !== '') await rm(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  /** What the page complained about. */
  readonly problems: readonly string[];
  readonly requests: readonly string[];
}

/** Shows the page to a test in a window of its own. */
async function opened(options: BrowserContextOptions, look: (opened: Opened) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', ...options });
  try {
    const page = await context.newPage();
    const [problems, requests]: [string[], string[]] = [[], []];
    page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(report.url);
    await look({ page, problems, requests });
  } finally {
    await context.close();
  }
}

async function lowContrast(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate<[string, string, string][]>(TEXT_COLORS);
  expect(found.length).toBeGreaterThan(5);
  return found.flatMap(([color, background, text]) => {
    const ratio = contrast(color, background);
    return ratio >= 4.5 ? [] : [`${text}: ${color} on ${background} is ${ratio.toFixed(2)}`];
  });
}

describe('the report in Chromium', () => {
  it('opens from disk without a complaint and loads nothing else', () =>
    opened({}, async ({ problems, requests }) => {
      expect(problems).toEqual([]);
      expect(requests).toEqual([report.url]);
    }));

  it('shows the charts of every target, each with a size and a name, and none beyond its limit', () =>
    opened({}, async ({ page }) => {
      expect(report.targets.length).toBeGreaterThanOrEqual(7);
      for (const target of report.targets) {
        const section = page.getByRole('region', { name: target, exact: true });
        const charts = await section.getByRole('img', { name: `${target}: `, exact: false }).all();
        // The fifth is the curve of prices, or of the bill of a service that scales, where there is one to show.
        expect([4, 5, 6], target).toContain(charts.length);
        for (const chart of charts) {
          const box = await chart.boundingBox();
          expect(box?.width).toBeGreaterThan(600);
          expect(box?.height).toBeGreaterThan(150);
          expect(await chart.getAttribute('aria-describedby')).toMatch(/-description$/);
          const size = await chart.evaluate((svg: { readonly outerHTML: string }) => svg.outerHTML.length);
          expect(size).toBeLessThan(CHART_BYTES);
        }
      }
      expect(Buffer.byteLength(await readFile(report.file))).toBeLessThan(report.targets.length * 5 * CHART_BYTES);
    }));

  it('shows the bill of a service that scales, with what is advised', () =>
    opened({ viewport: NARROW, colorScheme: 'dark' }, async ({ page }) => {
      const figure = page.locator('figure').filter({ hasText: 'Scaling: bill against target and minimum' });
      expect(await figure.count()).toBe(1);
      for (const name of ['minimum 4', 'today', 'advised']) {
        expect(await figure.getByText(name, { exact: true }).first().isVisible(), name).toBe(true);
      }
      expect(await figure.getByText('target, % of CPU').isVisible()).toBe(true);
    }));

  it('names in legends what the stories have to show', () =>
    opened({}, async ({ page }) => {
      const legends = page.getByRole('list', { name: 'Legend' });
      for (const name of ['maximum', 'average', 'size in force', 'recommended', 'left out', 'task starts']) {
        expect(await legends.getByText(name, { exact: true }).count(), name).toBeGreaterThan(3);
      }
      for (const name of ['deployment', 'memory kill']) {
        expect(await legends.getByText(name, { exact: true }).first().isVisible(), name).toBe(true);
      }
    }));

  it('has a language, a title, landmarks and headings in order', () =>
    opened({}, async ({ page }) => {
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      expect(await page.title()).toBe('Task sizes, 2026-11-23');
      for (const role of ['banner', 'main', 'contentinfo'] as const) {
        expect(await page.getByRole(role).count(), role).toBe(1);
      }
      const levels = await page.evaluate<number[]>(HEADING_LEVELS);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
      expect(jumps).toEqual([]);
    }));

  it.each([['narrow', NARROW] as const, ['desktop', DESKTOP] as const])(
    'never scrolls sideways on a %s screen, and what is wider scrolls by itself within reach of the keyboard',
    (_name, viewport) =>
      opened({ viewport }, async ({ page }) => {
        expect(await page.evaluate(OVERFLOW)).toBe(0);
        // The heads of tables that became cards are there for screen readers alone.
        const unreachable = await page.evaluate<readonly string[]>(UNREACHABLE);
        expect(unreachable.filter((each) => !each.startsWith('<thead>'))).toEqual([]);
      }),
  );

  it('lets the keyboard reach every link, every fold and every scrollable part, in order and visibly', () =>
    opened({ viewport: NARROW }, async ({ page }) => {
      await page.keyboard.press('Tab');
      const first = await page.evaluate<{ total: number }>(FOCUSED);
      expect(first.total).toBeGreaterThan(report.targets.length * 6);
      for (let index = 0; index < first.total; index += 1) {
        const focused = await page.evaluate<{ index: number; outline: string; width: number }>(FOCUSED);
        expect(focused).toMatchObject({ index, outline: 'solid' });
        expect(focused.width).toBeGreaterThanOrEqual(2);
        await page.keyboard.press('Tab');
      }
    }));

  it('scrolls a wide chart and opens the reading guide with keys', () =>
    opened({ viewport: NARROW }, async ({ page }) => {
      const chart = page.getByRole('region', { name: 'CPU use over the window' }).first();
      await chart.focus();
      for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowRight');
      const scrolled = () => chart.evaluate((region: { readonly scrollLeft: number }) => region.scrollLeft);
      await expect.poll(scrolled).toBeGreaterThan(50);
      const guide = page.getByText('How to read the charts');
      await guide.focus();
      await page.keyboard.press('Enter');
      expect(await page.getByText('the hottest task').isVisible()).toBe(true);
    }));

  it('follows a link to a target and back', () =>
    opened({}, async ({ page }) => {
      await page.getByRole('link', { name: 'kills/production', exact: true }).press('Enter');
      const heading = page.getByRole('heading', { name: 'kills/production' });
      await expect.poll(async () => (await heading.boundingBox())?.y ?? 9999).toBeLessThan(DESKTOP.height);
      expect(page.url()).toMatch(/#target-\d+$/);
    }));

  it.each(['light', 'dark'] as const)('has text that can be read in the %s scheme', (colorScheme) =>
    opened({ colorScheme }, async ({ page }) => {
      await page.getByText('How to read the charts').click();
      expect(await lowContrast(page)).toEqual([]);
    }),
  );

  it('is dark where dark is wanted', async () => {
    const backgrounds: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await opened({ colorScheme }, async ({ page }) => {
        backgrounds.push(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'));
      });
    }
    const [light = '', dark = ''] = backgrounds;
    expect(contrast(light, 'rgb(0, 0, 0)')).toBeGreaterThan(15);
    expect(contrast(dark, 'rgb(255, 255, 255)')).toBeGreaterThan(15);
  });

  it('prints black on white with nothing cut off and everything unfolded, also from the dark scheme', () =>
    opened({ colorScheme: 'dark', viewport: PAPER }, async ({ page }) => {
      const guide = page.getByText('the hottest task');
      expect(await guide.isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      expect(await page.evaluate(OVERFLOW)).toBe(0);
      expect(await page.evaluate(CLIPPED)).toEqual([]);
      expect(await lowContrast(page)).toEqual([]);
      expect(await guide.isVisible()).toBe(true);
      const pdf = await page.pdf({ format: 'A4', margin: PAPER_MARGIN });
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
      expect(pages.length).toBeGreaterThan(report.targets.length);
    }));
});

describe('without Chromium', () => {
  it('the test fails with a sentence that says how to install it', async () => {
    await expect(launchChromium('/nowhere/chromium')).rejects.toThrow(
      'There is no Chromium at /nowhere/chromium: install it (apt-get install chromium) or say where it is (CHROMIUM_PATH=/path/to/chromium).',
    );
    expect(chromiumPath({ CHROMIUM_PATH: '/opt/chromium' })).toBe('/opt/chromium');
    expect(chromiumPath({})).toBe('/usr/bin/chromium');
  });
});
