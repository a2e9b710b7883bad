#!/usr/bin/env node
// Starts the command: in an installed package what was built, in a clone the sources, on the Node 24 that runs this,
// else on the one in node_modules (package "node").
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const [major = 0] = process.versions.node.split('.').map(Number);
const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const isInstalled = !existsSync(main);
const needed = isInstalled ? 22 : 24;

/** @param {string} advice */
function refuse(advice) {
  console.error(`rightsizer needs Node ${needed} or newer; this is ${process.versions.node}.${advice}`);
  process.exit(1);
}

function startOnOwnNode() {
  const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node)) refuse(` "npm ci" in the project's folder brings it.`);
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}

if (major < needed && isInstalled) refuse('');
else if (major < needed) startOnOwnNode();
else {
  // What was compiled once is kept in the folder for temporary files: the second start takes half the time.
  nodeModule.enableCompileCache?.();
  await import(isInstalled ? new URL('../dist/cli/main.mjs', import.meta.url).href : './main.ts');
}
