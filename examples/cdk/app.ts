import { App, Stack } from 'aws-cdk-lib';
import { ContainerImage, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { readSizes } from './sizes.ts';

const app = new App();
const stage: string = app.node.tryGetContext('stage') ?? 'master';

// Constructs cannot wait, so the sizes are read before the first of them is made.
const sizes = await readSizes({
  service: 'orders',
  stage,
  stagesWithSizes: ['master', 'val', 'production'],
  fallback: { taskCpu: 1024, taskMemory: 2048, appMemory: 1792, proxyMemory: 256 },
});

const stack = new Stack(app, `orders-${stage}`);
const task = new FargateTaskDefinition(stack, 'Task', { cpu: sizes.taskCpu, memoryLimitMiB: sizes.taskMemory });
task.addContainer('app', {
  image: ContainerImage.fromRegistry('example/orders:1'),
  memoryLimitMiB: sizes.appMemory,
});
task.addContainer('proxy', {
  image: ContainerImage.fromRegistry('envoyproxy/envoy:v1.31-latest'),
  essential: false,
  memoryLimitMiB: sizes.proxyMemory,
});
app.synth();
