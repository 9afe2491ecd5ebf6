import { dtypeInfo, type TensorDtype, tensorDtypesOf } from './dtypes.js';
import { fileError, type Place } from './file-error.js';
import { type StoredType, storedType, structuredType } from './npy-descr.js';
import { mostAxes, Scanner } from './scanner.js';

/** The content of the dictionary in a `.npy` file. */
export interface NpyHeader extends StoredType {
  readonly shape: readonly number[];
  /** Whether the first index varies fastest. */
  readonly isFortran: boolean;
}

/**
 * Parses the Python dictionary of a `.npy` header: the keys `descr`, `fortran_order` and `shape` in any order, in single or double
 * quotes, with or without a trailing comma, and integers with the `L` suffix of Python 2. Other Python expressions are errors.
 *
 * @param meant - the option `dtype`
 */
export function parseNpyHeader(text: string, place: Place, meant: TensorDtype | undefined): NpyHeader {
  const scanner = new Scanner(Buffer.from(text, 'latin1'), place);
  const notation = { readKey: () => readQuoted(scanner, 'a key'), trailingComma: true };
  const header = scanner.record<{ descr: StoredType; fortran_order: boolean; shape: number[] }>(
    notation,
    'the header',
    {
      descr: () => readDescr(scanner, meant),
      fortran_order: () => readBoolean(scanner),
      shape: () => readNpyShape(scanner),
    },
  );
  scanner.end();
  return { ...header.descr, shape: header.shape, isFortran: header.fortran_order };
}

/** The dictionary of a tensor, as `numpy.save` writes it, without the final padding. */
export function formatNpyHeader({ dtype, shape }: Pick<NpyHeader, 'dtype' | 'shape'>, place: Place): string {
  const descr = dtypeInfo(dtype).npy;
  if (descr === undefined) {
    throw fileError(place, `.npy has no type for ${dtype}; it has ${tensorDtypesOf('npy')}`);
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // NumPy pads so that the first dimension may grow in place to 21 digits. The same bytes are written here.
  return shape.length === 0 ? text : text + ' '.repeat(21 - String(shape[0]).length);
}

function readQuoted(scanner: Scanner, where: string): string {
  const quoteMark = scanner.peek();
  if (quoteMark !== "'" && quoteMark !== '"') throw scanner.error(`expected ${where} in quotes`);
  const begin = scanner.position + 1;
  const end = scanner.bytes.indexOf(quoteMark, begin);
  if (end < 0) throw scanner.error(`expected ${where} with a closing quote`);
  const value = scanner.bytes.toString('latin1', begin, end);
  // Allowed names need no escapes. Without escapes the next quote is the closing one.
  if (value.includes('\\')) throw scanner.error(`expected ${where} without backslashes`);
  scanner.position = end + 1;
  return value;
}

function readDescr(scanner: Scanner, meant: TensorDtype | undefined): StoredType {
  const next = scanner.peek();
  if (next === '[' || next === '(') throw scanner.error(structuredType);
  const begin = scanner.position;
  const type = storedType(readQuoted(scanner, 'descr'), meant);
  if (typeof type !== 'string') return type;
  scanner.position = begin;
  throw scanner.error(type);
}

function readBoolean(scanner: Scanner): boolean {
  scanner.peek();
  if (scanner.takeWord(Buffer.from('True'))) return true;
  if (scanner.takeWord(Buffer.from('False'))) return false;
  throw scanner.error('fortran_order must be True or False');
}

function readNpyShape(scanner: Scanner): number[] {
  const shape: number[] = [];
  scanner.expect('(', 'to begin the tuple shape');
  const commas = scanner.items(')', true, 'shape', () => {
    if (shape.length === mostAxes) throw scanner.error(`shape must have at most ${mostAxes} lengths`);
    shape.push(scanner.integer('shape'));
    scanner.take('L');
  });
  // In Python (3) is the number 3, not a tuple.
  if (shape.length === 1 && commas === 0) throw scanner.error('shape must be a tuple, as (3,)');
  return shape;
}
