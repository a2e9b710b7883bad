import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Without a sandbox, since containers have no user namespaces, and without anything that talks to a network. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/** Where the browser is: `CHROMIUM_PATH`, else where Debian puts it. */
export function chromiumPath(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.CHROMIUM_PATH || '/usr/bin/chromium';
}

/**
 * Starts the Chromium of this machine; none is downloaded.
 *
 * @throws {Error} With how to install it, when there is none.
 */
export async function launchChromium(executablePath: string = chromiumPath()): Promise<Browser> {
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}: install it (apt-get install chromium) or say where it is (CHROMIUM_PATH=/path/to/chromium).`,
    );
  }
  return chromium.launch({ executablePath, args: [...FLAGS] });
}
