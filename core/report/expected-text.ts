import type { Alternative, Expected } from '../decision/expected-risk.ts';

/** What a neighbor of the recommended size has more or less of. */
export const ALTERNATIVE_NAMES: Readonly<Record<Alternative['kind'], string>> = {
  recommended: 'recommended',
  lessCpu: 'less CPU',
  moreCpu: 'more CPU',
  lessMemory: 'less memory',
  moreMemory: 'more memory',
};

interface ByResource {
  readonly cpu?: Expected | undefined;
  readonly memory?: Expected | undefined;
}

/**
 * An amount a month in as many digits as it deserves.
 *
 * @example monthlyText(3.31) // '3.3'
 * @example monthlyText(0.127) // '0.13'
 * @example monthlyText(0.004) // 'under 0.01'
 */
export function monthlyText(amount: number): string {
  if (amount > 0 && amount < 0.01) return 'under 0.01';
  if (amount >= 10) return amount.toFixed(0);
  return amount >= 1 || amount === 0 ? String(Number(amount.toFixed(1))) : amount.toFixed(2);
}

function withRange({ aMonth, range }: Expected): string {
  if (range === undefined) return monthlyText(aMonth);
  return `${monthlyText(aMonth)} (${monthlyText(range.least)} to ${monthlyText(range.most)})`;
}

/** For example: hoursShortText('1') // '1 hour short of CPU' */
export function hoursShortText(amount: string): string {
  return `${amount} ${amount === '1' ? 'hour' : 'hours'} short of CPU`;
}

/** For example: killsText('0.20') // '0.20 memory kills' */
export function killsText(amount: string): string {
  return `${amount} memory ${amount === '1' ? 'kill' : 'kills'}`;
}

/**
 * What a month at a size is expected to be short of; one resource that is not known is left out.
 *
 * @example expectedTexts({ cpu: { aMonth: 3.3 }, memory: { aMonth: 0.2, range: { least: 0.1, most: 0.5 } } })
 * // ['3.3 hours short of CPU', '0.20 (0.10 to 0.50) memory kills']
 */
export function expectedTexts({ cpu, memory }: ByResource): readonly string[] {
  return [
    ...(cpu === undefined ? [] : [hoursShortText(withRange(cpu))]),
    ...(memory === undefined ? [] : [killsText(withRange(memory))]),
  ];
}

/**
 * The same in a sentence for a message; empty where nothing is known.
 *
 * @example expectedText({ cpu: { aMonth: 3.3 } }) // ['Expected in a month: 3.3 hours short of CPU.']
 */
export function expectedText(risk: ByResource): readonly string[] {
  const texts = expectedTexts(risk);
  return texts.length === 0 ? [] : [`Expected in a month: ${texts.join(', ')}.`];
}
