import type { Scenario, ScenarioTopic } from '../../local/scenario.ts';

/** A scenario that a demo can run: every story plays until 2026-11-23T06:00:00Z, over the four weeks before. */
export interface DemoScenario {
  readonly scenario: Scenario;
  /** What the rightsizer.yml for it says, as plain data. */
  readonly configuration: unknown;
  /** One sentence. */
  readonly story: string;
  /** ISO time at which the only service is deployed with what the second run wrote; a third run looks at it the morning after. */
  readonly deployedAt?: string;
}

export const demoTopics: readonly ScenarioTopic[] = [
  {
    name: 'rightsizer-production-changes',
    subscriptions: [
      { protocol: 'email', endpoint: 'team@example.com' },
      { protocol: 'https', endpoint: 'https://global.sns-api.chatbot.amazonaws.com' },
    ],
  },
];
