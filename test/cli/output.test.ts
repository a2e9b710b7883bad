import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText, systemProblem, writeWhole } from '../../cli/output.ts';
import { always } from '../support/properties.ts';
import { madeFolder } from '../support/runs.ts';

const UNSPOKEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const text = fc
  .array(
    fc.constantFrom('a', '\u001b[31m', '\u202e', '\u009b', '\u2028', '\n', '\t', 'ü', '😀', '\ud800', '\u{e0001}', '"'),
  )
  .map((parts) => parts.join(''));

describe('what others wrote', () => {
  it('is the same value in JSON, and as harmless', () => {
    always(text, (words) => {
      const json = jsonText({ words });
      expect(json).not.toMatch(UNSPOKEN);
      expect(JSON.parse(json)).toEqual({ words });
    });
  });
});

describe('a file that is written', () => {
  async function folder(): Promise<string> {
    const made = madeFolder();
    return made;
  }

  it('takes the place of the one before when it is whole, with its mode, and leaves nothing beside it', async () => {
    const place = await folder();
    const file = join(place, 'report.html');
    await writeFile(file, 'before');
    await chmod(file, 0o600);
    await symlink(file, join(place, 'link.html'));
    await writeWhole(join(place, 'link.html'), 'after');
    expect(await readFile(file, 'utf8')).toBe('after');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(place)).toSorted()).toEqual(['link.html', 'report.html']);
  });

  it('leaves what was there when it cannot be finished', async () => {
    const place = await folder();
    const file = join(place, 'report.html');
    await writeFile(file, 'before');
    // A device that is always full, in the place of the part that is written first.
    const beside = `${file}.${process.pid}.part`;
    await symlink('/dev/full', beside);
    await expect(writeWhole(file, 'after'.repeat(100_000))).rejects.toThrow(
      `${file} cannot be written (ENOSPC: no space left on device).`,
    );
    expect(await readFile(file, 'utf8')).toBe('before');
    expect(await readdir(place)).toEqual(['report.html']);
  });

  it('of which there is none yet is there whole or not at all', async () => {
    const place = await folder();
    const file = join(place, 'rightsizer.yml');
    await symlink('/dev/full', `${file}.${process.pid}.part`);
    await expect(writeWhole(file, 'text'.repeat(100_000), true)).rejects.toThrow('ENOSPC');
    expect(await readdir(place)).toEqual([]);
    await writeWhole(file, 'text', true);
    expect(await readFile(file, 'utf8')).toBe('text');
    expect(await readdir(place)).toEqual(['rightsizer.yml']);
  });

  it('is refused where a new one is wanted and one is there', async () => {
    const file = join(await folder(), 'rightsizer.yml');
    await writeFile(file, 'before');
    await expect(writeWhole(file, 'after', true)).rejects.toThrow(
      `${file} cannot be written (EEXIST: file already exists).`,
    );
    expect(await readFile(file, 'utf8')).toBe('before');
  });

  it('is told in one sentence when its folder is not there', async () => {
    await expect(writeWhole('/no/such/folder/a.html', '')).rejects.toThrow(
      '/no/such/folder/a.html cannot be written (ENOENT: no such file or directory).',
    );
    expect(systemProblem('odd')).toBe('odd');
  });

  it('may be a device', async () => {
    await writeWhole('/dev/null', 'gone');
    expect((await stat('/dev/null')).isFile()).toBe(false);
    await expect(writeWhole('/dev/full', 'text')).rejects.toThrow('ENOSPC');
  });
});
