#!/usr/bin/env node
// Starts the command on Node 24: the one that runs this, else the one in node_modules (package "node").
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const [major = 0] = process.versions.node.split('.').map(Number);
const main = fileURLToPath(new URL('./main.ts', import.meta.url));

if (major >= NEEDED_MAJOR) {
  await import('./main.ts');
} else {
  const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node)) {
    console.error(
      `rightsizer needs Node ${NEEDED_MAJOR}; this is ${process.versions.node}. "npm ci" in the project's folder brings it.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}
