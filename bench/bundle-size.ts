import { basename } from 'node:path';
import { bundleHandlers } from '../bundle.js';

const AIM_KILOBYTES = 900;
const ROWS = 12;

/** The npm package that a file belongs to, or the project's folder. */
function ownerOf(path: string): string {
  const parts = path.split('node_modules/').at(-1)?.split('/') ?? [];
  if (!path.includes('node_modules/')) return `${parts[0]}/`;
  return parts[0]?.startsWith('@') ? `${parts[0]}/${parts[1]}` : (parts[0] ?? path);
}

const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1).padStart(7);

/** Size of the minified bundle of each Lambda, and what is in it by package. */
export async function bundleSize(outdir: string): Promise<string> {
  const { files, metafile } = await bundleHandlers({ outdir, configurationFile: 'rightsizer.example.yml' });
  const sizes = files.map(
    ({ path, bytes }) =>
      `bundle ${basename(path)}: ${kilobytes(bytes).trim()} KB minified (aim: under ${AIM_KILOBYTES} KB)`,
  );
  const owners = new Map<string, number>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      owners.set(ownerOf(path), (owners.get(ownerOf(path)) ?? 0) + bytesInOutput);
    }
  }
  const rows = [...owners].sort(([, a], [, b]) => b - a);
  const shown = rows.slice(0, ROWS).map(([owner, bytes]) => `  ${kilobytes(bytes)} KB  ${owner}`);
  const rest = rows.slice(ROWS).reduce((total, [, bytes]) => total + bytes, 0);
  return [...sizes, ...shown, `  ${kilobytes(rest)} KB  ${Math.max(0, rows.length - ROWS)} others`].join('\n');
}
