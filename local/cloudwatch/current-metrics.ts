import type { RunningServices } from '../ecs/running-services.ts';
import type { Scenario, ScenarioService } from '../scenario.ts';
import type { MetricSeries } from './metric-series.ts';
import { serviceMetrics } from './service-metrics.ts';

/** The metrics of the services as they are deployed now. */
export class CurrentMetrics {
  readonly #scenario: Scenario;
  readonly #services: RunningServices;
  #computedFor: readonly ScenarioService[] | undefined;
  #computed: ReadonlyMap<string, MetricSeries> = new Map();

  constructor(scenario: Scenario, services: RunningServices) {
    this.#scenario = scenario;
    this.#services = services;
    // A scenario with an impossible history is refused at start.
    this.find('');
  }

  /** By place key of the metric key. */
  find(key: string): MetricSeries | undefined {
    const services = this.#services.all();
    if (services !== this.#computedFor) {
      this.#computed = serviceMetrics({ ...this.#scenario, services });
      this.#computedFor = services;
    }
    return this.#computed.get(key);
  }
}
