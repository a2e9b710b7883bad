import * as v from 'valibot';
import { mapping, mappingOf } from './fields.ts';
import { containerName, kmsKeyArn, name } from './names.ts';

const documentKey = (description: string) =>
  v.exactOptional(v.pipe(name, v.description(`Key in the SSM document for ${description}.`)));

/** The KMS key of the documents, which service and stage may both say. */
export const documentKmsKeyArn = v.exactOptional(
  v.pipe(kmsKeyArn, v.description('The KMS key that encrypts the documents; default: the AWS managed key aws/ssm.')),
);

/** The keys of the SSM document, one for each number that is published. */
export const parametersSchema = v.pipe(
  mapping({
    kmsKeyArn: documentKmsKeyArn,
    task: v.pipe(
      mapping({
        cpu: v.pipe(name, v.description("Key in the SSM document for the task's CPU units.")),
        memory: v.pipe(name, v.description("Key in the SSM document for the task's memory in MiB.")),
      }),
      v.description("Keys in the SSM document for the task's size: cpu and memory."),
    ),
    containers: v.optional(
      v.pipe(
        mappingOf(
          containerName,
          mapping({
            cpu: documentKey("the container's CPU units"),
            memory: documentKey("the container's hard memory limit in MiB"),
            memoryReservation: documentKey("the container's soft memory limit in MiB, beside or instead of memory"),
          }),
        ),
        v.description('Keys for the containers, by name; a container without a key keeps what it declares.'),
      ),
      {},
    ),
  }),
  v.description('Which key of the SSM document holds which number; several numbers of one resource may share a key.'),
);
