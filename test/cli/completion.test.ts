import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { allCommands, programFor } from '../../cli/commands.ts';
import { completionScript } from '../../cli/completion.ts';

const run = promisify(execFile);
const program = await allCommands();
const names = program.commands.map((command) => command.name());

describe('the program', () => {
  it('has every command whole when all are wanted: each does something and says what it is', () => {
    expect(names).toContain('plan');
    for (const command of program.commands) {
      expect([command.name(), command.options.length + command.registeredArguments.length]).not.toEqual([
        command.name(),
        0,
      ]);
      expect(command.description()).not.toBe('');
    }
  });

  it('loads only the command that is asked for, also for its help', async () => {
    for (const args of [
      ['--verbose', 'plan'],
      ['help', 'plan'],
      ['plan', '--help'],
    ]) {
      const loaded = (await programFor(args)).commands.filter(({ options }) => options.length > 0);
      expect(loaded.map((command) => command.name())).toEqual(['plan']);
    }
    const none = (await programFor(['--help'])).commands.filter(({ options }) => options.length > 0);
    expect(none).toEqual([]);
    expect((await programFor(['--help'])).commands.map((command) => command.name())).toEqual(names);
  });
});

/** What bash offers for the last of the words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const script = `${completionScript(program, 'bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _rightsizer; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['-c', script]);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  it('in bash offers commands, then the options of the command', async () => {
    expect(await offered('rightsizer', 'p')).toEqual(['plan', 'pending', 'policy', 'pin']);
    expect(await offered('rightsizer', 'plan', '--re')).toEqual(['--region']);
    expect(await offered('rightsizer', 'reject', 'a', 'b', '--wh')).toEqual(['--why']);
    expect(await offered('rightsizer', 'plan', 'rights')).toEqual([]);
  });

  it.each(['bash', 'zsh', 'fish'] as const)('in %s knows every command and every option that there is', (shell) => {
    const script = completionScript(program, shell);
    for (const command of program.commands) {
      expect(script).toContain(command.name());
      for (const { long } of command.options)
        expect(script).toContain(shell === 'fish' ? `-l ${long?.slice(2)} ` : `${long}`);
    }
  });

  it('in fish keeps the quotes of a description from ending it', () => {
    const lines = completionScript(program, 'fish').trimEnd().split('\n');
    for (const line of lines) expect((line.match(/'/g) ?? []).length % 2).toBe(0);
  });
});
