import type { Configuration } from '../core/configuration/configuration.ts';
import { type FleetMemory, memoryName, parseMemory, renderMemory } from '../core/fleet/fleet-memory.ts';
import { allReadable, type DocumentStore, type Log } from '../core/ports.ts';
import { failureText } from './failure-text.ts';

interface MemoryPlace {
  readonly configuration: Pick<Configuration, 'parameterPrefix'>;
  readonly memory: DocumentStore;
  readonly ports: { readonly log: Log };
}

async function storedText({ configuration, memory }: MemoryPlace): Promise<string | undefined> {
  const name = memoryName(configuration.parameterPrefix);
  return allReadable(await memory.read([name])).get(name)?.text;
}

/** What the run before left; nothing where it cannot be read: a run does without it. */
export async function readMemory(place: MemoryPlace): Promise<FleetMemory> {
  try {
    return parseMemory(await storedText(place));
  } catch (error) {
    place.ports.log.warn('what the run before left cannot be read', { error: failureText(error) });
    return { leftOut: [] };
  }
}

/** Stores what a run leaves, where it is not stored already. */
export async function storeMemory(memory: FleetMemory, place: MemoryPlace): Promise<boolean> {
  const text = renderMemory(memory);
  const stored = await storedText(place);
  if (text === (stored ?? renderMemory(parseMemory(undefined)))) return false;
  const name = memoryName(place.configuration.parameterPrefix);
  await place.memory.write({ name, text, type: 'String', overwrite: true });
  return true;
}
