import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import type { EnrollmentStatus } from '../../core/decision/opinion.ts';
import type { ScheduleReader, TopicReader } from '../../core/installation.ts';
import type { DeploymentHistory, RunningService } from '../../core/model/service.ts';
import type { ServiceMetrics } from '../../core/model/service-metrics.ts';
import type { DocumentAnswers, Place, Ports } from '../../core/ports.ts';
import type { Consumer } from '../consumer/consumer.ts';
import type { Attempt } from './finding.ts';

export interface DoctorPorts extends Ports {
  /** The names of all parameters below a path, where targets of this place are stored. */
  namesUnder(place: Place, path: string): Promise<readonly string[]>;
  /** @throws {PortError} When Compute Optimizer does not tell. */
  enrollmentOf(place: Place): Promise<EnrollmentStatus>;
  /** Of the recommender's own account and region. */
  readonly schedules: ScheduleReader;
  readonly topics: TopicReader;
}

export interface Installation {
  /** The stage with which it was deployed itself. */
  readonly stage: string;
  /** Absent: the one that its stack made. */
  readonly topicArn?: string;
}

export interface Examination {
  readonly configuration: Configuration;
  /** The file in which it stands. */
  readonly source: string;
  readonly ports: DoctorPorts;
  readonly installation: Installation;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Absent: not looked at. */
  readonly serverless?: { readonly path: string; readonly consumer: Consumer };
}

export interface Examined {
  readonly target: Target;
  readonly service: RunningService;
  readonly metrics: Attempt<ServiceMetrics>;
  readonly deployments: Attempt<DeploymentHistory>;
}

export interface ReadDocuments {
  readonly answers: DocumentAnswers;
  /** Failed where one of them cannot be read. */
  readonly stored: Attempt<unknown>;
  readonly versions: Attempt<unknown>;
  /** By name, of live documents and copies that are there; none where the history cannot be read. */
  readonly tiers: ReadonlyMap<string, string>;
  readonly names: Attempt<readonly string[]>;
}
