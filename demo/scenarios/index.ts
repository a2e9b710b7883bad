import type { Scenario } from '../../local/scenario.ts';
import type { DemoScenario } from './api-service.ts';
import { connectorDemo } from './connector.ts';
import { cacheFillsDemo, doesNotComeUpDemo, killsDemo, sidecarDemo, valNeverUpDemo } from './failure-stories.ts';
import {
  bootSpikesDemo,
  gappyDemo,
  leakDemo,
  officeHoursDemo,
  resizesDemo,
  scaledApiDemo,
  targetTrackingDemo,
  youngDemo,
} from './usage-stories.ts';

export type { DemoScenario } from './api-service.ts';

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
