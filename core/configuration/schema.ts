import * as v from 'valibot';
import { RESOURCES } from '../model/resource.ts';
import { WEEKDAYS } from './configuration.ts';
import { mapping, mappingOf, oneOf, wholeNumber } from './fields.ts';
import { pricesSchema, sourcesSchema } from './money-schema.ts';
import * as names from './names.ts';
import { documentKmsKeyArn, parametersSchema } from './parameters-schema.ts';
import { policiesSchema } from './policy-schema.ts';

const LARGEST_MEMORY_MIB = 249_856; // 244 GB at 32 vCPU, the largest Fargate task (AWS task sizes and client-ecs `ContainerDefinition`, 2026-11-22).
const SMALLEST_CONTAINER_MIB = 6; // Docker's least memory for a container (AWS task sizes and client-ecs `ContainerDefinition`, 2026-11-22).

const taskSizeBound = (description: string) =>
  v.exactOptional(
    v.pipe(
      mapping({
        cpuUnits: v.exactOptional(
          v.pipe(wholeNumber(256, 32_768), v.description('CPU units, 1024 = 1 vCPU; 256 to 32768.')),
        ),
        memoryMiB: v.exactOptional(
          v.pipe(wholeNumber(512, LARGEST_MEMORY_MIB), v.description('Memory in MiB; 512 to 249856.')),
        ),
      }),
      v.description(description),
    ),
  );

const containerSettings = mapping({
  minimumMemoryMiB: v.exactOptional(
    v.pipe(
      wholeNumber(SMALLEST_CONTAINER_MIB, LARGEST_MEMORY_MIB),
      v.description('The container never gets less memory than this, in MiB, whatever it used.'),
    ),
  ),
  heap: v.exactOptional(
    v.pipe(
      mapping({
        maximumMiB: v.pipe(
          wholeNumber(1, LARGEST_MEMORY_MIB),
          v.description('The largest heap in MiB, e.g. 2048 for a JVM with -Xmx2g.'),
        ),
      }),
      v.description(
        "The heap of the container's runtime; the container never gets less memory than it needs for that.",
      ),
    ),
  ),
});

const freezeWindow = v.pipe(
  mapping({
    from: v.exactOptional(v.pipe(names.date, v.description('First day, YYYY-MM-DD (UTC).'))),
    to: v.exactOptional(v.pipe(names.date, v.description('Last day, YYYY-MM-DD (UTC), included.'))),
    weekdays: v.exactOptional(
      v.pipe(
        v.array(oneOf(WEEKDAYS), 'must be a list of weekdays'),
        v.minLength(1, 'must name at least one weekday'),
        v.description('Weekdays (UTC), e.g. friday.'),
      ),
    ),
  }),
  v.check(
    ({ from, to, weekdays }) => from !== undefined || to !== undefined || weekdays !== undefined,
    'must say "from", "to" or "weekdays"; all that it says must hold',
  ),
  v.check(({ from, to }) => from === undefined || to === undefined || from <= to, '"from" must not be after "to"'),
);

/** What a service and a stage of it may both say; the stage wins, field by field. */
const settings = {
  region: v.exactOptional(
    v.pipe(names.region, v.description('Region of the ECS service; default: the region of the recommender.')),
  ),
  roleArn: v.exactOptional(
    v.pipe(names.roleArn, v.description('Role to assume for the account of the ECS service; default: none.')),
  ),
  externalId: v.exactOptional(
    v.pipe(names.externalId, v.description('The external id that the trust of the role asks for; default: none.')),
  ),
  minimumTaskSize: taskSizeBound('The task never gets less than this.'),
  maximumTaskSize: taskSizeBound('The task never gets more than this; a need above it is reported.'),
  containers: v.exactOptional(
    v.pipe(mappingOf(names.containerName, containerSettings), v.description('Settings of containers, by name.')),
  ),
  maximumStartMinutes: v.exactOptional(
    v.pipe(
      wholeNumber(1, 120),
      v.description('How many minutes a task may take to start; default: what its health checks allow.'),
    ),
  ),
  guards: v.exactOptional(
    v.pipe(
      mapping({
        neverShrink: v.pipe(
          v.array(oneOf(RESOURCES), 'must be a list of "cpu" and "memory"'),
          v.description('Resources that never get smaller: cpu, memory.'),
        ),
      }),
      v.description('What the recommender must not do here.'),
    ),
  ),
  freeze: v.exactOptional(
    v.pipe(
      v.array(
        freezeWindow,
        'must be a list of windows such as { from: 2026-12-20, to: 2027-01-06 } or { weekdays: [friday] }',
      ),
      v.description('Days on which sizes stay; only floors, kills and the way back after a breach pass.'),
    ),
  ),
};

/** One stage of a service, as written. */
export const stageSchema = v.pipe(
  mapping({
    policy: v.exactOptional(
      v.pipe(names.name, v.description('How the stage is sized; default: the policy with the name of the stage.')),
    ),
    mode: v.optional(
      v.pipe(
        oneOf(['apply', 'propose']),
        v.description(
          'apply writes the sizes that deployments read; propose writes them beside, for a person to approve.',
        ),
      ),
      'propose',
    ),
    alsoPublishTo: v.optional(
      v.pipe(
        v.array(names.copyName, 'must be a list of names'),
        v.description('Names that get a copy of the sizes, e.g. default for branch stages without sizes of their own.'),
      ),
      [],
    ),
    parameters: v.exactOptional(
      v.pipe(mapping({ kmsKeyArn: documentKmsKeyArn }), v.description('What this stage says of its documents.')),
    ),
    ...settings,
  }),
  v.description('One stage; nothing behind the colon means all defaults.'),
);

const serviceEntries = {
  cluster: v.pipe(names.ecsName, v.description('Name of the ECS cluster; {stage} stands for the key of the stage.')),
  service: v.pipe(names.ecsName, v.description('Name of the ECS service; {stage} stands for the key of the stage.')),
  parameters: parametersSchema,
  ...settings,
};

/** What a service says without its stages. */
export const serviceSettingsSchema = mapping(serviceEntries);

const stagesSchema = v.pipe(
  mappingOf(names.stageName, v.nullish(stageSchema, {})),
  v.minEntries(1, 'must name at least one stage'),
  v.description('The stages of the service, by the name that the deployment gives them.'),
);

const serviceSchema = v.pipe(
  mapping({ ...serviceEntries, stages: stagesSchema }),
  v.description('One ECS service in all its stages.'),
);

/** The whole rightsizer.yml: the one source of the checks and of the JSON Schema for editors. */
export const configurationSchema = mapping({
  parameterPrefix: v.optional(
    v.pipe(names.parameterPrefix, v.description('First part of the SSM parameters: <prefix>/<service>/<stage>.')),
    '/rightsizer',
  ),
  lookbackDays: v.optional(
    // CloudWatch keeps 63 days at 300 seconds, and says nothing about a window that begins before: a day to spare.
    v.pipe(wholeNumber(1, 62), v.description('Days of CloudWatch data to look at; 1 to 62.')),
    28,
  ),
  notifications: v.nullish(
    v.pipe(
      mapping({
        topicArn: v.exactOptional(
          v.pipe(names.topicArn, v.description('An existing SNS topic; default: the topic of the stack.')),
        ),
        kmsKeyArn: v.exactOptional(
          v.pipe(
            names.kmsKeyArn,
            v.description('The KMS key that encrypts the topic, whoever makes it; default: SNS encrypts by itself.'),
          ),
        ),
        weeklyDigest: v.exactOptional(
          v.pipe(
            oneOf(WEEKDAYS),
            v.description('On this weekday (UTC) a run tells where everything stands, also when nothing happened.'),
          ),
        ),
      }),
      v.description('Where messages go.'),
    ),
    {},
  ),
  maximumShrinksPerRun: v.optional(
    v.pipe(
      wholeNumber(0, 10_000),
      v.description('So many targets may shrink in one run; the others wait for the next.'),
    ),
    10,
  ),
  prices: pricesSchema,
  sources: sourcesSchema,
  services: v.pipe(
    mappingOf(names.name, serviceSchema),
    v.minEntries(1, 'must name at least one service'),
    v.description('The ECS services to size; the key is part of the path of the SSM parameters.'),
  ),
  policies: v.nullish(policiesSchema, {}),
  images: v.nullish(
    v.pipe(
      mappingOf(
        names.imageRepository,
        mapping({
          maximumHeapMiB: v.pipe(
            wholeNumber(1, LARGEST_MEMORY_MIB),
            v.description('The heap in MiB that the image may grow to when nothing else is set.'),
          ),
        }),
      ),
      v.description(
        'Images that set a maximum heap by themselves, by repository without tag; extends the built-in table.',
      ),
    ),
    {},
  ),
});

/** What a service says without its stages, read. */
export type ServiceFile = v.InferOutput<typeof serviceSettingsSchema>;

/** One stage, read; its defaults are filled in. */
export type StageFile = v.InferOutput<typeof stageSchema>;
