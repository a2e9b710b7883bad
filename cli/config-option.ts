import { Option } from 'commander';

/** Where a team keeps its rightsizer.yml, unless a command says so. An empty variable counts as not set. */
export function usualConfig(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.RIGHTSIZER_CONFIG || 'rightsizer.yml';
}

/** `--config` of all commands that take one. */
export function configOption(): Option {
  const said = 'RIGHTSIZER_CONFIG, else rightsizer.yml';
  return new Option('--config <file>', 'the configuration').default(usualConfig(), said);
}
