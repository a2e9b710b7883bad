import { describe, expect, it } from 'vitest';
import { parsed, serviceWith } from './file-builder.ts';

const SCANS = ['some', 'every', 'includes', 'indexOf', 'find', 'findIndex', 'filter', 'map', 'flatMap'] as const;

/** Adds the length of every list that is gone through by such a method while `work` runs. */
function whileCounting(add: (length: number) => void, work: () => void): void {
  const originals = SCANS.map((name) => [name, Object.getOwnPropertyDescriptor(Array.prototype, name)] as const);
  for (const [name, descriptor] of originals) {
    const original = descriptor?.value;
    const value = function (this: readonly unknown[], ...given: unknown[]) {
      add(this.length);
      return Reflect.apply(original, this, given);
    };
    Object.defineProperty(Array.prototype, name, { ...descriptor, value });
  }
  try {
    work();
  } finally {
    for (const [name, descriptor] of originals) Object.defineProperty(Array.prototype, name, { ...descriptor });
  }
}

/** Counts how often anything of a file is looked at, and of every list made of it, while the file is checked. */
function looks(raw: object): number {
  let count = 0;
  const watched = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    return new Proxy(value, {
      get(target, key) {
        count += 1;
        return watched(Reflect.get(target, key));
      },
      ownKeys(target) {
        count += Reflect.ownKeys(target).length;
        return Reflect.ownKeys(target);
      },
    });
  };
  const add = (length: number) => {
    count += length;
  };
  whileCounting(add, () => void parsed(watched(raw)));
  return count;
}

/** So many times a thing, by name. */
function times(count: number, thing: (index: number) => unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, thing(index)]));
}

const policy = { policy: 'production' };
const FILES: Readonly<Record<string, (count: number) => object>> = {
  services: (count) => ({ services: times(count, (index) => serviceWith({ service: `web-${index}` })) }),
  'services that are all wrong': (count) => ({ services: times(count, () => ({ cluster: 1, other: 2 })) }),
  stages: (count) => ({ services: { api: serviceWith({ service: '{stage}', stages: times(count, () => policy) }) } }),
  policies: (count) => ({ services: { api: serviceWith() }, policies: times(count, () => ({ minimumDataHours: 24 })) }),
};

describe('twice as much in a file is looked at twice as often', () => {
  it.each(Object.entries(FILES))('%s', (_, file) => {
    const [none, some, double] = [looks(file(1)), looks(file(101)), looks(file(201))];
    expect(some).toBeGreaterThan(none + 100);
    expect(double - some).toBe(some - none);
  });
});
