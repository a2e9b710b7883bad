import type { Fields } from './serverless-yaml.ts';

/** A resource of CloudFormation, as a serverless.yml declares it. */
export interface DeclaredResource {
  /** Where its properties stand, e.g. `resources.Resources.Cluster.Properties`. */
  readonly path: string;
  readonly logicalId: string;
  /** Empty where it is no plain text. */
  readonly type: string;
  readonly properties: Fields;
}

/** The type of a task definition. */
export const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
