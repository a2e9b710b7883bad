import { stageIn } from '../../core/configuration/name-conventions.ts';
import { RESERVED_STAGES } from '../../core/configuration/names.ts';
import type { ServerlessFile } from './serverless-file.ts';
import { fieldsOf, valueAt } from './serverless-yaml.ts';

const STAGE = /^\$?\{?\s*(?:sls:stage|opt:stage|self:provider\.stage)\b/;
/** A part of `custom` that is chosen by a variable: what stands before it, the variable, and what stands after it. */
const CHOSEN = /self:custom((?:\.[\w-]+)*)\.\$\{([^{}]*)\}((?:\.[\w-]+)*)/g;
/** No deployment has these stages. */
const NO_STAGES = ['other', ...RESERVED_STAGES];

/** The stages that a serverless.yml speaks of: those of its params, and the keys of maps from which the stage chooses. */
export function toldStages(file: ServerlessFile): readonly string[] {
  const chosen = [...file.text.matchAll(CHOSEN)].flatMap(([, before = '', variable = '', after = '']) => {
    if (!isStage(variable, file)) return [];
    const map = fieldsOf(valueAt(file.custom, partsOf(before)));
    const parts = partsOf(after);
    // Whatever else stands in custom itself is no stage.
    const isStageOf = (key: string) => before !== '' || parts.length > 0 || stageIn(key) === key;
    return [...map].flatMap(([key, value]) => (isStageOf(key) && valueAt(value, parts) !== undefined ? [key] : []));
  });
  const stages = new Set([...file.params.keys(), ...chosen]);
  return [...stages].filter((stage) => /^[\w-]+$/.test(stage) && !NO_STAGES.includes(stage));
}

function partsOf(address: string): readonly string[] {
  return address.split('.').filter((part) => part !== '');
}

/** Also by way of custom: `custom.stage: ${opt:stage, 'dev'}`. */
function isStage(variable: string, { custom }: ServerlessFile): boolean {
  const [, name] = /^self:custom\.([\w-]+)/.exec(variable) ?? [];
  return STAGE.test(name === undefined ? variable : String(custom.get(name)));
}
