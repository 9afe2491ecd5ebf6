import type { StoredTensor, TensorChoice } from '../../formats/index.js';
import { tensorChoiceNames } from '../../formats/quantize/choices.js';
import { isFloatType } from '../../index.js';
import { builtIn } from '../../platform/node.js';
import { dataDtypeNames } from '../../tables/dtypes.js';
import { FileError, UsageError } from '../terminal/errors.js';
import type { Values } from '../terminal/options.js';
import type { TensorFile } from './open.js';

const fs = builtIn('node:fs/promises');

/** How ranges are found: see `HistogramCalibration`. */
export const methods = ['minmax', 'percentile', 'mse', 'entropy'] as const;

/** How a tensor is quantized: the choice of `quantizeTensors`, and the method that finds its range. */
export interface Choice extends TensorChoice {
  readonly method?: (typeof methods)[number] | undefined;
  readonly percentile?: number | undefined;
}

/** What may stand in a file of overrides. */
const names = [...tensorChoiceNames, 'method', 'percentile'];

/** The choice that was typed, for all tensors. */
export function choiceOf(values: Values): Choice {
  const method = values.word('method', methods);
  const percentile = values.number('percentile');
  const blockSize = values.count('block', 1);
  const axis = values.count('axis', -64, 64);
  if (percentile !== undefined && method !== 'percentile') {
    throw new UsageError('--percentile goes with --method percentile');
  }
  if (percentile !== undefined && !(percentile > 0 && percentile <= 100)) {
    throw new UsageError(`--percentile is above 0, up to 100; got ${percentile}`);
  }
  if (blockSize !== undefined && axis === undefined) {
    throw new UsageError('--block goes with --axis, whose neighbours share a scale');
  }
  const dtype = values.word('dtype', dataDtypeNames) ?? 'int8';
  const scheme = values.word('scheme', ['asymmetric', 'symmetric']);
  // Those that are not given must not replace what is.
  const given = { scheme, axis, blockSize, method, percentile };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { dtype: dtype as Choice['dtype'], ...Object.fromEntries(set) };
}

/** Whether a name matches a pattern, in which `*` is any text and `?` any character. */
export function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

/** What becomes of each tensor; those that are left as they are have no entry. */
export async function choose(file: TensorFile, values: Values): Promise<Map<string, Choice>> {
  const usual = choiceOf(values);
  const overrides = await readOverrides(values.text('overrides'));
  const include = values.list('include');
  const exclude = values.list('exclude');
  for (const pattern of [...include, ...exclude, ...overrides.keys()]) {
    if ([...file.tensors.keys()].some((name) => matches(pattern, name))) continue;
    throw new FileError(file.path, `has no tensor that matches ${JSON.stringify(pattern)}`);
  }
  const chosen = new Map<string, Choice>();
  for (const [name, tensor] of file.tensors) {
    const isNamed = include.some((pattern) => matches(pattern, name));
    if (exclude.some((pattern) => matches(pattern, name))) continue;
    const own = [...overrides].filter(([pattern]) => matches(pattern, name)).map(([, override]) => override);
    const last = own.at(-1);
    if (last === null) continue;
    const isUsual = include.length === 0 ? isWeight(file, tensor) : isNamed;
    if (!isUsual && last === undefined) continue;
    if (!isFloatType(tensor.dtype)) {
      if (!isNamed && last === undefined) continue;
      throw new FileError(
        file.path,
        `tensor ${JSON.stringify(name)} holds ${tensor.dtype}; floats are quantized`,
      );
    }
    chosen.set(name, Object.assign({}, usual, ...own.filter((each) => each !== null)));
  }
  return chosen;
}

/** Unless told otherwise: floats of two axes or more, since few numbers lie in biases and norms, and much hangs on them. */
function isWeight({ format }: TensorFile, { dtype, shape }: StoredTensor): boolean {
  const isLarge = format === 'npy' || shape.length >= 2;
  return isLarge && isFloatType(dtype) && !shape.includes(0);
}

/** Reads the file of overrides: an object of patterns, whose values are options, or null for what is left as it is. */
async function readOverrides(path: string | undefined): Promise<Map<string, Choice | null>> {
  if (path === undefined) return new Map();
  const text = await fs.readFile(path, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FileError(path, `is no JSON: ${(error as Error).message}`);
  }
  if (!isObject(json)) throw new FileError(path, 'must hold an object: { "PATTERN": { "dtype": "int4" } }');
  for (const [pattern, override] of Object.entries(json)) {
    if (override === null) continue;
    if (!isObject(override)) {
      throw new FileError(path, `${JSON.stringify(pattern)} must be an object of options, or null`);
    }
    const unknown = Object.keys(override).find((name) => !names.includes(name));
    if (unknown === undefined) continue;
    throw new FileError(
      path,
      `${JSON.stringify(pattern)} has an unknown option "${unknown}"; known are ${names.join(', ')}`,
    );
  }
  return new Map(Object.entries(json) as [string, Choice | null][]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
