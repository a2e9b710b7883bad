import type { StoredDocument } from '../../core/model/stored-document.ts';
import { minuteText } from '../../core/model/time.ts';
import { parseContext, type SizesDocument, toDocument } from '../../core/publication/sizes-document.ts';
import { parseSizes, says } from '../../core/publication/target-documents.ts';
import { mergedSizes } from '../../core/sizing/running-sizes.ts';
import { type Acting, type PersonsResult, RefusedError } from './acting.ts';
import { fulfil, resultOf, type Wish } from './fulfil.ts';
import { type Pinning, pinOf, replacedPin } from './pin.ts';
import { runningService, type Standing } from './standing.ts';

export interface Rollback extends Omit<Pinning, 'set'> {
  /** Absent: the last version before the live one that differs from it and still fits. */
  readonly to?: number;
}

interface Former {
  readonly version: number;
  readonly document: SizesDocument;
}

/**
 * Writes the sizes of an earlier version as a new one, and pins them first, so that no run takes them away.
 *
 * @throws {RefusedError} When there is no such version, or its sizes do not fit today's containers.
 */
export async function rollback(acting: Acting, { to, days, why }: Rollback): Promise<PersonsResult> {
  let back: Former | undefined;
  const fulfilled = await fulfil(acting, async (standing): Promise<Wish> => {
    // Chosen once: what a run writes meanwhile is not what the person wants to leave.
    back ??= await formerVersion(acting, standing, to);
    const { document } = back;
    return { pin: pinOf(acting, document, { days, why }), sizes: { document, cause: 'rollback', why } };
  });
  const until = minuteText(fulfilled.wish.pin?.until ?? '');
  const { live } = fulfilled;
  const summary = `rolled back to the sizes of version ${back?.version}, live as version ${live.kind === 'absent' ? undefined : live.version}, pinned until ${until}.`;
  const notes = [
    ...replacedPin(acting, fulfilled.before),
    `Takes effect with the next deployment of ${acting.target.id}.`,
  ];
  return resultOf(acting, fulfilled, { command: 'rollback', summary, notes });
}

async function formerVersion(acting: Acting, standing: Standing, to: number | undefined): Promise<Former> {
  const { account, documents } = standing;
  const versions = await account.documents.history(documents.names.live);
  if (to === undefined) return lastOther(acting, standing, versions);
  const found = versions.find(({ version }) => version === to);
  if (found === undefined) {
    const [newest, oldest] = [versions[0]?.version, versions.at(-1)?.version];
    const kept = newest === undefined ? 'there is none' : `kept are ${oldest} to ${newest}`;
    throw new RefusedError(`No version ${to} of ${acting.target.id}: ${kept}.`);
  }
  const usable = usableDocument(acting, standing, found);
  if ('document' in usable) return { version: to, document: usable.document };
  throw new RefusedError(`Version ${to} of ${acting.target.id} cannot be used: ${usable.problem}.`);
}

function lastOther(acting: Acting, standing: Standing, versions: readonly StoredDocument[]): Former {
  const { live } = standing.documents;
  const problems: string[] = [];
  for (const stored of versions.filter(({ version }) => live.kind === 'absent' || version !== live.version)) {
    const usable = usableDocument(acting, standing, stored);
    if (!('document' in usable)) problems.push(`version ${stored.version}: ${usable.problem}`);
    else if (!says(live, usable.document)) return { version: stored.version, document: usable.document };
  }
  const why = problems.length === 0 ? '' : ` Unusable: ${problems.slice(0, 3).join('; ')}.`;
  throw new RefusedError(`${acting.target.id} has no other version to go back to.${why}`);
}

type Usable = { readonly document: SizesDocument } | { readonly problem: string };

/** A version's sizes under today's keys; keys that it lacks get what runs. */
function usableDocument(acting: Acting, standing: Standing, stored: StoredDocument): Usable {
  const service = runningService(acting, standing);
  const { parameters } = acting.target;
  const parsed = parseSizes(stored, parseContext(acting.target, service));
  if (parsed.kind === 'invalid') return { problem: parsed.problem };
  if (parsed.kind === 'valid') return { document: parsed.document };
  const merged = mergedSizes(parsed.sizes, service, parameters);
  if (merged !== undefined) return { document: toDocument(merged, parameters) };
  return { problem: 'its keys are not those of rightsizer.yml, and what runs does not fit beside it' };
}
