import { formatError } from '../common/format-error.js';

/** The types: `mark` is the last byte of a blob, which tells its type; `bytes` is the size of an element. */
export const libsqlDtypes = {
  float32: { mark: 1, bytes: 4 },
  float64: { mark: 2, bytes: 8 },
  float1bit: { mark: 3, bytes: 1 },
  float8: { mark: 4, bytes: 1 },
  float16: { mark: 5, bytes: 2 },
  floatb16: { mark: 6, bytes: 2 },
} as const;

/** The vector types of libSQL, by the names of its column types (`F8_BLOB` is `FLOAT8`). */
export type LibsqlDtype = keyof typeof libsqlDtypes;

export const libsqlNames = Object.keys(libsqlDtypes) as LibsqlDtype[];

/** The most dimensions of a vector. */
export const libsqlDimensions = 65536;

/** The bytes of FLOAT8 codes with padding: the two floats after them are at a multiple of 4. */
export function paddedTo4(dimensions: number): number {
  return Math.ceil(dimensions / 4) * 4;
}

/** The parts of a blob. */
export interface LibsqlBlob {
  readonly dtype: LibsqlDtype;
  readonly dimensions: number;
  /** The elements alone. */
  readonly elements: Buffer;
}

/**
 * Parses a blob. A blob of even length is float32 without a mark; else its last byte is the mark of the type. In FLOAT1BIT the byte before
 * the mark is the number of trailing bits, in FLOAT8 the number of padding bytes between codes and floats. Both have one more byte of
 * padding if the length would be even.
 */
export function parseLibsql(bytes: Buffer): LibsqlBlob {
  const isMarked = bytes.length % 2 === 1;
  const mark = isMarked ? bytes[bytes.length - 1]! : libsqlDtypes.float32.mark;
  const dtype = libsqlNames.find((name) => libsqlDtypes[name].mark === mark);
  if (dtype === undefined) {
    const known = libsqlNames.map((name) => `${libsqlDtypes[name].mark} (${name})`).join(', ');
    throw formatError('bytes', `end with the mark of a type, ${known}`, String(mark));
  }
  const rest = isMarked ? bytes.subarray(0, -1) : bytes;
  const dimensions = countDimensions(dtype, rest);
  if (dimensions < 0 || dimensions > libsqlDimensions) {
    throw formatError('bytes', `have 0 to ${libsqlDimensions} dimensions`, String(dimensions));
  }
  const length = dtype === 'float1bit' ? Math.ceil(dimensions / 8) : dimensions * libsqlDtypes[dtype].bytes;
  return { dtype, dimensions, elements: rest.subarray(0, length) };
}

function countDimensions(dtype: LibsqlDtype, rest: Buffer): number {
  const last = rest[rest.length - 1] ?? 0;
  if (dtype === 'float1bit') {
    // The count of trailing bits includes the count byte itself.
    if (rest.length > 0 && last >= 8) return rest.length * 8 - last;
    throw formatError('bytes', 'tell 8 or more trailing bits before the mark (float1bit)', String(last));
  }
  if (dtype === 'float8') {
    const dimensions = rest.length - 10 - last;
    if (rest.length >= 10 && paddedTo4(dimensions) === rest.length - 10) return dimensions;
    const allowed = 'be codes, 0 to 3 bytes to a multiple of 4, two float32 and three bytes (float8)';
    throw formatError('bytes', allowed, `${rest.length + 1} bytes that tell ${last}`);
  }
  if (rest.length % libsqlDtypes[dtype].bytes === 0) return rest.length / libsqlDtypes[dtype].bytes;
  throw formatError('bytes', `hold whole ${dtype}`, `${rest.length} bytes of them`);
}
