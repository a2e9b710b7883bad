import { join } from 'node:path';
import { boundRoles, limitToClusters, readably } from '../../serverless-bundle.js';
import { layLambdas } from '../../stack/lambdas.js';

/** @import { RoleBearer, Rule } from '../../serverless-bundle.js' */

/**
 * The parts of osls that this plugin touches.
 *
 * @typedef {RoleBearer & { service: OwnService, classes: {
 *   Error: new (message: string, code: string) => Error } }} Serverless
 *
 * @typedef {{ custom: { clusters: unknown }, resources: {
 *   Resources: { MemoryKillRule: { Properties: Rule } } } }} OwnService
 */

/** Bundles the recorder before osls packages it, and limits its rule to the clusters that `params` name. */
class MemoryKillBundle {
  /** @param {Serverless} serverless */
  constructor(serverless) {
    this.hooks = {
      'before:package:setupProviderConfiguration': () => readably(serverless, () => limitRule(serverless)),
      'after:aws:package:finalize:mergeCustomProviderResources': () => boundRoles(serverless),
      'before:package:createDeploymentArtifacts': () => readably(serverless, bundleRecorder),
      'before:deploy:function:packageFunction': () => readably(serverless, bundleRecorder),
    };
  }
}

/** @param {Serverless} serverless */
async function limitRule({ service: { custom, resources } }) {
  const clusters = clusterNames(custom.clusters);
  if (clusters.length > 0) limitToClusters(resources.Resources.MemoryKillRule.Properties, clusters);
}

/**
 * @param {unknown} value
 * @returns {readonly string[]}
 * @throws Error for anything but a list of names, because a rule for a name that does not exist is silent
 */
function clusterNames(value) {
  const list = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value;
  const isNames = Array.isArray(list) && list.every((name) => /^[A-Za-z0-9_-]{1,255}$/.test(name));
  if (isNames) return list;
  throw new Error(
    `clusters = ${JSON.stringify(value)}: must be names of clusters (no ARNs), as a list or with commas.`,
  );
}

function bundleRecorder() {
  return layLambdas(join(import.meta.dirname, 'dist'), ['record-memory-kill']);
}

// biome-ignore lint/style/noDefaultExport: osls takes a plugin from the default export.
export default MemoryKillBundle;
