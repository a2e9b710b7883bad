import * as v from 'valibot';
import { expect, it } from 'vitest';
import { mapping } from '../../../core/configuration/setting.ts';

it.each([
  [{}, 'is required'],
  [{ a: 'x', b: 1 }, 'is not a key here'],
  [1, 'must be a mapping with the keys "a"'],
])('a mapping without descriptions says about %j: %s', (raw, message) => {
  expect(v.safeParse(mapping({ a: v.string() }), raw).issues?.map((issue) => issue.message)).toEqual([message]);
});
