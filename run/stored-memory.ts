import { type FleetMemory, memoryName, parseMemory, renderMemory } from '../core/fleet/fleet-memory.ts';
import type { RunInput } from './begin-run.ts';
import { failureText } from './failure-text.ts';
import { readDocument } from './write-document.ts';

type MemoryPlace = Required<Pick<RunInput, 'configuration' | 'memory' | 'ports'>>;

function nameIn({ configuration }: MemoryPlace): string {
  return memoryName(configuration.parameterPrefix);
}

/** What the run before left; nothing where it cannot be read: a run does without it. */
export async function readMemory(place: MemoryPlace): Promise<FleetMemory> {
  try {
    return parseMemory((await readDocument(place.memory, nameIn(place)))?.text);
  } catch (error) {
    place.ports.log.warn('what the run before left cannot be read', { error: failureText(error) });
    return { leftOut: [] };
  }
}

export async function storeMemory(memory: FleetMemory, place: MemoryPlace): Promise<boolean> {
  const text = renderMemory(memory);
  const name = nameIn(place);
  const stored = await readDocument(place.memory, name);
  if (text === (stored?.text ?? renderMemory({ leftOut: [] }))) return false;
  await place.memory.write({ name, text, type: 'String', overwrite: true });
  return true;
}
