import { Document, isScalar, type Pair, YAMLMap } from 'yaml';
import type { Configuration, Target } from '../core/configuration/configuration.ts';
import { explain } from '../core/decision/recommendation.ts';
import type { Sizes } from '../core/model/sizes.ts';
import { oneLine } from '../core/model/visible.ts';
import { sizeText } from '../core/model/words.ts';
import { SharedKeyError, type SizesDocument, toDocument } from '../core/publication/sizes-document.ts';
import { moneyText } from '../core/report/money-text.ts';
import type { Report, TargetReport } from '../core/report/report.ts';

/** Whoever pastes decides; only the run that writes to SSM waits for days of agreement and the like. */
const HELD = ' Some of them are held: rightsizer plan says for what.';

interface StageBlock {
  readonly comment: string;
  readonly sizes?: SizesDocument;
}

function numbered(sizes: Sizes, { parameters }: Target, comment: string): StageBlock {
  try {
    return { comment, sizes: toDocument(sizes, parameters) };
  } catch (error) {
    if (error instanceof SharedKeyError) return { comment: `No sizes: ${error.message}.` };
    throw error;
  }
}

/** From what runs to the aim, which is what is pasted. */
function changeText({ running, recommended, monthlyUsd }: TargetReport): string {
  const sizes = [running, recommended].flatMap((each) => (each === undefined ? [] : [sizeText(each.task)]));
  const { current, recommended: then } = monthlyUsd;
  const money = current === undefined || then === undefined ? [] : [moneyText(current, then)];
  return [[...new Set(sizes)].join(' -> '), ...money].join(', ');
}

/** What is only advised is not pasted: those stages keep what runs. */
function blockOf(report: TargetReport, target: Target): StageBlock {
  const { running, recommended, evidence, skipReason, detail } = report;
  if (recommended !== undefined && evidence?.verdict.kind !== 'advise') {
    return numbered(recommended, target, changeText(report));
  }
  const why = evidence?.verdict.reasons.map(explain).join(' ') || detail || skipReason || report.outcome;
  if (running === undefined) return { comment: `No sizes: ${why}` };
  const advised = recommended === undefined ? '' : `; advised only: ${changeText(report)}`;
  return numbered(running, target, `As it runs${advised}. ${why}`);
}

/** Strings stay strings, whatever they look like: YAML would read a stage called "on" or "1e3" as something else. */
function stageMap(entries: readonly (readonly [string, StageBlock])[]): YAMLMap {
  const map = new YAMLMap();
  for (const [stage, { comment, sizes }] of entries) {
    if (sizes === undefined) continue;
    const pair = new Document().createPair(stage, sizes) as Pair;
    if (isScalar(pair.key)) pair.key.commentBefore = ` ${oneLine(comment)}`;
    map.add(pair);
  }
  return map;
}

function serviceYaml(service: string, reports: readonly TargetReport[], { targets }: Configuration): string {
  const entries = reports.flatMap((report) => {
    const target = targets.find(({ id }) => id === report.id);
    if (target === undefined) return [];
    const block = blockOf(report, target);
    return [report.stage, ...target.alsoPublishTo].map((stage) => [stage, block] as const);
  });
  const without = entries.filter(([, { sizes }]) => sizes === undefined);
  const document = new Document({ params: stageMap(entries) });
  document.commentBefore = [
    ` ${service}: the sizes that rightsizer plan recommends`,
    ...(reports.some(({ holds }) => holds.length > 0) ? [HELD] : []),
    ...without.map(([stage, { comment }]) => ` ${stage}: ${oneLine(comment)}`),
  ].join('\n');
  return document.toString({ defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}

/**
 * The `params:` block of a serverless.yml with the sizes of each stage, for teams that keep sizes there: one YAML
 * document for each service. A stage whose size is only advised, or not known, keeps what runs; the comment says why.
 */
export function planParams({ targets }: Report, configuration: Configuration): string {
  const services = [...new Set(targets.map(({ service }) => service))];
  return services
    .map((service) =>
      serviceYaml(
        service,
        targets.filter((each) => each.service === service),
        configuration,
      ),
    )
    .join('---\n');
}
