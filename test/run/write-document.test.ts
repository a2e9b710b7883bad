import { describe, expect, it } from 'vitest';
import { type GuardedWrite, writeGuarded } from '../../run/write-document.ts';
import { fakeWorld, refused, refusing } from '../support/fake-ports.ts';

const NAME = '/rightsizer/connector/production';

/** A world in which the run has read the document as it stands. */
function scene(...texts: readonly string[]) {
  const world = fakeWorld();
  const { documents } = world.home;
  for (const text of texts) documents.put(NAME, text);
  const newest = documents.newest(NAME);
  const read = newest && { text: newest.text, version: newest.version };
  const write = (fields: Partial<GuardedWrite> = {}) =>
    writeGuarded(
      world.home,
      { name: NAME, text: 'ours', type: 'SecureString', ...(read && { read }), ...fields },
      world.log,
    );
  return { world, documents, write, texts: () => documents.versions(NAME).map(({ text }) => text) };
}

describe('a guarded write', () => {
  it('makes the first version of a document that is not there', async () => {
    const { write, texts, documents, world } = scene();
    expect(await write()).toEqual({ kind: 'written', version: 1 });
    expect(texts()).toEqual(['ours']);
    expect(documents.newest(NAME)?.type).toBe('SecureString');
    expect(world.calls).toEqual([`read ${NAME}`, `write ${NAME}`]);
  });

  it('makes the next version of one that is as the run read it', async () => {
    const { write, texts } = scene('a', 'b');
    expect(await write()).toEqual({ kind: 'written', version: 3 });
    expect(texts()).toEqual(['a', 'b', 'ours']);
  });

  it('says what it intends after it has looked and right before it writes', async () => {
    const { world, write } = scene('a');
    const prepare = async () => {
      await world.home.documents.write({ name: 'state', text: '', type: 'String', overwrite: true });
      return 'go' as const;
    };
    await write({ prepare });
    expect(world.calls).toEqual([`read ${NAME}`, 'write state', `write ${NAME}`]);
  });

  it('does not write when it cannot say what it intends', async () => {
    const { write, texts } = scene('a');
    await expect(write({ prepare: () => Promise.reject(refused('state')) })).rejects.toThrow('state');
    expect(texts()).toEqual(['a']);
  });

  it('leaves the write to another run that was first to say the same', async () => {
    const { write, texts } = scene('a');
    expect(await write({ prepare: async () => 'overtaken' })).toEqual({ kind: 'overtaken' });
    expect(texts()).toEqual(['a']);
  });
});

describe('somebody else’s version from before the write', () => {
  it('stands, and nothing is intended', async () => {
    const { documents, write, texts } = scene('a');
    documents.put(NAME, 'theirs');
    const prepare = async () => Promise.reject(new Error('must not be called'));
    expect(await write({ prepare })).toEqual({
      kind: 'foreign',
      detail: `Somebody wrote version 2 of ${NAME} while this run was deciding; theirs stands.`,
    });
    expect(texts()).toEqual(['a', 'theirs']);
  });

  it('is nobody’s when it says what we would say: a run beside this one was first', async () => {
    const { documents, write, texts } = scene('a');
    documents.put(NAME, 'ours');
    expect(await write()).toEqual({ kind: 'overtaken' });
    expect(texts()).toEqual(['a', 'ours']);
  });

  it('stands when it is the first', async () => {
    const { documents, write, texts } = scene();
    documents.put(NAME, 'theirs');
    expect(await write()).toMatchObject({ kind: 'foreign' });
    expect(texts()).toEqual(['theirs']);
  });

  it('stands when the document was deleted and made anew, and begins with the same version', async () => {
    const { documents, write, texts } = scene('a');
    documents.delete(NAME);
    documents.put(NAME, 'theirs');
    expect(await write()).toMatchObject({ kind: 'foreign', detail: expect.stringContaining('wrote version 1') });
    expect(texts()).toEqual(['theirs']);
  });

  it('stands when it is that there is no document any more', async () => {
    const { documents, write, texts } = scene('a');
    documents.delete(NAME);
    expect(await write()).toEqual({
      kind: 'foreign',
      detail: `Somebody deleted ${NAME} while this run was deciding; theirs stands.`,
    });
    expect(texts()).toEqual([]);
  });
});

describe('somebody else’s version between the look and the write', () => {
  it('is put back as the newest', async () => {
    const { world, documents, write, texts } = scene('a');
    documents.beforeWrite = () => {
      if (texts().length === 1) documents.put(NAME, 'theirs');
    };
    expect(await write()).toEqual({
      kind: 'foreign',
      detail: `Somebody wrote version 2 of ${NAME} while this run was deciding; theirs stands.`,
    });
    expect(texts()).toEqual(['a', 'theirs', 'ours', 'theirs']);
    expect(world.log.lines).toEqual([
      {
        level: 'warn',
        message: 'another version slipped in between reading and writing',
        data: { name: NAME, expected: 2, version: 3 },
      },
    ]);
  });

  it('needs no putting back when it says the same', async () => {
    const { documents, write, texts } = scene('a');
    documents.beforeWrite = () => void documents.put(NAME, 'ours');
    expect(await write()).toEqual({ kind: 'written', version: 3 });
    expect(texts()).toEqual(['a', 'ours', 'ours']);
  });

  it('needs none when nobody knows what it said', async () => {
    const { documents, write } = scene('a');
    documents.beforeWrite = () => void documents.put(NAME, 'theirs');
    documents.beforeHistory = () => documents.delete(NAME);
    expect(await write()).toEqual({ kind: 'written', version: 3 });
  });

  it('stands when it is the first: ours does not overwrite', async () => {
    const { documents, write, texts } = scene();
    documents.beforeWrite = () => void documents.put(NAME, 'theirs');
    expect(await write()).toMatchObject({ kind: 'foreign', detail: expect.stringContaining('wrote version 1') });
    expect(texts()).toEqual(['theirs']);
  });

  it('is ours when it is the first and says the same', async () => {
    const { documents, write, texts } = scene();
    documents.beforeWrite = () => void documents.put(NAME, 'ours');
    expect(await write()).toEqual({ kind: 'written', version: 1 });
    expect(texts()).toEqual(['ours']);
  });
});

describe('a write whose answer is lost', () => {
  const cut = new Error('ECONNRESET');

  it('is recognized by reading again, and not made twice', async () => {
    const { documents, write, texts } = scene('a');
    documents.afterWrite = () => {
      throw cut;
    };
    expect(await write()).toEqual({ kind: 'written', version: 2 });
    expect(texts()).toEqual(['a', 'ours']);
  });

  it('fails when it did not happen', async () => {
    const { documents, write } = scene('a');
    documents.beforeWrite = () => {
      throw cut;
    };
    await expect(write()).rejects.toBe(cut);
  });

  it('fails when nobody can tell', async () => {
    const { documents, write } = scene('a');
    documents.afterWrite = () => {
      documents.beforeRead = refusing('read');
      throw cut;
    };
    await expect(write()).rejects.toBe(cut);
  });

  it('fails when something else is there', async () => {
    const { documents, write } = scene('a');
    documents.afterWrite = () => {
      documents.put(NAME, 'theirs');
      throw cut;
    };
    await expect(write()).rejects.toBe(cut);
  });
});
