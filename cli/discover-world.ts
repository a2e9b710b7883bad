import type { ServiceDescription } from '../core/model/service.ts';
import { DAY_MILLISECONDS } from '../core/model/time.ts';
import type { Account, ListedService, Ports, ServiceQuestion } from '../core/ports.ts';
import { withOtherAccounts } from './terminal.ts';

/** What discovery knows before a run: it is not asked again. */
export interface Known {
  readonly descriptions: ReadonlyMap<string, ServiceDescription>;
  readonly listed: readonly ListedService[];
  /** The run's time, epoch milliseconds, and how far back it looks. */
  readonly time: number;
  readonly lookbackDays: number;
}

/**
 * The world for a run over what was discovered. Nothing is stored yet, so no permission for SSM is needed. Services are
 * described; those that run unchanged for longer than the window have no deployments.
 */
export function discoveredWorld(ports: Ports, known: Known): Ports {
  return withOtherAccounts(ports, (account) => discoveredAccount(account, known));
}

const NO_DOCUMENTS: Account['documents'] = {
  read: async () => new Map(),
  history: async () => [],
  write: async () => {
    throw new Error('discover writes no documents.');
  },
};

function discoveredAccount(account: Account, { descriptions, listed, time, lookbackDays }: Known): Account {
  // A day more, since the window ends before the run's time.
  const start = time - (lookbackDays + 1) * DAY_MILLISECONDS;
  // The same name in two regions counts as deployed where one of them was.
  const changed = new Set(listed.filter(({ runsSince = time }) => runsSince >= start).map(nameOf));
  return {
    ...account,
    documents: NO_DOCUMENTS,
    services: {
      describe: async (targets) =>
        new Map(
          targets.flatMap(({ id }) => {
            const description = descriptions.get(id);
            return description === undefined ? [] : [[id, description] as const];
          }),
        ),
    },
    history: {
      scalingPolicies: (question, signal) => account.history.scalingPolicies(question, signal),
      deployments: async (question, signal) =>
        changed.has(nameOf(question))
          ? account.history.deployments(question, signal)
          : { kind: 'known', deployments: [] },
    },
  };
}

function nameOf({ cluster, service }: ServiceQuestion): string {
  return `${cluster}/${service}`;
}
