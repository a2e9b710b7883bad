import { describe, expect, it } from 'vitest';
import { answerWorkerCall } from '../../../run/fleet/worker.ts';
import { parseWorkerCall, WorkerCallError } from '../../../run/fleet/worker-call.ts';
import { fakeWorld, refusing } from '../../support/fake-ports.ts';
import { sleepyClock, workerWorld } from '../../support/fleet-run.ts';
import { fleetConfiguration, morning } from '../../support/fleet-world.ts';

const caller = { version: '0.1.0', runId: 'run', time: '2026-11-21T06:00:00.000Z' };

describe('a call of the worker', () => {
  it.each([
    [{ ...caller, kind: 'begin' }],
    [{ ...caller, kind: 'decide', ids: ['a/p'], found: 'H4s', digest: false }],
    [{ ...caller, kind: 'discover', place: { region: 'eu-west-1' } }],
    [{ ...caller, kind: 'publish', ids: ['a/p'], found: '', digest: true, toShrink: ['a/p'], toGrow: [] }],
    [
      {
        ...caller,
        kind: 'announced',
        found: '',
        marks: [{ id: 'a/p', announced: { destination: 'live', version: 2 } }],
      },
    ],
    [{ ...caller, kind: 'end', leftOut: [], digestOn: '2026-11-22' }],
  ])('is read as it was sent: %j', (call) => expect(parseWorkerCall(call)).toEqual(call));

  it.each([
    [{}, /Only recommend-fleet calls this function\. kind: /],
    [{ ...caller, kind: 'delete' }, /kind: .*"delete"/],
    [{ ...caller, kind: 'decide', ids: 'a/p', found: '', digest: false }, /ids: /],
    [{ ...caller, kind: 'decide', ids: ['a/p'], found: [{ id: 'a/p' }], digest: false }, /found: /],
    [{ ...caller, kind: 'begin', time: 'today' }, /time: is not an ISO time/],
    ['text', /all of it: |kind: /],
  ])('is refused where it is none: %j', (call, message) => {
    expect(() => parseWorkerCall(call)).toThrow(WorkerCallError);
    expect(() => parseWorkerCall(call)).toThrow(message);
  });

  it('is refused from another version of the code', async () => {
    const world = workerWorld(fleetConfiguration(1), fakeWorld(), sleepyClock(morning(21)));
    await expect(answerWorkerCall({ ...caller, kind: 'begin' }, world)).rejects.toThrow(
      /^A worker of version 0\.1\.0 of .+ was asked to work for version 0\.1\.0 of run: it was deployed meanwhile\.$/,
    );
  });
});

describe('what the run before left', () => {
  it('is nothing where it cannot be read: the run goes on without', async () => {
    const fakes = fakeWorld();
    fakes.home.documents.beforeRead = refusing('read');
    const configuration = fleetConfiguration(1);
    const world = workerWorld(configuration, fakes, sleepyClock(morning(21)));
    const failure = await answerWorkerCall({ ...caller, kind: 'begin' }, world).catch(String);
    const runId = /of (\S+) was asked/.exec(String(failure))?.[1] ?? '';
    expect(await answerWorkerCall({ ...caller, runId, kind: 'begin' }, world)).toEqual({
      version: '0.1.0',
      leftOut: [],
      startedAt: morning(21),
    });
    expect(fakes.log.lines.map(({ level }) => level)).toEqual(['warn']);
  });
});
