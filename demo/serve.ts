import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { type LocalAwsOptions, startLocalAws } from '../local/server.ts';
import { scenarioNames, scenarios } from './scenarios/index.ts';

const help = `Usage: npm run local -- [--port N] [--state FOLDER] [--scenario NAME]

Runs the embedded AWS on 127.0.0.1 until it is interrupted.

  --port N          the port to listen on (default 4570; 0 takes any free one)
  --state FOLDER    keep parameters, messages, ingested metrics and deployments there (default: in memory)
  --scenario NAME   what is in it: ${scenarioNames.join(', ')} (default connector)
  --help            this text

While it runs, at the address it prints:

  GET  /_local/health, outbox, calls, parameters   what it holds and what was asked of it
  POST /_local/now                 {"now": ISO time or null} stops the clock there, or lets it go on
  POST /_local/deployments         {"cluster", "service", "taskCpu", "taskMemory"}, and where wanted "containers",
                                   "minutes", "status": a deployment of a service begins, or is rolled back
  POST /_local/embedded-metrics    what a Lambda printed
  POST, DELETE /_local/faults      answers that fail on purpose`;

/** The options of a command line, or undefined when help was asked for. @throws Error that says what is wrong */
function readOptions(args: readonly string[]): LocalAwsOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '4570' },
      state: { type: 'string' },
      scenario: { type: 'string', default: 'connector' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const port = Number(values.port);
  if (!(/^\d+$/.test(values.port) && port <= 65_535))
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  const scenario = Object.hasOwn(scenarios, values.scenario) ? scenarios[values.scenario] : undefined;
  if (scenario === undefined)
    throw new Error(`--scenario knows ${scenarioNames.join(', ')}, not "${values.scenario}".`);
  return { port, scenario, ...(values.state === undefined ? {} : { stateFolder: values.state }) };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(help);
    return;
  }
  const server = await startLocalAws(options);
  console.log(`Embedded AWS (scenario ${options.scenario.name}) listens on ${server.url}`);
  for (const [name, value] of Object.entries(server.environment)) console.log(`export ${name}=${value}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.close();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
