import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FakeWorld } from '../../support/fake-ports.ts';
import { type FleetRun, fleetRun } from '../../support/fleet-run.ts';
import {
  announcedBy,
  fleetConfiguration,
  morning,
  recordedWorld,
  remainsOf,
  repeatedMessages,
} from '../../support/fleet-world.ts';
import { mortalPorts } from '../../support/mortal-ports.ts';
import { FEWER } from '../../support/properties.ts';

/** Two of six may shrink: there is a batch to decide and one to publish in each account. */
const configuration = fleetConfiguration(2);
const time = morning(21);
/** At every fifth write or call only, so that the tests end soon; at each with EVERY_MOMENT=1. */
const STEP = process.env.EVERY_MOMENT === '1' ? 1 : 5;

type Disturbance = Pick<FleetRun, 'kills' | 'around'>;

/** A run that is disturbed, and the same schedule once more. */
async function disturbed(disturbance: Disturbance) {
  const world = await recordedWorld(configuration, 20);
  const ran = await fleetRun({ configuration, world, time, ...disturbance });
  const again = await fleetRun({ configuration, world, time });
  return { world, ran, again };
}

let clean: Awaited<ReturnType<typeof disturbed>>;
let writes = 0;
beforeAll(async () => {
  const around: FleetRun['around'] = (_, answer) => answer();
  clean = await disturbed({ around });
  writes = clean.world.calls.filter((call) => call.startsWith('write ')).length;
});

/** Nothing is lost, nothing is written twice, and at most one message is repeated. */
function expectAsClean(world: FakeWorld): void {
  expect(remainsOf(world)).toEqual(remainsOf(clean.world));
  expect(new Set(announcedBy(world).flat())).toEqual(new Set(announcedBy(clean.world).flat()));
  expect(repeatedMessages(world)).toBeLessThanOrEqual(1);
}

/** Side by side, each in a world of its own: a run waits for the backend most of its time. */
async function atEach(moments: readonly number[], check: (moment: number) => Promise<void>): Promise<void> {
  await Promise.all(moments.map(check));
}

const places = (count: number) => Array.from({ length: Math.ceil(count / STEP) }, (_, index) => index * STEP + 1);

describe('a run of a fleet that nobody disturbs', () => {
  it('shrinks two, tells them in one message, and does nothing the second time', () => {
    expect(remainsOf(clean.world).filter(({ live }) => live?.version === 2)).toHaveLength(2);
    expect([clean.ran.status, clean.again.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(announcedBy(clean.world)[0]?.filter((id) => id.endsWith('@2'))).toHaveLength(2);
    expect(repeatedMessages(clean.world)).toBe(0);
    // Begun; decided; published; the message; marked; ended.
    expect(clean.ran.checkpoints).toBeGreaterThanOrEqual(6);
  });
});

describe('an orchestrator that dies', () => {
  it.each(['before', 'after'] as const)('%s a checkpoint lands goes on where it was', async (when) => {
    const checkpoints = Array.from({ length: clean.ran.checkpoints }, (_, index) => index + 1);
    await atEach(checkpoints, async (checkpoint) => {
      const { world, ran } = await disturbed({ kills: [{ checkpoint, when }] });
      expect(ran.status, `checkpoint ${checkpoint}`).toBe('SUCCEEDED');
      expectAsClean(world);
    });
  });
});

describe('a worker that dies', () => {
  it.each(['before', 'after'] as const)('%s a write is called again, and ends as if it had lived', async (when) => {
    await atEach(places(writes), async (fatal) => {
      let count = 0;
      const world = await recordedWorld(configuration, 20);
      const around: FleetRun['around'] = (_, answer) => {
        const { ports, memory, death } = mortalPorts(world, world.home.documents, () => {
          count += 1;
          return count === fatal ? when : undefined;
        });
        return Promise.race([answer({ ports, memory }), death]);
      };
      const ran = await fleetRun({ configuration, world, time, around });
      expect(ran.status, `write ${fatal}`).toBe('SUCCEEDED');
      await fleetRun({ configuration, world, time });
      expectAsClean(world);
    });
  });
});

describe('a worker', () => {
  it('that is called twice writes nothing twice', async () => {
    const around: FleetRun['around'] = async (_, answer) => {
      await answer();
      return answer();
    };
    const { world } = await disturbed({ around });
    expectAsClean(world);
  });

  it('that is called twice at the same time writes nothing twice', async () => {
    const around: FleetRun['around'] = async (_, answer) => (await Promise.all([answer(), answer()]))[0];
    const { world } = await disturbed({ around });
    expectAsClean(world);
  });

  it('that did its work and whose answer is lost is called again, and tells what it did', async () => {
    await atEach(places(clean.ran.calls.length), async (lost) => {
      let count = 0;
      const around: FleetRun['around'] = async (_, answer) => {
        count += 1;
        const mine = count;
        const answered = await answer();
        if (mine === lost) throw new Error('Task timed out after 300.00 seconds');
        return answered;
      };
      const { world, ran } = await disturbed({ around });
      expect(ran.status, `call ${lost}`).toBe('SUCCEEDED');
      expectAsClean(world);
    });
  });
});

describe('two executions of one schedule at the same time', () => {
  /** Before each access to a document so many turns of the event loop pass, in turn. */
  function slow(world: FakeWorld, turns: readonly number[]): void {
    let count = 0;
    const wait = async () => {
      count += 1;
      for (let left = turns[count % turns.length] ?? 0; left > 0; left -= 1) await new Promise(setImmediate);
    };
    for (const roleArn of new Set(configuration.targets.map((each) => each.roleArn ?? ''))) {
      const { documents } = world.accountOfRole(roleArn);
      Object.assign(documents, { beforeRead: wait, beforeWrite: wait, beforeHistory: wait, afterWrite: wait });
    }
  }

  it('leave what one leaves, and at most one message is repeated, whoever is faster', async () => {
    const turns = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 40 });
    const holds = fc.asyncProperty(turns, async (each) => {
      const world = await recordedWorld(configuration, 20);
      slow(world, each);
      const both = [1, 2].map(() => fleetRun({ configuration, world, time }));
      expect((await Promise.all(both)).map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
      await fleetRun({ configuration, world, time });
      expectAsClean(world);
    });
    await fc.assert(holds, FEWER);
  });
});
