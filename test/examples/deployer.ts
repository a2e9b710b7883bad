import { join } from 'node:path';
import { DeleteParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { type OslsResult, osls, projectRoot } from '../deployment/osls.ts';

export const exampleFolder = join(projectRoot, 'examples/connector');

/** A document, or a fallback. */
export type Sizes = Readonly<Record<string, string>>;

/** An embedded AWS of its own with these documents, by the last part of their names, as SecureStrings. */
export async function awsWith(documents: Readonly<Record<string, Sizes>>): Promise<Deployer> {
  const aws = await startLocalAws({ scenario: connectorScenario });
  const deployer = new Deployer(aws);
  for (const [name, document] of Object.entries(documents)) await deployer.put(name, document);
  return deployer;
}

/** Somebody who deploys the example, from a machine where the embedded AWS is all of AWS. */
export class Deployer implements AsyncDisposable {
  readonly #aws: LocalAws;
  readonly #ssm: SSMClient;

  constructor(aws: LocalAws) {
    this.#aws = aws;
    const credentials = { accessKeyId: aws.environment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'local' };
    this.#ssm = new SSMClient({ endpoint: aws.url, region: 'us-east-1', credentials });
  }

  async put(name: string, document: Sizes): Promise<void> {
    const Value = JSON.stringify(document);
    const Name = `/rightsizer/connector/${name}`;
    await this.#ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
  }

  async delete(name: string): Promise<void> {
    await this.#ssm.send(new DeleteParametersCommand({ Names: [`/rightsizer/connector/${name}`] }));
  }

  osls(args: readonly string[], folder = exampleFolder): Promise<OslsResult> {
    return osls(args, { folder, environment: this.#aws.environment });
  }

  /** The sizes that a deployment of the stage would use: those that stand in its task definition. */
  async sizesOf(stage: string, folder?: string): Promise<Sizes> {
    const { status, stdout, output } = await this.osls(['print', '--stage', stage, '--format', 'json'], folder);
    if (status !== 0) throw new Error(output);
    const { Cpu, Memory, ContainerDefinitions } = templateOf(stdout).TaskDefinition.Properties;
    const container = (name: string) => ContainerDefinitions.find(({ Name }) => Name === name);
    return {
      taskCpu: `${Cpu}`,
      taskMemory: `${Memory}`,
      connectContainerCpu: `${container('connect')?.Cpu}`,
      connectContainerMemory: `${container('connect')?.Memory}`,
      instantclientContainerMemory: `${container('instantclient')?.Memory}`,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ssm.destroy();
    await this.#aws.close();
  }
}

interface Printed {
  readonly TaskDefinition: { readonly Properties: PrintedTask };
}

interface PrintedTask {
  readonly Cpu: unknown;
  readonly Memory: unknown;
  readonly ContainerDefinitions: readonly { readonly Name: string; readonly Cpu?: unknown; readonly Memory: unknown }[];
}

function templateOf(printed: string): Printed {
  return JSON.parse(printed).resources.Resources;
}
