import type { Unchecked } from '../../arguments/options.js';
import { checkVectors } from '../../arguments/vectors.js';
import { halfGridOf } from '../../search/bare-codes.js';
import { checkRowParameters, type RowParameters } from '../../search/given.js';
import type { BinaryDialect } from '../../tables/binary-dialects.js';
import { dtypeNamed } from '../../tables/dtypes.js';
import { floatTypes, isFloatType } from '../../tables/float-types.js';
import { fileError, type OpenTensor, openTensor } from './open-tensor.js';
import { type Corpus, checkByteType, checkCodeType, inFile, readRows, sizeOf } from './rows-in-file.js';
import { storedCodesIn } from './stored-codes.js';

/** What a caller says of a file. */
export interface CorpusOptions {
  readonly tensor: unknown;
  readonly dimensions: unknown;
  /** As `readParameters` gave them. */
  readonly parameters: Unchecked | undefined;
  readonly dialect: BinaryDialect | undefined;
}

/** Opens the rows of a file: floats, bits if a dialect is given, codes if parameters are, or the codes that quantizeFile wrote. */
export async function openCorpus(path: string, options: CorpusOptions): Promise<Corpus> {
  const file = await openTensor(path, options.tensor, 'codes');
  try {
    return await corpusOf(path, file, options);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function corpusOf(path: string, file: OpenTensor, options: CorpusOptions): Promise<Corpus> {
  const { parameters, dialect, dimensions } = options;
  const { dtype, all } = file;
  if (dialect !== undefined) return bitsIn(path, file, dialect, dimensions);
  if (parameters !== undefined) return codesIn(path, file, dimensions, parameters);
  if (isFloatType(dtype)) {
    const { bits, size } = { bits: floatTypes[dtype].bytes * 8, size: sizeOf(path, file, dimensions) };
    return {
      ...inFile(path, file, size, bits),
      kind: 'floats',
      async read(start, end, memory) {
        const data = await readRows(file, size, start, end, memory);
        const vectors = checkVectors(path, data, size.dimensions, dtype, start);
        return { kind: 'floats', rows: end - start, vectors };
      },
    };
  }
  const named = all?.metadata.get('dtype');
  if (all?.tensors.has('scale') && dtypeNamed(named) !== undefined) {
    return storedCodesIn(path, file, all, dimensions);
  }
  throw fileError(path, `holds ${dtype}: codes need options.parameters, and bits options.dialect`);
}

function bitsIn(path: string, file: OpenTensor, dialect: BinaryDialect, dimensions: unknown): Corpus {
  checkByteType(path, file, 'int8', 'uint8');
  const size = sizeOf(path, file, dimensions, 1);
  return {
    ...inFile(path, file, size, 1),
    kind: 'bits',
    async read(start, end, piece) {
      const memory = await readRows(file, size, start, end, piece);
      return { kind: 'bits', rows: end - start, memory, dialect };
    },
  };
}

/** Codes by parameters that the caller gave. */
function codesIn(path: string, file: OpenTensor, dimensions: unknown, given: Unchecked): Corpus {
  const dtype = dtypeNamed(given.dtype);
  // What is no dtype is refused by the check of parameters, without a size.
  const size = sizeOf(path, file, dimensions, Math.min(8, dtype?.bits ?? 8));
  const parameters = checkRowParameters('options.parameters', given, size.dimensions, (dtype) => {
    checkCodeType(path, file, dtype);
    return size.rows;
  });
  const { scales, zeroPoints, offsets } = parameters;
  const rowsOf = (start: number, end: number): RowParameters => ({
    ...parameters,
    scales: scales?.subarray(start, end),
    zeroPoints: zeroPoints?.subarray(start, end),
    offsets: offsets?.subarray(start, end),
    grid,
  });
  let grid: number | undefined;
  return {
    ...inFile(path, file, size, parameters.dtype.bits),
    kind: 'codes',
    async read(start, end, piece) {
      const memory = await readRows(file, size, start, end, piece);
      const own = parameters.along === 'rows' ? rowsOf(start, end) : parameters;
      return { kind: 'codes', rows: end - start, memory, parameters: own, firstRow: start };
    },
    async findGrid() {
      grid = halfGridOf(parameters);
    },
  };
}
