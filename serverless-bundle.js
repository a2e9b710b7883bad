import { join, resolve } from 'node:path';
import { writeConfiguration } from './stack/lambda-files.js';
import { configurationReader, layLambdas } from './stack/lambdas.js';

/**
 * The parts of osls that this plugin touches.
 *
 * @typedef {object} Serverless
 * @property {Service} service
 * @property {{ Error: new (message: string, code: string) => Error }} classes
 *
 * @typedef {object} Service
 * @property {{ configurationFile: string, roles: RoleSettings }} custom
 * @property {{ region: string, iam: { role: { statements: Statement[] } },
 *   compiledCloudFormationTemplate?: Template }} provider
 * @property {{ Resources: { MemoryKillRule: { Properties: Rule } } }} resources
 *
 * @typedef {object} Template
 * @property {{ IamRoleLambdaExecution: { Properties: {
 *   Policies: { PolicyDocument: { Statement: OwnStatement[] } }[] } } }} Resources
 *
 * @typedef {{ path: string, permissionsBoundary: string }} RoleSettings
 *
 * @typedef {{ service: { custom: { roles: RoleSettings },
 *   provider: { compiledCloudFormationTemplate?: { Resources: object } } } }} RoleBearer
 *
 * @typedef {{ Effect: string, Action: string | string[], Resource: unknown }} OwnStatement
 *
 * @typedef {object} Statement
 * @property {'Allow'} Effect
 * @property {string[]} Action
 * @property {string[]} Resource
 *
 * @typedef {object} Rule
 * @property {string} [State]
 * @property {{ detail: { clusterArn?: readonly object[] } }} EventPattern
 */

/** @import { Configuration, Sources, Target } from './core/configuration/configuration.ts' */

/**
 * Lays the Lambdas and the configuration beside them before osls packages them, lets the recommender ask the sources
 * and assume the roles that rightsizer.yml names, and limits the rule for memory kills to its clusters. All read the
 * same file, so what a run asks for is what the role allows and the rule sends.
 */
class ServerlessBundle {
  /** @param {Serverless} serverless */
  constructor(serverless) {
    this.hooks = {
      'before:package:setupProviderConfiguration': () => readably(serverless, () => configure(serverless)),
      'before:package:finalize': () => readably(serverless, async () => narrowLogs(serverless)),
      'after:aws:package:finalize:mergeCustomProviderResources': () => boundRoles(serverless),
      'before:package:createDeploymentArtifacts': () => readably(serverless, () => bundle(serverless)),
      'before:deploy:function:packageFunction': () => readably(serverless, () => bundle(serverless)),
    };
  }
}

/** @param {Pick<Serverless, 'service'>} serverless */
async function ownConfiguration({ service: { custom } }) {
  const { readConfigurationFile } = await configurationReader();
  return readConfigurationFile(resolve(import.meta.dirname, custom.configurationFile));
}

/** @param {Serverless} serverless */
async function bundle(serverless) {
  const { content } = await ownConfiguration(serverless);
  const folder = join(import.meta.dirname, 'dist');
  await writeConfiguration(folder, content);
  await layLambdas(folder);
}

/** @param {Serverless} serverless */
async function configure(serverless) {
  const { provider, resources } = serverless.service;
  const { configuration } = await ownConfiguration(serverless);
  const { statements } = provider.iam.role;
  const asked = [...new Set([...actionsOfSources(configuration.sources), ...actionsOfFinding(configuration)])];
  if (asked.length > 0) statements.push(allow(asked, ['*']));
  const { targets, accounts, owners } = configuration;
  const roles = new Set([...targets, ...accounts].flatMap(({ roleArn }) => roleArn ?? []));
  if (roles.size > 0) statements.push(allow(['sts:AssumeRole'], [...roles].sort()));
  const topics = new Set(Object.values(owners).map(({ topicArn }) => topicArn));
  if (topics.size > 0) statements.push(allow(['sns:Publish'], [...topics].sort()));
  statements.push(...keyStatements(configuration));
  limitToClusters(resources.Resources.MemoryKillRule.Properties, clustersOf(configuration, provider.region));
}

/**
 * @param {string[]} Action
 * @param {string[]} Resource
 * @returns {Statement}
 */
function allow(Action, Resource) {
  return { Effect: 'Allow', Action, Resource };
}

/**
 * The use of the keys that rightsizer.yml names. SSM encrypts and decrypts a document of the standard tier in its
 * caller's name (Systems Manager user guide, "AWS KMS encryption for SecureString parameters", 2026-11); who publishes
 * to an encrypted topic makes a data key and decrypts it (SNS developer guide, sns-key-management, 2026-11). Behind a
 * role it is the role that needs the key.
 *
 * @param {Pick<Configuration, 'targets' | 'notifications' | 'owners'>} configuration
 * @returns {Statement[]}
 */
export function keyStatements({ targets, notifications, owners }) {
  const ofDocuments = targets.flatMap(({ roleArn, kmsKeyArn }) => (roleArn === undefined ? (kmsKeyArn ?? []) : []));
  const documents = [...new Set(ofDocuments)].sort();
  const ofTopics = [notifications, ...Object.values(owners)].flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []);
  const topics = [...new Set(ofTopics)].sort();
  return [
    ...(documents.length > 0 ? [allow(['kms:Encrypt', 'kms:Decrypt'], documents)] : []),
    ...(topics.length > 0 ? [allow(['kms:GenerateDataKey', 'kms:Decrypt'], topics)] : []),
  ];
}

/**
 * osls lets its role make log groups and write into all that begin like the service; the stack makes the groups.
 *
 * @param {Pick<Serverless, 'service'>} serverless its template is changed in place
 */
function narrowLogs({ service: { provider } }) {
  const [policy] = provider.compiledCloudFormationTemplate?.Resources.IamRoleLambdaExecution.Properties.Policies ?? [];
  if (policy === undefined) throw new Error('osls made no role for the functions.');
  const { PolicyDocument: document } = policy;
  const others = document.Statement.filter(({ Action }) => ![Action].flat().some((each) => each.startsWith('logs:')));
  const worker = { 'Fn::GetAtt': ['FleetWorkerLogGroup', 'Arn'] };
  const Resource = [
    { 'Fn::GetAtt': ['RecommendLogGroup', 'Arn'] },
    { 'Fn::If': ['HasFleet', worker, { Ref: 'AWS::NoValue' }] },
  ];
  document.Statement = [
    { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource },
    ...others,
  ];
}

/**
 * Gives every role of the stack the path and the boundary that an account may want on each.
 *
 * @param {RoleBearer} serverless its template is changed in place
 */
export function boundRoles({ service: { custom, provider } }) {
  const { path, permissionsBoundary } = custom.roles;
  const settings = {
    ...(path !== '' && { Path: path }),
    ...(permissionsBoundary !== '' && { PermissionsBoundary: permissionsBoundary }),
  };
  for (const { Type, Properties } of Object.values(provider.compiledCloudFormationTemplate?.Resources ?? {}))
    if (Type === 'AWS::IAM::Role') Object.assign(Properties, settings);
}

/**
 * What a run asks of each source, none of it on a resource that a policy could name. Compute Optimizer wants its caller
 * to be allowed to list what it speaks of (Service Authorization Reference, dependent actions, 2026-11).
 *
 * @type {Readonly<Record<keyof Sources, readonly string[]>>}
 */
const ACTIONS_OF_SOURCES = {
  priceList: ['pricing:GetProducts'],
  computeOptimizer: ['compute-optimizer:GetECSServiceRecommendations', 'ecs:ListClusters', 'ecs:ListServices'],
  costExplorer: ['ce:GetCostAndUsage'],
};

/**
 * The actions that the role needs for the sources that are switched on; a source that is off is not allowed either.
 *
 * @param {Sources} sources
 * @returns {string[]}
 */
export function actionsOfSources({ priceList, computeOptimizer, costExplorer }) {
  return [
    ...(priceList ? ACTIONS_OF_SOURCES.priceList : []),
    ...(computeOptimizer ? ACTIONS_OF_SOURCES.computeOptimizer : []),
    ...(costExplorer ? ACTIONS_OF_SOURCES.costExplorer : []),
  ];
}

/**
 * What it takes to find services by their tags or their stack; behind a role it is that role which lists.
 *
 * @param {{ targets: readonly Pick<Target, 'find' | 'roleArn'>[], accounts: Configuration['accounts'] }} configuration
 * @returns {string[]}
 */
export function actionsOfFinding({ targets, accounts }) {
  const finding = [...targets.filter(({ find }) => find !== undefined), ...accounts];
  return finding.some(({ roleArn }) => roleArn === undefined) ? ['ecs:ListClusters', 'ecs:ListServices'] : [];
}

/**
 * The clusters whose events a rule in this region should look for; an empty name stands for any, where services are
 * found by their tags. What is behind a role is among them, because the role may be of this very account, which nobody
 * knows while packaging; the rule never sees another account's events.
 *
 * @param {{ targets: readonly Pick<Target, 'cluster' | 'region'>[],
 *   accounts: Configuration['accounts'] }} configuration
 * @param {string} region
 */
export function clustersOf({ targets, accounts }, region) {
  const named = targets.filter((target) => (target.region ?? region) === region).map(({ cluster }) => cluster);
  return accounts.some(({ regions }) => regions.includes(region)) ? [...named, ''] : named;
}

/**
 * EventBridge takes patterns of 2,048 characters, unless the account asked for more (EventBridge quotas, 2026-11). A
 * tenth is left for white space, in case CloudFormation writes some.
 */
const PATTERN_CHARACTERS = 1_843;

/**
 * Limits a rule on ECS events to clusters, by the end of their ARNs. Without clusters it rests. One without a name is
 * found in each run and may be any, so that the rule stays as it is. When they are too many
 * for one pattern it stays as it is, for all clusters: then it records kills that nobody asks for, at a few cents.
 *
 * @param {Rule} rule changed in place
 * @param {readonly string[]} clusters names
 */
export function limitToClusters(rule, clusters) {
  if (clusters.includes('')) return;
  const clusterArn = [...new Set(clusters)].sort().map((name) => ({ suffix: `:cluster/${name}` }));
  const limited = { ...rule.EventPattern, detail: { clusterArn, ...rule.EventPattern.detail } };
  if (clusterArn.length === 0) rule.State = 'DISABLED';
  else if (JSON.stringify(limited).length <= PATTERN_CHARACTERS) rule.EventPattern = limited;
}

/**
 * osls prints its own errors as a message, and all others with a stack.
 *
 * @param {Pick<Serverless, 'classes'>} serverless
 * @param {() => Promise<unknown>} step
 */
export async function readably({ classes }, step) {
  try {
    await step();
  } catch (error) {
    throw new classes.Error(error instanceof Error ? error.message : String(error), 'RIGHTSIZER_BUNDLE_FAILED');
  }
}

// biome-ignore lint/style/noDefaultExport: osls takes a plugin from the default export.
export default ServerlessBundle;
