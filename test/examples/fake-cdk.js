// Stands in for aws-cdk-lib, which the project does not install: prints what its constructs are given.
import { registerHooks } from 'node:module';

const source = `
const said = {};
export class App {
  node = { tryGetContext: (key) => process.env['CONTEXT_' + key] };
  synth() { process.stdout.write(JSON.stringify(said)); }
}
export class Stack { constructor(_app, id) { said.stack = id; } }
export const ContainerImage = { fromRegistry: (name) => name };
export class FargateTaskDefinition {
  constructor(_stack, _id, props) { said.task = props; }
  addContainer(name, { memoryLimitMiB }) { said[name] = memoryLimitMiB; }
}
`;

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('aws-cdk-lib')) return next(specifier, context);
    return { url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true };
  },
});
