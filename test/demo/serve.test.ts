import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';

const main = new URL('../../demo/serve.ts', import.meta.url).pathname;

function run(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; output: string; errors: string }> {
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, output, errors };
}

describe('npm run local', () => {
  it('says where it listens and what to export, stays, and ends cleanly when interrupted', async () => {
    const child = run('--port', '0');
    const lines: string[] = [];
    const { stdout } = child;
    if (stdout === null) throw new Error('No output.');
    for await (const line of createInterface({ input: stdout })) {
      lines.push(line);
      if (line.includes('AWS_EC2_METADATA_DISABLED')) break;
    }
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(lines[0] ?? '')?.[0];
    expect(lines[1]).toBe(`export AWS_ENDPOINT_URL=${url}`);
    expect((await fetch(`${url}/_local/health`)).status).toBe(200);
    const end = ended(child);
    child.kill('SIGTERM');
    expect(await end).toMatchObject({ code: 0, errors: '' });
  });

  it.each([
    ['--port', 'many', /--port takes a number/],
    ['--scenario', 'none', /--scenario knows connector/],
    ['--color', 'red', /--color/],
  ])('refuses %s %s with a clear error', async (flag, value, expected) => {
    const { code, errors } = await ended(run(flag, value));
    expect(code).toBe(1);
    expect(errors).toMatch(expected);
    expect(errors).not.toContain('    at ');
  });

  it('explains itself', async () => {
    const { code, output } = await ended(run('--help'));
    expect(code).toBe(0);
    expect(output).toContain('--state FOLDER');
    expect(output).toMatch(/connector, resizes, .*val-never-up, .* \(default connector\)/);
  });
});
