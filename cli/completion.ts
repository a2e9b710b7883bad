import { Argument, Command } from 'commander';

interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly { readonly name: string; readonly description: string; readonly takesValue: boolean }[];
}

function completed(command: Command): Completed {
  const options = command.createHelp().visibleOptions(command);
  return {
    name: command.name(),
    description: command.description(),
    options: options.flatMap(({ long, description, required, optional }) =>
      long ? [{ name: long.replace(/^--/, ''), description, takesValue: required || optional }] : [],
    ),
  };
}

function flagsOf({ options }: Completed): string {
  return options.map(({ name }) => `--${name}`).join(' ');
}

/** In single quotes, as bash, zsh and fish read them. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '').replaceAll("'", '’')}'`;
}

function bash(name: string, commands: readonly Completed[]): readonly string[] {
  return [
    `_${name}() {`,
    '  local words',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${commands.map((each) => each.name).join(' ')} --help --version"`,
    '  else',
    '    case "${COMP_WORDS[1]}" in',
    ...commands.map((each) => `      ${each.name}) words="${flagsOf(each)}" ;;`),
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    `complete -o default -F _${name} ${name}`,
  ];
}

function zsh(name: string, commands: readonly Completed[]): readonly string[] {
  return [
    `#compdef ${name}`,
    `_${name}() {`,
    '  if (( CURRENT == 2 )); then',
    '    local -a names',
    `    names=(${commands.map((each) => quoted(`${each.name}:${each.description.replaceAll(':', ' -')}`)).join(' ')})`,
    "    _describe 'command' names",
    '  else',
    '    case "$words[2]" in',
    ...commands.map((each) => `      ${each.name}) compadd -- ${flagsOf(each)} ;;`),
    '    esac',
    '    _files',
    '  fi',
    '}',
    `compdef _${name} ${name}`,
  ];
}

function fish(name: string, commands: readonly Completed[]): readonly string[] {
  return commands.flatMap((each) => [
    `complete -c ${name} -n __fish_use_subcommand -f -a ${each.name} -d ${quoted(each.description)}`,
    ...each.options.map(
      (option) =>
        `complete -c ${name} -n '__fish_seen_subcommand_from ${each.name}' -l ${option.name}${option.takesValue ? ' -r' : ''} -d ${quoted(option.description)}`,
    ),
  ]);
}

const SHELLS = { bash, zsh, fish } as const;
type Shell = keyof typeof SHELLS;

export function completionScript(program: Command, shell: Shell): string {
  const lines = SHELLS[shell](program.name(), program.commands.map(completed));
  return `${lines.join('\n')}\n`;
}

const HELP = `
  bash: eval "$(rightsizer completion bash)"          in ~/.bashrc
  zsh:  eval "$(rightsizer completion zsh)"           in ~/.zshrc, after compinit
  fish: rightsizer completion fish | source           in ~/.config/fish/config.fish`;

export function completionCommand(allCommands: () => Promise<Command>): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SHELLS)))
    .addHelpText('after', HELP)
    .action(async (shell: Shell) => {
      process.stdout.write(completionScript(await allCommands(), shell));
    });
}
