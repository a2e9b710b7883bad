import { vi } from 'vitest';
import { systemClock } from '../../aws/pace.ts';

// A run in the process of the tests waits for no quota: the embedded AWS has none unless a scenario says so. What tests
// start in a process of its own keeps its pace.
vi.spyOn(systemClock, 'sleep').mockImplementation(async (_milliseconds, signal) => signal?.throwIfAborted());
