import { dtypeInfo, dtypeNames, findDtype, type TensorDtype, tensorDtypes } from './dtypes.js';

/** What the `descr` of a `.npy` header says of the elements. */
export interface StoredType {
  readonly dtype: TensorDtype;
  /** The bytes of each number whose bytes lie in big-endian order; 1 where nothing is to be swapped. */
  readonly swapped: number;
}

/**
 * The type that a `descr` names, with NumPy's meaning: `<` little-endian, `>` big-endian, and `|`, `=` or nothing for what needs no order
 * or has that of this machine, which is little-endian.
 *
 * @param meant - what the caller says that raw bytes are, the option `dtype`
 * @returns if the type cannot be read, what is wrong with it and what to do, for the end of a message
 */
export function storedType(descr: string, meant: TensorDtype | undefined): StoredType | string {
  const [, order, kind, digits] = /^([<>=|]?)([A-Za-z?])(\d{0,9})/.exec(descr) ?? [];
  if (order === undefined || kind === undefined || digits === undefined) return unknownType();
  const whole = descr === order + kind + digits;
  if (kind === 'V' && whole && order !== '>') return rawBytes(Number(digits), meant);
  const dtype = whole ? dtypeOf(kind === '?' && digits === '' ? 'b1' : kind + digits) : undefined;
  if (dtype === undefined) return cureOf(kind, Number(digits));
  if (meant !== undefined && meant !== dtype) {
    return `options.dtype says what raw bytes (V) are, here ${meant}; this file has ${dtype}`;
  }
  const bytes = dtypeInfo(dtype).bits / 8;
  return { dtype, swapped: order === '>' ? bytes / (kind === 'c' ? 2 : 1) : 1 };
}

function dtypeOf(name: string): TensorDtype | undefined {
  // So numpy.save names this one type of ml_dtypes; NumPy itself cannot load it.
  if (name === 'f1') return 'float8_e5m2';
  return findDtype('npy', `<${name}`) ?? findDtype('npy', `|${name}`);
}

/** NumPy has no bfloat16 and no float8. Those of ml_dtypes are saved as bytes that only their size is known of. */
function rawBytes(bytes: number, meant: TensorDtype | undefined): StoredType | string {
  if (meant !== undefined && dtypeInfo(meant).bits === 8 * bytes) return { dtype: meant, swapped: 1 };
  const names = (Object.keys(tensorDtypes) as TensorDtype[]).filter(
    (name) => dtypeInfo(name).bits === 8 * bytes,
  );
  if (names.length === 0) return `descr is raw bytes, ${bytes} an element: save x.view('|u1')`;
  const found = `descr is raw bytes, ${bytes} an element`;
  if (meant !== undefined)
    return `${found}, which ${meant} has not; options.dtype may be ${names.join(', ')}`;
  // numpy.save writes so the types that NumPy lacks.
  const [lacking] = names.filter((name) => dtypeInfo(name).npy === undefined);
  const saved =
    lacking === undefined ? '' : ', which is how numpy.save writes bfloat16 and float8 of ml_dtypes';
  return `${found}${saved}: say what they are, as { dtype: '${(lacking ?? names[0])!}' }`;
}

/** Types that NumPy has and this package lacks, and what to save in their place. */
function cureOf(kind: string, bytes: number): string {
  switch (kind) {
    case 'O':
      return "descr is that of Python objects, which are pickled: save numbers, as x.astype('<f4')";
    case 'S':
    case 'U':
    case 'a':
      return "descr is that of text: save numbers, as x.astype('<f4')";
    case 'M':
    case 'm':
      return "descr is that of times: save integers, x.astype('<i8')";
    case 'c':
      return bytes > 8 ? "descr is a complex type of over 8 bytes: save x.astype('<c8')" : unknownType();
    case 'f':
      return bytes > 8 ? "descr is a long double: save x.astype('<f8')" : unknownType();
    default:
      return unknownType();
  }
}

/** What to do with a list or tuple of types, without a look into it. */
export const structuredType =
  "descr is that of a structured type: save each field in a file of its own, as x['name']";

function unknownType(): string {
  return `descr must be one of ${dtypeNames('npy')}, or the same of another byte order`;
}
