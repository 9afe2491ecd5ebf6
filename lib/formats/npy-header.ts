import { dtypeInfo, dtypeNames, findDtype, type TensorDtype, tensorDtypesOf } from './dtypes.js';
import { fileError, type Place, shapeText } from './file-error.js';
import { Scanner } from './scanner.js';

/** The content of the dictionary in a `.npy` file. */
export interface NpyHeader {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
}

/**
 * Parses the Python dictionary of a `.npy` header: the keys `descr`, `fortran_order` and `shape` in any order, in single or double
 * quotes, with or without a trailing comma, and integers with the `L` suffix of Python 2. Other Python expressions are errors.
 */
export function parseNpyHeader(text: string, place: Place): NpyHeader {
  const scanner = new Scanner(Buffer.from(text, 'latin1'), place);
  const notation = { readKey: () => readQuoted(scanner, 'a key'), trailingComma: true };
  const header = scanner.record<{ descr: TensorDtype; fortran_order: boolean; shape: number[] }>(
    notation,
    'the header',
    {
      descr: () => readDescr(scanner),
      fortran_order: () => readBoolean(scanner),
      shape: () => readNpyShape(scanner),
    },
  );
  scanner.end();
  // If at most one dimension differs from 1, C and Fortran order are the same bytes. Julia writes such files as Fortran order.
  if (header.fortran_order && header.shape.filter((length) => length !== 1).length > 1) {
    const found = `fortran_order is True for shape ${shapeText(header.shape)}`;
    throw fileError(place, `${found}; only C order is read: save numpy.ascontiguousarray(array)`);
  }
  return { dtype: header.descr, shape: header.shape };
}

/** The dictionary of a tensor, as `numpy.save` writes it, without the final padding. */
export function formatNpyHeader({ dtype, shape }: NpyHeader, place: Place): string {
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

function readDescr(scanner: Scanner): TensorDtype {
  const next = scanner.peek();
  const begin = scanner.position;
  if (next !== '[' && next !== '(') {
    const descr = readQuoted(scanner, 'descr');
    // Types of one byte have no byte order: NumPy writes |, the C++ library cnpy writes <.
    const dtype = findDtype('npy', descr.replace(/^[<>](?=.1$)/, '|'));
    if (dtype !== undefined) return dtype;
    scanner.position = begin;
  }
  const allowed = `one of ${dtypeNames('npy')}`;
  throw scanner.error(
    `descr must be ${allowed}: neither big-endian nor structured types nor objects are read`,
  );
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
    shape.push(scanner.integer('shape'));
    scanner.take('L');
  });
  // In Python (3) is the number 3, not a tuple.
  if (shape.length === 1 && commas === 0) throw scanner.error('shape must be a tuple, as (3,)');
  return shape;
}
