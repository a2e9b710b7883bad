import type { Scenario } from '../../local/scenario.ts';
import { bootSpikesDemo } from './boot-spikes.ts';
import { cacheFillsDemo } from './cache-fills.ts';
import { connectorDemo } from './connector.ts';
import type { DemoScenario } from './demo-scenario.ts';
import { doesNotComeUpDemo } from './does-not-come-up.ts';
import { gappyDemo } from './gappy.ts';
import { killsDemo } from './kills.ts';
import { leakDemo } from './leak.ts';
import { officeHoursDemo } from './office-hours.ts';
import { resizesDemo } from './resizes.ts';
import { scaledApiDemo } from './scaled-api.ts';
import { sidecarDemo } from './sidecar.ts';
import { targetTrackingDemo } from './target-tracking.ts';
import { valNeverUpDemo } from './val-never-up.ts';
import { youngDemo } from './young.ts';

export type { DemoScenario } from './demo-scenario.ts';

const demos: readonly DemoScenario[] = [
  connectorDemo,
  resizesDemo,
  killsDemo,
  bootSpikesDemo,
  targetTrackingDemo,
  scaledApiDemo,
  officeHoursDemo,
  leakDemo,
  youngDemo,
  gappyDemo,
  sidecarDemo,
  valNeverUpDemo,
  cacheFillsDemo,
  doesNotComeUpDemo,
];

/** All demos by the name of their scenario. */
export const demoScenarios: Readonly<Record<string, DemoScenario>> = Object.fromEntries(
  demos.map((demo) => [demo.scenario.name, demo]),
);

/** All scenarios by name. */
export const scenarios: Readonly<Record<string, Scenario>> = Object.fromEntries(
  demos.map(({ scenario }) => [scenario.name, scenario]),
);

/** In the order in which a person should meet them, the connector first. */
export const scenarioNames: readonly string[] = demos.map(({ scenario }) => scenario.name);
