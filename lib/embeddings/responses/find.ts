import { lengthOfArray } from '../../arguments/arrays.js';
import { checkReadable, type Unchecked } from '../../arguments/options.js';
import { argumentError, describe, linquantError } from '../../errors.js';
import { isArray, isRevoked } from '../../platform/engine-views.js';
import { types } from '../../platform/node.js';
import { formatError } from '../encodings/common/format-error.js';

/** What tells the type of elements: the answer by the name of a list, or the caller. */
export interface ToldType {
  readonly dtype: 'float32' | 'int8' | 'uint8' | 'bit';
  /** How bits are bytes. */
  readonly dialect?: 'ubinary' | 'binary';
}

/** What the caller told of it. */
export interface WantedType {
  readonly dtype: string | undefined;
  readonly dialect: 'ubinary' | 'binary' | undefined;
}

/** The vectors of an answer, in the order of the texts that were asked for. Each should be an array or text in base64. */
export interface FoundVectors {
  readonly vectors: readonly unknown[];
  /** What the answer itself tells of their type. */
  readonly told: ToldType | undefined;
  /** Whether they must be lists or texts, where the answer tells it. */
  readonly isText: boolean | undefined;
  /** The path of the lists, for messages about their type. */
  readonly path: string;
  /** The path of a row's vector. */
  readonly nameOf: (row: number) => string;
}

const allowed = "the parsed body of an embedding API's answer";

/** Finds the vectors of an answer, in one of the three forms in use. `wanted` chooses among lists of several types. */
export function findVectors(response: unknown, wanted: WantedType): FoundVectors {
  const given = checkReadable('response', response, allowed);
  const { data } = given;
  if (data !== undefined) return inOrderOfIndex(itemsOf('response.data', data));
  const { embeddings } = given;
  if (isArray(embeddings)) return listsAt('response.embeddings', embeddings, 'float');
  if (embeddings !== undefined) return listsOfType(embeddings, wanted);
  const names = types.isProxy(given) ? describe(given) : Object.keys(given).slice(0, 8).join(', ');
  throw formatError('response', `be ${allowed}, with data or embeddings`, names || 'nothing in it');
}

/** Copies an array of at least one element: a getter or proxy runs here, and not later. */
function itemsOf(path: string, value: unknown): readonly unknown[] {
  if (!isArray(value)) throw argumentError('ERR_LINQUANT_INVALID_TYPE', path, 'an array', value);
  const length = lengthOfArray(path, value);
  if (length === 0)
    throw linquantError('ERR_LINQUANT_EMPTY', `${path} must hold at least one vector; got none`);
  const items: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const item = value[i];
    if (item === undefined) throw rowError(`${path}[${i}]`, 'a vector', item, i);
    items.push(item);
  }
  return items;
}

/** OpenAI's form: objects with `embedding`, and with `index`, their place among the texts that were asked for. */
function inOrderOfIndex(items: readonly unknown[]): FoundVectors {
  const count = items.length;
  const vectors = new Array<unknown>(count);
  const positions = new Int32Array(count).fill(-1);
  let hasIndex: boolean | undefined;
  for (let i = 0; i < count; i++) {
    const item = checkItem(items[i], i);
    const index = item.index ?? undefined;
    hasIndex ??= index !== undefined;
    const row = hasIndex ? checkIndex(index, i, positions) : i;
    if (!hasIndex && index !== undefined)
      throw indexError(i, 'left out, as in those before', describe(index));
    positions[row] = i;
    vectors[row] = item.embedding;
  }
  const nameOf = (row: number) => `response.data[${positions[row]}].embedding`;
  return { vectors, told: undefined, isText: undefined, path: 'response.data', nameOf };
}

function checkItem(item: unknown, position: number): Unchecked {
  if (typeof item === 'object' && item !== null && !isRevoked(item)) return item as Unchecked;
  throw rowError(`response.data[${position}]`, 'an object with embedding', item, position);
}

function rowError(path: string, what: string, given: unknown, row: number): Error {
  return Object.assign(argumentError('ERR_LINQUANT_INVALID_TYPE', path, what, given), { row });
}

/** Checks that an index is one of the rows, and not that of an item before. As many items as rows then leave out none. */
function checkIndex(index: unknown, position: number, positions: Int32Array): number {
  const count = positions.length;
  if (!(Number.isInteger(index) && (index as number) >= 0 && (index as number) < count)) {
    throw indexError(position, `a whole number in 0..${count - 1}`, describe(index));
  }
  const row = (index as number) + 0;
  const other = positions[row]!;
  if (other === -1) return row;
  throw indexError(position, 'another than those before', `${row}, which response.data[${other}] has`);
}

function indexError(position: number, what: string, given: string): Error {
  return formatError(`response.data[${position}].index`, `be ${what}`, given, { row: position });
}

/** The names of Cohere's lists. Text in its base64 is float32. */
const listTypes = {
  float: { dtype: 'float32' },
  int8: { dtype: 'int8' },
  uint8: { dtype: 'uint8' },
  ubinary: { dtype: 'bit', dialect: 'ubinary' },
  binary: { dtype: 'bit', dialect: 'binary' },
  base64: { dtype: 'float32' },
} as const satisfies Record<string, ToldType>;

type ListName = keyof typeof listTypes;

/** Cohere's form by types: an object with one list or several. */
function listsOfType(value: unknown, wanted: WantedType): FoundVectors {
  const path = 'response.embeddings';
  const given = checkReadable(path, value, 'an array, or an object with float, int8, ...');
  const lists = new Map<ListName, unknown>();
  for (const name of Object.keys(listTypes) as ListName[]) {
    const list = given[name] ?? undefined;
    if (list !== undefined) lists.set(name, list);
  }
  const names = [...lists.keys()];
  if (names.length === 0) throw formatError(path, `have one of ${Object.keys(listTypes).join(', ')}`, 'none');
  const fits = names.filter((name) => {
    const { dtype, dialect }: ToldType = listTypes[name];
    const isDialect = wanted.dialect === undefined || wanted.dialect === dialect;
    return (wanted.dtype === undefined || wanted.dtype === dtype) && isDialect;
  });
  const several = new Set(fits.map((name) => listTypes[name].dtype)).size > 1;
  if (fits.length === 0 || several) {
    const what = several ? 'given where the answer has several types' : 'a type that the answer has';
    const given = `${describe(wanted.dtype)}${wanted.dialect ? ` (${wanted.dialect})` : ''} for ${names.join(', ')}`;
    throw linquantError('ERR_LINQUANT_INVALID_OPTION', `options.dtype must be ${what}; got ${given}`);
  }
  return listsAt(`${path}.${fits[0]}`, lists.get(fits[0]!), fits[0]!);
}

function listsAt(path: string, list: unknown, name: ListName): FoundVectors {
  const vectors = itemsOf(path, list);
  const nameOf = (row: number) => `${path}[${row}]`;
  return { vectors, told: listTypes[name], isText: name === 'base64', path, nameOf };
}
