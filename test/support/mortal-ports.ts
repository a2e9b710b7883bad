import type { Account, DocumentStore, DocumentWrite, Ports } from '../../core/ports.ts';

/** Is told of each write, and says whether the machine dies before it or after it. */
export type Fate = (write: DocumentWrite) => 'before' | 'after' | undefined;

export interface MortalPorts {
  readonly ports: Ports;
  readonly memory: DocumentStore;
  /** Rejects when the machine dies. */
  readonly death: Promise<never>;
}

/** The world of an invocation whose machine may die at a write. From then nothing it does has an effect or an end. */
export function mortalPorts(world: Ports, memory: DocumentStore, fate: Fate): MortalPorts {
  const never = new Promise<never>(() => undefined);
  const { promise: death, reject } = Promise.withResolvers<never>();
  let isDead = false;
  const die = () => {
    isDead = true;
    reject(new Error('the machine died'));
    return never;
  };
  const alive =
    <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      isDead ? never : call(...args);
  const storeOf = (documents: DocumentStore): DocumentStore => ({
    read: alive((names, signal) => documents.read(names, signal)),
    history: alive((name, signal) => documents.history(name, signal)),
    write: alive(async (write) => {
      const when = fate(write);
      if (when === 'before') return die();
      const version = await documents.write(write);
      return when === 'after' ? die() : version;
    }),
  });
  const accounts = new Map<Account, Account>();
  const accountOf: Ports['accountOf'] = (target) => {
    const account = world.accountOf(target);
    const mortal = accounts.get(account) ?? { ...account, documents: storeOf(account.documents) };
    accounts.set(account, mortal);
    return mortal;
  };
  const notifier = {
    publish: alive((...input: Parameters<typeof world.notifier.publish>) => world.notifier.publish(...input)),
  };
  const ports = { ...world, accountOf, notifier };
  return { ports, memory: storeOf(memory), death };
}
