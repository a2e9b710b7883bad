import { AwsError } from './aws-error.ts';
import type { JsonObject } from './operation.ts';

/** The text in a field, or undefined. @throws AwsError when the field holds something else */
export function optionalText(input: JsonObject, field: string): string | undefined {
  return optional(input, field, (value) => typeof value === 'string');
}

/** The text in a field that must be there. @throws AwsError */
export function requiredText(input: JsonObject, field: string): string {
  const text = optionalText(input, field);
  if (text === undefined) throw missing(field);
  return text;
}

/** The number in a field, or undefined. @throws AwsError when the field holds something else */
export function optionalNumber(input: JsonObject, field: string): number | undefined {
  return optional(input, field, (value) => typeof value === 'number');
}

/** The number in a field that must be there. @throws AwsError */
export function requiredNumber(input: JsonObject, field: string): number {
  const number = optionalNumber(input, field);
  if (number === undefined) throw missing(field);
  return number;
}

/** A field that is false when absent. @throws AwsError when it is no boolean */
export function flag(input: JsonObject, field: string): boolean {
  return optional(input, field, (value) => typeof value === 'boolean') ?? false;
}

/** A list of texts, or undefined. @throws AwsError when the field holds something else */
export function optionalTexts(input: JsonObject, field: string): readonly string[] | undefined {
  return optional(input, field, (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'));
}

/** A list's texts: from one to so many. @throws AwsError InvalidParameterException, naming it by `what` */
export function fewTexts(input: JsonObject, field: string, { most, what }: Few): readonly string[] {
  const texts = optionalTexts(input, field) ?? [];
  if (texts.length === 0) throw new AwsError('InvalidParameterException', `${what} cannot be empty.`);
  if (texts.length > most)
    throw new AwsError('InvalidParameterException', `${what} cannot have more than ${most} elements.`);
  return texts;
}

interface Few {
  readonly most: number;
  readonly what: string;
}

/** A list of objects, empty when absent. @throws AwsError when the field holds something else */
export function objects(input: JsonObject, field: string): readonly JsonObject[] {
  return optional(input, field, (value) => Array.isArray(value) && value.every(isObject)) ?? [];
}

/** An object, or undefined. @throws AwsError when the field holds something else */
export function optionalObject(input: JsonObject, field: string): JsonObject | undefined {
  return optional(input, field, isObject);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function optional<T>(input: JsonObject, field: string, fits: (value: unknown) => boolean): T | undefined {
  const value = input[field] ?? undefined;
  if (value !== undefined && !fits(value))
    throw new AwsError('SerializationException', `The field ${field} holds a value of the wrong type.`);
  return value as T | undefined;
}

function missing(field: string): AwsError {
  const name = `${field.charAt(0).toLowerCase()}${field.slice(1)}`;
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    { queryCode: 'ValidationError' },
  );
}
