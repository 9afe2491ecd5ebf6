import { findDtype, type TensorDtype } from './dtypes.js';
import { type Place, quote } from './file-error.js';
import { readString } from './json-string.js';
import { mostAxes, type Notation, Scanner } from './scanner.js';

/** The entry of one tensor to be written. */
export interface Entry {
  /** The dtype as the file has it. */
  readonly fileDtype: string;
  readonly shape: readonly number[];
  /** Begin of its bytes, relative to the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/**
 * The entries of a header that was read, in its order: each array has an item for each. A header may have a million entries, for which
 * objects would take as long to make and as much memory as the tensors themselves.
 */
export interface Entries {
  readonly names: string[];
  readonly dtypes: (TensorDtype | 'unknown')[];
  readonly fileDtypes: string[];
  readonly shapes: (readonly number[])[];
  readonly begins: number[];
  readonly ends: number[];
}

/** The key of a header that holds the metadata; no tensor can have this name. */
export const metadataKey = '__metadata__';

/** Parses the JSON of a header, which is valid UTF-8. The caller looks for duplicate names and checks the offsets. */
export function parseSafetensorsHeader(
  bytes: Buffer,
  place: Place,
): { entries: Entries; metadata: Map<string, string> } {
  const scanner = new Scanner(bytes, place);
  const json: Notation = { readKey: () => readString(scanner, 'a key'), trailingComma: false };
  const entries: Entries = { names: [], dtypes: [], fileDtypes: [], shapes: [], begins: [], ends: [] };
  const readEntry = entryReader(scanner, entries);
  let metadata: Map<string, string> | undefined;
  scanner.expect('{', 'to begin the header');
  scanner.items('}', false, 'the header', () => {
    const key = readString(scanner, 'a key');
    if (!scanner.take(':')) throw scanner.error(`expected : after ${quote(key)}`);
    if (key !== metadataKey) {
      scanner.tensor = key;
      readEntry(key);
      scanner.tensor = undefined;
    } else {
      if (metadata !== undefined) throw scanner.error(`"${metadataKey}" appears twice in the header`);
      metadata = readMetadata(scanner, json);
    }
  });
  scanner.end();
  return { entries, metadata: metadata ?? new Map<string, string>() };
}

/** Writes the JSON of a header, in the order of its maps. */
export function formatSafetensorsHeader(
  entries: ReadonlyMap<string, Entry>,
  metadata: ReadonlyMap<string, string>,
): string {
  const members: string[] = [];
  if (metadata.size > 0) {
    const pairs = Array.from(metadata, ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    members.push(`"${metadataKey}":{${pairs.join(',')}}`);
  }
  for (const [name, { fileDtype, shape, begin, end }] of entries) {
    const entry = `"dtype":${JSON.stringify(fileDtype)},"shape":[${shape.join()}],"data_offsets":[${begin},${end}]`;
    members.push(`${JSON.stringify(name)}:{${entry}}`);
  }
  return `{${members.join(',')}}`;
}

function readMetadata(scanner: Scanner, json: Notation): Map<string, string> {
  // As the reference: null is no metadata.
  if (scanner.peek() === 'n' && scanner.takeWord(nullWord)) return new Map();
  return scanner.members(json, metadataKey, (key) => {
    if (scanner.peek() !== '"') {
      throw scanner.error(`expected a string as the value of ${quote(key)} in ${metadataKey}`);
    }
    return readString(scanner, 'a value');
  });
}

const nullWord = Buffer.from('null');
const entryKeys = ['dtype', 'shape', 'data_offsets'];
const entryKeyWords = entryKeys.map((key) => Buffer.from(`"${key}"`));

/** Reads the entries of a header one by one into `entries`. Not by {@link Scanner.record}, which makes a Map for each. */
function entryReader(scanner: Scanner, entries: Entries): (name: string) => void {
  const where = 'its entry';
  const lengths: number[] = [];
  // The dtype of the entry before, which most entries have too: then no string is made and looked up.
  let word: Uint8Array = entryKeyWords[0]!;
  let dtype: TensorDtype | 'unknown' = 'unknown';
  let fileDtype = '';
  let shape: number[] = [];
  let begin = 0;
  let end = 0;
  let seen = 0;

  const readDtype = () => {
    scanner.next();
    if (scanner.takeWord(word)) return;
    const from = scanner.position;
    fileDtype = readString(scanner, 'dtype');
    dtype = findDtype('safetensors', fileDtype) ?? 'unknown';
    word = scanner.bytes.subarray(from, scanner.position);
  };
  const readLength = () => {
    if (lengths.length === mostAxes) throw scanner.error(`shape must have at most ${mostAxes} lengths`);
    lengths.push(scanner.integer('shape'));
  };
  const readShape = () => {
    lengths.length = 0;
    scanner.expect('[', 'to begin shape');
    scanner.items(']', false, 'shape', readLength);
    // A copy has room for just these numbers, an array that grew for 17.
    shape = lengths.slice();
  };
  const readOffsets = () => {
    const twoOnly = 'data_offsets must be two integers [begin, end]';
    scanner.expect('[', 'to begin data_offsets');
    if (scanner.take(']')) throw scanner.error(twoOnly);
    begin = scanner.integer('data_offsets');
    if (scanner.take(']')) throw scanner.error(twoOnly);
    if (!scanner.take(',')) throw scanner.error('expected , or ] in data_offsets');
    end = scanner.integer('data_offsets');
    if (scanner.take(',')) throw scanner.error(twoOnly);
    if (!scanner.take(']')) throw scanner.error('expected , or ] in data_offsets');
  };
  const readers = [readDtype, readShape, readOffsets];
  const readMember = () => {
    const key = readEntryKey(scanner);
    if ((seen & (1 << key)) !== 0) throw scanner.error(`"${entryKeys[key]}" appears twice in ${where}`);
    seen |= 1 << key;
    if (!scanner.take(':')) throw scanner.error(`expected : after "${entryKeys[key]}"`);
    readers[key]!();
  };

  return (name) => {
    seen = 0;
    scanner.expect('{', `to begin ${where}`);
    scanner.items('}', false, where, readMember);
    if (seen !== 0b111) {
      const missing = entryKeys.find((_name, key) => (seen & (1 << key)) === 0)!;
      throw scanner.error(`"${missing}" is missing in ${where}`);
    }
    entries.names.push(name);
    entries.dtypes.push(dtype);
    entries.fileDtypes.push(fileDtype);
    entries.shapes.push(shape);
    entries.begins.push(begin);
    entries.ends.push(end);
  };
}

/** The index in {@link entryKeys} of the next key. */
function readEntryKey(scanner: Scanner): number {
  scanner.next();
  for (let key = 0; key < entryKeyWords.length; key++) if (scanner.takeWord(entryKeyWords[key]!)) return key;
  const text = readString(scanner, 'a key');
  const key = entryKeys.indexOf(text);
  if (key >= 0) return key;
  throw scanner.error(`unknown key ${quote(text)} in its entry, allowed are ${entryKeys.join(', ')}`);
}
