import * as v from 'valibot';
import { RESOURCES } from '../model/task-size.ts';
import * as names from './names.ts';
import { described, mapping, mappingOf, oneOf, optional, type SettingsOf, wholeNumber } from './setting.ts';

// 244 GB at 32 vCPU, the largest Fargate task; Docker's least memory for a container; containers of a task definition
// (AWS task sizes, client-ecs `ContainerDefinition`, Amazon ECS service quotas, 2026-11-22).
export const LARGEST_MEMORY_MIB = 249_856;
const SMALLEST_CONTAINER_MIB = 6;
const MOST_CONTAINERS = 10;

/** So long may the text of a document be: the state keeps two of them beside all else, in 4 KB (docs/contracts.md). */
export const MOST_DOCUMENT_CHARACTERS = 900;
/** What a number takes beside its key: `"":"249856",`. */
const CHARACTERS_A_NUMBER = 12;

/** Unless a target says otherwise. */
export const MAXIMUM_GROWTH_PERCENT = 300;

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

function byContainer<Value extends v.GenericSchema>(value: Value) {
  const rule = `must name at most ${MOST_CONTAINERS} containers, as many as a task definition can have`;
  return v.pipe(mappingOf(names.containerName, value), v.maxEntries(MOST_CONTAINERS, rule));
}

const containerKeys = mapping({
  cpu: optional(names.name, "Key in the SSM document for the container's CPU units"),
  memory: optional(names.name, "Key in the SSM document for the container's hard memory limit in MiB"),
  memoryReservation: optional(
    names.name,
    "Key in the SSM document for the container's soft memory limit in MiB, beside or instead of memory",
  ),
});

const taskKeys = described(
  mapping({
    cpu: described(names.name, "Key in the SSM document for the task's CPU units"),
    memory: described(names.name, "Key in the SSM document for the task's memory in MiB"),
  }),
  "Keys in the SSM document for the task's size: cpu and memory",
);
const containersKeys = described(
  byContainer(containerKeys),
  `Keys for the containers, by name, at most ${MOST_CONTAINERS}; a container without a key keeps what it declares`,
);
const documentKey = optional(names.kmsKeyArn, 'The KMS key that encrypts the documents', 'the AWS managed key aws/ssm');

interface Keys {
  readonly task?: Readonly<Record<string, string>>;
  readonly containers?: Readonly<Record<string, object>>;
}

function documentCharacters({ task = {}, containers = {} }: Keys): number {
  const keys = new Set([task, ...Object.values(containers)].flatMap((each) => Object.values(each).map(String)));
  return [...keys].reduce((sum, key) => sum + key.length + CHARACTERS_A_NUMBER, 1);
}

const tooLong = (keys: Keys) =>
  `would give a document of ${documentCharacters(keys)} characters; at most ${MOST_DOCUMENT_CHARACTERS} are kept, so use fewer or shorter keys`;

/** The keys of the SSM document, one for each number that is published. */
export const parametersSchema = described(
  v.pipe(
    mapping({ kmsKeyArn: documentKey, task: taskKeys, containers: v.optional(containersKeys, {}) }),
    v.check(
      (keys) => documentCharacters(keys) <= MOST_DOCUMENT_CHARACTERS,
      ({ input }) => tooLong(input),
    ),
  ),
  `Which key of the SSM document holds which number; several numbers of one resource may share a key, and the document has at most ${MOST_DOCUMENT_CHARACTERS} characters`,
);

/** The same in a stage, which may say the KMS key alone. */
const stageParametersSchema = v.pipe(
  mapping({ kmsKeyArn: documentKey, task: v.exactOptional(taskKeys), containers: v.exactOptional(containersKeys) }),
  v.check(
    ({ task, containers }) => task !== undefined || containers === undefined,
    'must name "task" beside "containers"',
  ),
  v.check(
    (keys) => documentCharacters(keys) <= MOST_DOCUMENT_CHARACTERS,
    ({ input }) => tooLong(input),
  ),
);

const containerSettings = mapping({
  minimumMemoryMiB: optional(
    wholeNumber(SMALLEST_CONTAINER_MIB, LARGEST_MEMORY_MIB, 'MiB'),
    'The container never gets less memory than this, whatever it used',
  ),
  heap: optional(
    mapping({
      maximumMiB: described(
        wholeNumber(1, LARGEST_MEMORY_MIB, 'MiB'),
        'The largest heap, e.g. 2048 for a JVM with -Xmx2g',
      ),
    }),
    "The heap of the container's runtime; the container never gets less memory than it and a quarter more",
    'what its definition or image says',
  ),
});

/** A bound on the task size; an absent side is unbounded. */
const taskSizeBound = mapping({
  cpuUnits: optional(wholeNumber(256, 32_768, 'CPU units'), '1024 are one vCPU'),
  memoryMiB: optional(wholeNumber(512, LARGEST_MEMORY_MIB, 'MiB'), 'Memory'),
});

const freezeWindow = v.pipe(
  mapping({
    from: optional(names.date, 'First day, YYYY-MM-DD (UTC)'),
    to: optional(names.date, 'Last day, YYYY-MM-DD (UTC), included'),
    weekdays: optional(
      v.pipe(v.array(oneOf(WEEKDAYS), 'must be a list of weekdays'), v.minLength(1, 'must name at least one weekday')),
      'Weekdays (UTC), e.g. friday',
    ),
  }),
  v.check(
    ({ from, to, weekdays }) => from !== undefined || to !== undefined || weekdays !== undefined,
    'must say "from", "to" or "weekdays"; all that it says must hold',
  ),
  v.check(({ from, to }) => from === undefined || to === undefined || from <= to, '"from" must not be after "to"'),
);

/** Where a service is, and whose it is. */
const place = {
  region: optional(names.region, 'Region of the ECS service', "the recommender's"),
  roleArn: optional(names.roleArn, 'Role to assume for the account of the ECS service', 'none'),
  externalId: optional(names.externalId, 'The external id that the trust of the role asks for', 'none'),
  owner: optional(names.name, 'Who is told of it beside the topic of all news: a key of owners', 'nobody'),
};

/** What holds of its sizes. */
const limits = {
  minimumTaskSize: optional(taskSizeBound, 'The task never gets less than this'),
  maximumTaskSize: optional(taskSizeBound, 'The task never gets more than this; a need above it is reported'),
  containers: optional(byContainer(containerSettings), 'Settings of containers, by name'),
  containerMetrics: optional(
    oneOf(['insights', 'filters']),
    'What measures single containers: enhanced Container Insights, or under the standard one the metric filters of examples/container-metrics',
    '`insights`',
  ),
  maximumStartMinutes: optional(
    wholeNumber(1, 120, 'minutes'),
    'How long a task may take to start',
    'what its health checks allow',
  ),
  guards: optional(
    mapping({
      neverShrink: optional(
        v.array(oneOf(RESOURCES), 'must be a list of "cpu" and "memory"'),
        'Resources that never get smaller: cpu, memory',
        'none',
      ),
      maximumGrowthPercent: optional(
        wholeNumber(100, 10_000, 'percent'),
        'Utilization alone grows the task to at most so much of the price of the size that people last declared, approved or pinned; more is proposed, and told as an alert',
        `\`${MAXIMUM_GROWTH_PERCENT}\``,
      ),
    }),
    'What the recommender must not do here',
  ),
  freeze: optional(
    v.array(
      freezeWindow,
      'must be a list of windows such as { from: 2026-12-20, to: 2027-01-06 } or { weekdays: [friday] }',
    ),
    'Days on which sizes stay; only floors, pins, kills and the size before a change that went wrong pass',
    'none',
  ),
};

/** What a service and a stage of it may both say; the stage wins, field by field. */
const shared = { ...place, ...limits };

/** Where the names in ECS are generated: by what else the service is known. */
const find = v.pipe(
  mapping({
    tags: optional(
      v.pipe(mappingOf(names.tagKey, names.tagTemplate), v.minEntries(1, 'must name at least one tag')),
      'Tags of the ECS service, all of which it has',
    ),
    stack: optional(names.stackTemplate, 'Name of the CloudFormation stack that made it, with logicalId'),
    logicalId: optional(names.logicalId, 'Logical id of the ECS service in that stack'),
  }),
  v.check(
    ({ tags, stack, logicalId }) =>
      (tags !== undefined || stack !== undefined) && (stack === undefined) === (logicalId === undefined),
    'must say "tags", or "stack" and "logicalId"',
  ),
);
const FIND = 'By what the ECS service is found where its name is generated; {stage} stands for the key of the stage';
const CLUSTER = 'Name of the ECS cluster; {stage} stands for the key of the stage';
const SERVICE = 'Name of the ECS service; {stage} stands for the key of the stage';

export const stageSchema = described(
  mapping({
    policy: optional(names.name, 'How the stage is sized', "the policy with the stage's name"),
    mode: v.optional(
      described(
        oneOf(['apply', 'propose']),
        'apply writes the sizes that deployments read; propose writes them beside, for a person to approve',
      ),
      'propose',
    ),
    alsoPublishTo: v.optional(
      described(
        v.array(names.copyName, 'must be a list of names'),
        'Names that get a copy of the sizes, e.g. default for branch stages without sizes of their own',
      ),
      [],
    ),
    cluster: optional(names.ecsName, CLUSTER, "the service's"),
    service: optional(names.ecsName, SERVICE, "the service's"),
    find: optional(find, FIND, "the service's"),
    parameters: optional(
      stageParametersSchema,
      'Keys of this stage, instead of all those of its service; the KMS key also alone',
      "the service's",
    ),
    ...shared,
  }),
  'One stage; nothing behind the colon means all defaults',
);

const serviceEntries = {
  cluster: optional(names.ecsName, CLUSTER, 'that of each stage'),
  service: optional(names.ecsName, SERVICE, 'that of each stage'),
  find: optional(find, FIND, 'nothing is looked for'),
  parameters: parametersSchema,
  ...shared,
};

export const serviceSettingsSchema = mapping(serviceEntries);

export const servicesSchema = described(
  mappingOf(
    names.name,
    described(
      mapping({
        ...serviceEntries,
        stages: described(
          v.pipe(
            mappingOf(names.stageName, v.nullish(stageSchema, {})),
            v.minEntries(1, 'must name at least one stage'),
          ),
          'The stages of the service, by the name that the deployment gives them',
        ),
      }),
      'One ECS service in all its stages',
    ),
  ),
  'The ECS services to size; the key is part of the path of the SSM parameters',
);

/** What the file says of services that tags ask for. */
export const taggedSchema = v.nullish(
  described(
    mappingOf(
      names.name,
      mapping({
        ...limits,
        stages: optional(
          mappingOf(names.stageName, v.nullish(mapping(limits), {})),
          'The same for single stages, which win field by field',
        ),
      }),
    ),
    'Settings of services that are found by their tags, by the key of the service: from minimumTaskSize to freeze as under services; what else there is to say, tags say',
  ),
  {},
);

export type ServiceFile = SettingsOf<typeof serviceSettingsSchema>;
export type StageFile = SettingsOf<typeof stageSchema>;
