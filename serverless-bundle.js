import { join } from 'node:path';
import { bundleHandlers } from './bundle.js';
import { readConfigurationFile } from './run/configuration-file.ts';

/**
 * The parts of osls that this plugin touches.
 *
 * @typedef {object} Serverless
 * @property {{ provider: { iam: { role: { statements: Statement[] } } } }} service
 * @property {{ Error: new (message: string, code: string) => Error }} classes
 *
 * @typedef {object} Statement
 * @property {'Allow'} Effect
 * @property {string[]} Action
 * @property {string[]} Resource
 */

/**
 * Bundles the Lambda before osls packages it, and lets its role assume the roles that rightsizer.yml names. Both read
 * the same file, so what the bundle asks for is what the role allows.
 */
class ServerlessBundle {
  /** @param {Serverless} serverless */
  constructor(serverless) {
    this.hooks = {
      'before:package:setupProviderConfiguration': () => readably(serverless, () => allowRoles(serverless)),
      'before:package:createDeploymentArtifacts': () => readably(serverless, bundleHandlers),
      'before:deploy:function:packageFunction': () => readably(serverless, bundleHandlers),
    };
  }
}

/** @param {Serverless} serverless */
async function allowRoles(serverless) {
  const { configuration } = await readConfigurationFile(join(import.meta.dirname, 'rightsizer.yml'));
  const roles = new Set(configuration.targets.flatMap(({ roleArn }) => roleArn ?? []));
  if (roles.size === 0) return;
  serverless.service.provider.iam.role.statements.push({
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: [...roles].sort(),
  });
}

/**
 * osls prints its own errors as a message, and all others with a stack.
 *
 * @param {Serverless} serverless
 * @param {() => Promise<unknown>} step
 */
async function readably({ classes }, step) {
  try {
    await step();
  } catch (error) {
    throw new classes.Error(error instanceof Error ? error.message : String(error), 'RIGHTSIZER_BUNDLE_FAILED');
  }
}

// biome-ignore lint/style/noDefaultExport: osls takes a plugin from the default export.
export default ServerlessBundle;
