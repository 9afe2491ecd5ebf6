import { dtypeInfo, dtypeNames, findDtype, type TensorDtype } from './dtypes.js';
import { type Place, quote } from './file-error.js';
import { type Notation, Scanner } from './scanner.js';

/** The entry of one tensor in a safetensors header. */
export interface Entry {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  /** Begin and end of its bytes, relative to the end of the header. */
  readonly offsets: readonly [begin: number, end: number];
}

/** The content of a safetensors header. */
export interface SafetensorsHeader {
  readonly entries: Map<string, Entry>;
  readonly metadata: Map<string, string>;
}

/** The key of a header that holds the metadata; no tensor can have this name. */
export const metadataKey = '__metadata__';

/** Parses the JSON of a header. The caller checks the offsets. */
export function parseSafetensorsHeader(text: string, place: Place): SafetensorsHeader {
  const scanner = new Scanner(text, place);
  const json: Notation = { readKey: () => readString(scanner, 'a key'), trailingComma: false };
  let metadata = new Map<string, string>();
  const members = scanner.members<Entry | undefined>(json, 'the header', (key) => {
    if (key === metadataKey) {
      metadata = readMetadata(scanner, json);
      return undefined;
    }
    scanner.place = { ...place, tensor: key };
    const entry = readEntry(scanner, json);
    scanner.place = place;
    return entry;
  });
  scanner.end();
  members.delete(metadataKey);
  return { entries: members as Map<string, Entry>, metadata };
}

/** Writes the JSON of a header, in the order of its maps. */
export function formatSafetensorsHeader({ entries, metadata }: SafetensorsHeader): string {
  const members: string[] = [];
  if (metadata.size > 0) {
    const pairs = Array.from(metadata, ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    members.push(`"${metadataKey}":{${pairs.join(',')}}`);
  }
  for (const [name, { dtype, shape, offsets }] of entries) {
    const entry = { dtype: dtypeInfo(dtype).safetensors, shape, data_offsets: offsets };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  return `{${members.join(',')}}`;
}

/** Whether a string has no lone surrogate, which UTF-8 cannot encode. */
export function isUnicode(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function readMetadata(scanner: Scanner, json: Notation): Map<string, string> {
  return scanner.members(json, metadataKey, (key) => {
    if (scanner.peek() !== '"') {
      throw scanner.error(`expected a string as the value of ${quote(key)} in ${metadataKey}`);
    }
    return readString(scanner, 'a value');
  });
}

function readEntry(scanner: Scanner, json: Notation): Entry {
  const entry = scanner.record<{ dtype: TensorDtype; shape: number[]; data_offsets: [number, number] }>(
    json,
    'its entry',
    {
      dtype: () => readDtype(scanner),
      shape: () => readIntegers(scanner, 'shape'),
      data_offsets: () => readOffsets(scanner),
    },
  );
  return { dtype: entry.dtype, shape: entry.shape, offsets: entry.data_offsets };
}

function readDtype(scanner: Scanner): TensorDtype {
  scanner.peek();
  const begin = scanner.position;
  const dtype = findDtype('safetensors', readString(scanner, 'dtype'));
  if (dtype === undefined) {
    scanner.position = begin;
    throw scanner.error(`dtype must be one of ${dtypeNames('safetensors')}, types of whole bytes`);
  }
  return dtype;
}

function readIntegers(scanner: Scanner, where: string): number[] {
  const integers: number[] = [];
  scanner.expect('[', `to begin ${where}`);
  scanner.items(']', false, where, () => integers.push(scanner.integer(where)));
  return integers;
}

function readOffsets(scanner: Scanner): [number, number] {
  const [begin, end, ...more] = readIntegers(scanner, 'data_offsets');
  if (begin === undefined || end === undefined || more.length > 0) {
    throw scanner.error('data_offsets must be two integers [begin, end]');
  }
  return [begin, end];
}

function readString(scanner: Scanner, where: string): string {
  if (scanner.peek() !== '"') throw scanner.error(`expected ${where} in double quotes`);
  const begin = scanner.position;
  let end = begin;
  do {
    end = scanner.text.indexOf('"', end + 1);
    if (end < 0) throw scanner.error(`expected ${where} with a closing quote`);
  } while (isEscaped(scanner.text, end));
  const value = jsonValue(scanner.text.slice(begin, end + 1));
  if (value === undefined || !isUnicode(value)) throw scanner.error(`expected ${where} as valid JSON text`);
  scanner.position = end + 1;
  return value;
}

/** Whether an odd number of backslashes stands before the quote at `end`. */
function isEscaped(text: string, end: number): boolean {
  let begin = end;
  while (text[begin - 1] === '\\') begin--;
  return (end - begin) % 2 === 1;
}

/** The value of a JSON string literal; undefined if it has invalid escapes or control characters. */
function jsonValue(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
