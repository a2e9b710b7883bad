import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../cli/size.ts';
import { LONGEST_LINE } from '../../core/sizing-request.ts';
import { ended, start, startCommand } from '../support/command.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

function line(fields: Readonly<Record<string, unknown>> = {}): string {
  const flat = (value: number) => Array.from({ length: 336 }, () => value);
  return JSON.stringify({
    id: 'a',
    policy: 'production',
    task: { cpuUnits: 2048, memoryMiB: 4096 },
    periodSeconds: 3600,
    endTime: '2026-11-22T00:00:00Z',
    cpu: { average: flat(10), maximum: flat(20) },
    memory: { average: flat(20), maximum: flat(25) },
    ...fields,
  });
}

const answersOf = (output: string) =>
  output
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text));

describe('rightsizer size', () => {
  it('answers each line in its order, passes over blank ones, and is content', async () => {
    const input = [line({ id: 3 }), '', '   ', line({ id: 'x' }), '\r', `${line({ id: 1 })}\r`, ''].join('\n');
    const { status, output, errors } = await commandHere(['size'], { input });
    expect(answersOf(output).map(({ id, kind }) => [id, kind])).toEqual([
      [3, 'recommended'],
      ['x', 'recommended'],
      [1, 'recommended'],
    ]);
    expect(output.endsWith('}\n')).toBe(true);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
  });

  it('answers a bad line in its place, the others as well, and ends with 1', async () => {
    const input = [line({ id: 1 }), '{"id":2', line({ id: 3, policy: 'none' }), line({ id: 4 })].join('\n');
    const { status, output } = await commandHere(['size'], { input });
    expect(answersOf(output).map(({ id, kind }) => [id, kind])).toEqual([
      [1, 'recommended'],
      [null, 'error'],
      [3, 'error'],
      [4, 'recommended'],
    ]);
    expect(status).toBe(1);
  });

  it.each([
    ['no lines', ''],
    ['only blank ones', '\n \n\n'],
  ])('has nothing to say for %s', async (_, input) => {
    expect(await commandHere(['size'], { input })).toEqual({ status: 0, output: '', errors: '' });
  });

  it('answers a last line without an end', async () => {
    const { output } = await commandHere(['size'], { input: `${line()}\n${line({ id: 'last' })}` });
    expect(answersOf(output).map(({ id }) => id)).toEqual(['a', 'last']);
  });

  it('needs no AWS and no region', async () => {
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: '' };
    expect((await commandHere(['size'], { input: line(), environment })).status).toBe(0);
  });

  it('takes the policies of a configuration', async () => {
    const folder = madeFolder();
    const config = join(folder, 'rightsizer.yml');
    await writeFile(
      config,
      `services:
  api:
    cluster: api
    service: web
    parameters: { task: { cpu: c, memory: m } }
    stages: { batch: {} }
policies: { batch: { cpu: { headroomPercent: 200 } } }
`,
    );
    const input = [line({ policy: 'batch' }), line()].join('\n');
    const { status, output } = await commandHere(['size', '--config', config], { input });
    // 409.6 units with 200 % headroom are 1228.8.
    expect(answersOf(output).map(({ task }) => task.cpuUnits)).toEqual([2048, 512]);
    expect(status).toBe(0);
    const builtIn = await commandHere(['size'], { input: line({ policy: 'batch' }) });
    expect(builtIn.output).toContain('there is production, development, validation');
  });

  it('refuses a configuration that it cannot use before it reads a line', async () => {
    const { status, output, errors } = await commandHere(['size', '--config', 'none.yml'], { input: line() });
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(errors).toMatch(/^rightsizer: none\.yml has 1 problem:\n {2}none\.yml: the file does not exist \(/);
  });
});

describe('a line that cannot be answered', () => {
  const deep = `{"id":2,"policy":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const many = line({ id: 3, cpu: { maximum: Array.from({ length: 300_000 }, () => 1) } });
  const long = 'x'.repeat(2 ** 24 + 1);

  it('is answered with an error, and the lines behind it are answered too', async () => {
    const input = [line({ id: 1 }), deep, many, long, line({ id: 5 })].join('\n');
    const { status, output, errors } = await commandHere(['size'], { input });
    expect(answersOf(output).map(({ id, kind }) => [id, kind])).toEqual([
      [1, 'recommended'],
      [2, 'error'],
      [3, 'error'],
      [null, 'error'],
      [5, 'recommended'],
    ]);
    expect({ status, errors }).toEqual({ status: 1, errors: '' });
  });

  it('is kept only as far as it is too long, however long it is', async () => {
    const pieces = Array.from({ length: 40 }, () => Buffer.alloc(1_000_000, 'x'));
    const lengths: number[] = [];
    for await (const text of linesOf(Readable.from([...pieces, Buffer.from('\nbehind')]))) lengths.push(text.length);
    expect(lengths).toEqual([LONGEST_LINE + 1, 'behind'.length]);
  });

  it('ends with one plain sentence where nothing can be written', async () => {
    const child = start('bash', ['-c', `echo "$LINE" | ${process.execPath} cli/main.ts size > /dev/full`], {
      environment: { LINE: line() },
    });
    const { status, errors } = await ended(child);
    expect(errors).toMatch(/^rightsizer: .*no space left on device.*\n$/);
    expect(status).toBe(1);
  });

  it('names a configuration without letting its text act on the terminal', async () => {
    const { errors } = await commandHere(['size', '--config', 'a\u001b[2J\u202e.yml'], { input: line() });
    expect(errors).toContain('a [2J .yml');
    expect(errors).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });
});

describe('the streams of rightsizer size', () => {
  it('answer a line before the next one comes', async () => {
    const child = startCommand(['size']);
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error('no streams');
    const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    for (const id of ['one', 'two']) {
      stdin.write(`${line({ id })}\n`);
      expect(JSON.parse((await lines.next()).value ?? '').id).toBe(id);
    }
    stdin.end();
    const [status] = await once(child, 'close');
    expect(status).toBe(0);
  });

  it('read a line that comes in pieces, cut inside a character', async () => {
    const bytes = Buffer.from(`${line({ id: 'größe-測-😀' })}\n${line({ id: 'b' })}\n`);
    const child = startCommand(['size']);
    const done = ended(child);
    const cut = bytes.indexOf(Buffer.from('測')) + 1;
    const emoji = bytes.indexOf(Buffer.from('😀')) + 2;
    for (const [from, until] of [
      [0, 1],
      [1, cut],
      [cut, emoji],
      [emoji, bytes.length],
    ] as const) {
      child.stdin?.write(bytes.subarray(from, until));
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    child.stdin?.end();
    const { status, output } = await done;
    expect(answersOf(output).map(({ id }) => id)).toEqual(['größe-測-😀', 'b']);
    expect(status).toBe(0);
  });

  it('end quietly when the reader has seen enough', async () => {
    const node = process.execPath;
    const script = `set -o pipefail; yes "$LINE" | head -100 | ${node} cli/main.ts size | head -1`;
    const child = start('bash', ['-c', script], { environment: { LINE: line() } });
    const { output, errors } = await ended(child);
    expect(answersOf(output)).toHaveLength(1);
    expect(errors).toBe('');
  });

  it('wait for a reader that is slow', async () => {
    const count = 150;
    const child = startCommand(['size']);
    child.stdin?.on('error', () => undefined).end(`${line()}\n`.repeat(count));
    // More than a pipe holds is answered before anybody reads.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { status, output } = await ended(child);
    expect(answersOf(output)).toHaveLength(count);
    expect(status).toBe(0);
  });
});
