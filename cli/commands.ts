import { Command, CommanderError } from 'commander';
import { plainText } from '../core/model/visible.ts';
import { VERSION } from '../core/version.ts';
import { EXIT } from './terminal.ts';

interface Row {
  readonly description: string;
  readonly load: () => Promise<Command>;
}

async function person(name: string): Promise<Command> {
  return (await import('./people.ts')).personsCommand(name);
}

/** Every command. One is loaded when it is asked for: what the others need would slow it down. */
const COMMANDS: Readonly<Record<string, Row>> = {
  plan: {
    description: 'what a run would decide and write, and what waits; writes nothing',
    load: async () => (await import('./plan.ts')).planCommand(),
  },
  pending: {
    description: 'what waits for somebody, each with the command that answers it',
    load: async () => (await import('./plan.ts')).pendingCommand(),
  },
  apply: {
    description: 'what the Lambda does: decides, writes the documents, tells the topic',
    load: async () => (await import('./apply.ts')).applyCommand(),
  },
  report: {
    description: 'what a run would decide, with charts, as one HTML file that needs no network',
    load: async () => (await import('./report.ts')).reportCommand(),
  },
  policy: {
    description:
      "what other prices of a shortage would buy: cost against hours short and kills, for one's own services",
    load: async () => (await import('./policy.ts')).policyCommand(),
  },
  approve: { description: 'makes the sizes live that a run has proposed', load: () => person('approve') },
  reject: {
    description: 'refuses what a run has proposed, until another size is found or 28 days have passed',
    load: () => person('reject'),
  },
  rollback: {
    description: 'makes the sizes of an earlier version live again and pins them',
    load: () => person('rollback'),
  },
  pin: {
    description: 'keeps the live sizes, or others, for some days: no run changes them',
    load: () => person('pin'),
  },
  unpin: { description: 'ends a pin: the next run sizes the stage again', load: () => person('unpin') },
  seed: {
    description: 'adds keys to the live document before a first deployment reads them',
    load: () => person('seed'),
  },
  history: {
    description: 'the versions of the live document: what changed, who changed it and why',
    load: () => person('history'),
  },
  forget: {
    description: 'deletes the documents of a stage, after saying what deployments read then',
    load: async () => (await import('./forget.ts')).forgetCommand(),
  },
  sizes: {
    description: 'prints the sizes that deployments of a stage read, for Terraform, CDK, Copilot and scripts',
    load: async () => (await import('./sizes.ts')).sizesCommand(),
  },
  size: {
    description: 'sizes for utilization series on standard input (NDJSON in, NDJSON out)',
    load: async () => (await import('./size.ts')).sizeCommand(),
  },
  backtest: {
    description: 'what each policy and some rules of thumb would have cost, and where they would have been too small',
    load: async () => (await import('./backtest.ts')).backtestCommand(),
  },
  discover: {
    description:
      'every Fargate service of the account, with size, finding and money; needs no rightsizer.yml, changes nothing',
    load: async () => (await import('./discover.ts')).discoverCommand(),
  },
  init: {
    description: 'writes a first rightsizer.yml, and says what the serverless.yml of the service needs',
    load: async () => (await import('./init.ts')).initCommand(),
  },
  doctor: {
    description:
      'checks configuration, permissions, metrics, documents, a serverless.yml, the schedule and the topic; changes nothing',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
  completion: {
    description: 'a script with which a shell completes commands and options',
    load: async () => (await import('./completion.ts')).completionCommand(allCommands),
  },
};

/** Ended by itself, not by commander, which would be gone before a full disk is heard of. */
function bare(): Command {
  return new Command('rightsizer')
    .description('Keeps ECS Fargate services at the right size.')
    .version(VERSION)
    .configureOutput({ writeErr: (text) => process.stderr.write(plainText(text)) })
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .exitOverride()
    .showHelpAfterError('(add --help to see what there is)');
}

/** The program with the commands that are wanted whole; of the others it knows name and description. */
async function program(isWanted: (name: string) => boolean): Promise<Command> {
  const all = bare();
  for (const [name, { description, load }] of Object.entries(COMMANDS)) {
    const command = isWanted(name) ? await load() : new Command(name);
    all.addCommand(command.description(description).copyInheritedSettings(all));
  }
  return all;
}

export function allCommands(): Promise<Command> {
  return program(() => true);
}

/** The program as far as these arguments need it. */
export function programFor(args: readonly string[]): Promise<Command> {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  const asked = first === 'help' ? second : first;
  return program((name) => name === asked);
}

/** Says in one sentence what went wrong; the command ends with 1. */
export function fail(problem: string): void {
  process.stderr.write(plainText(`rightsizer: ${problem}\n`));
  process.exitCode = EXIT.failed;
}

/** Runs a command to its end; its exit status is in `process.exitCode`. */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    await (await programFor(args)).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else fail(error instanceof Error ? error.message : String(error));
  }
}
