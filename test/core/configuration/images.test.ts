import { expect, it } from 'vitest';
import { fileWith, problemsOf } from './file-builder.ts';

const heap = { maximumHeapMiB: 512 };
const paths = (images: unknown) => problemsOf({ ...fileWith(), images }).map(({ path }) => path);

it.each(['app', 'example/app', 'registry.example:5000/team/app', '0123.dkr.ecr.us-east-1.amazonaws.com/app'])(
  'takes an image without tag: %s',
  (image) => {
    expect(paths({ [image]: heap })).toEqual([]);
  },
);

it.each(['example/app:7.7.1', 'example/app@sha256:12', '', '/app', 'a b', 'constructor'])(
  'refuses what no image without tag is called, and would never match: "%s"',
  (image) => {
    expect(paths({ [image]: heap })).toHaveLength(1);
  },
);

it.each([{}, { maximumHeapMiB: 0 }, { maximumHeapMiB: 1.5 }, { maximumHeapMiB: '512' }, { ...heap, tag: 'x' }, null])(
  'refuses a heap that is none: %j',
  (value) => {
    expect(paths({ app: value })).toHaveLength(1);
  },
);
