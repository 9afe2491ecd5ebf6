import { describe, type LinquantError, linquantError } from '../errors.js';
import type { Kernels } from '../kernels.js';
import { hostIsLittleEndian } from '../platform/node.js';
import type { Deferral, Threads } from './deferral.js';
import { type BackendInfo, instructionSets } from './info.js';
import { intercept, javascriptKernels } from './javascript/kernels.js';
import { type LoadResult, loadAddon } from './native/addon.js';
import { refusalOfModule, wasmKernels } from './wasm/kernels.js';
import { obstacle } from './wasm/module.js';

/** The backend of this process or worker: its kernels, and the `backend` object that describes it. */
export interface Selection {
  readonly kernels: Kernels;
  readonly deferral: Deferral;
  /** Undefined without the addon. */
  readonly threads: Threads | undefined;
  readonly info: BackendInfo;
}

/**
 * Chooses the backend by the environment variables. An empty variable counts as unset. A value that is unknown, or that this machine
 * cannot run, is an error with code ERR_LINQUANT_BACKEND; it never falls back to another choice.
 */
export function selectBackend(
  env: Readonly<Record<string, string | undefined>>,
  load: () => LoadResult = loadAddon,
  wasmObstacle: () => string | undefined = obstacle,
): Selection {
  const backend = choice(env, 'LINQUANT_BACKEND', ['native', 'wasm', 'javascript'] as const);
  const instructionSet = choice(env, 'LINQUANT_ISA', instructionSets);
  if (backend === 'javascript' || backend === 'wasm') {
    if (instructionSet !== undefined) {
      throw backendError(
        `LINQUANT_ISA=${instructionSet} needs the native backend; LINQUANT_BACKEND is ${backend}`,
      );
    }
    const reason = `LINQUANT_BACKEND=${backend} asks for it`;
    if (backend === 'javascript') return fallback(reason, []);
    const why = wasmObstacle();
    if (why !== undefined) throw backendError(`LINQUANT_BACKEND=wasm is not possible here: ${why}`);
    return wasm(reason, []);
  }
  const loaded = load();
  if (loaded.addon === undefined) {
    const asked = backend === undefined ? `LINQUANT_ISA=${instructionSet}` : `LINQUANT_BACKEND=${backend}`;
    return withoutAddon(loaded, (backend ?? instructionSet) ? asked : undefined, wasmObstacle);
  }
  const { addon, path } = loaded;
  const chosen = instructionSet ?? addon.available[0]!;
  if (!addon.available.includes(chosen)) {
    const allowed = addon.available.join(', ');
    throw backendError(`LINQUANT_ISA=${chosen} is not possible on this machine; possible are ${allowed}`);
  }
  addon.select(chosen);
  const info = { name: 'native', instructionSet: chosen, path, reason: undefined, attempts: [] } as const;
  return {
    kernels: addon,
    deferral: addon,
    threads: addon,
    info: Object.freeze({ ...info, available: Object.freeze([...addon.available]) }),
  };
}

/** Falls back to WebAssembly or JavaScript, or throws if a variable requires the native backend. Warns if there is an addon that does not load. */
function withoutAddon(
  { found, attempts, advice }: Extract<LoadResult, { addon: undefined }>,
  asked: string | undefined,
  wasmObstacle: () => string | undefined,
): Selection {
  const tried = attempts.map(({ path, error }) => `${path}: ${error}`).join('; ');
  const reason = `${found ? 'The native addon could not be loaded' : 'No native addon was found'} (${tried}). ${advice}`;
  if (asked !== undefined) throw backendError(`${asked} is not possible here. ${reason}`, { attempts });
  const isWasm = wasmObstacle() === undefined;
  if (found) {
    const used = isWasm ? 'WebAssembly' : 'The JavaScript fallback';
    process.emitWarning(`${reason} ${used} is in use.`, { code: 'LINQUANT_FALLBACK' });
  }
  return isWasm ? wasm(reason, attempts) : fallback(reason, attempts);
}

function wasm(reason: string, attempts: BackendInfo['attempts']): Selection {
  const refusal = refusalOfModule;
  const info: BackendInfo = {
    // What the runtime says to the module is known at the first call that needs it.
    get name() {
      return refusal() === undefined ? 'wasm' : 'javascript';
    },
    get instructionSet() {
      return refusal() === undefined ? 'simd128' : 'none';
    },
    available: Object.freeze([]),
    path: undefined,
    get reason() {
      const why = refusal();
      return why === undefined ? reason : `${reason}; ${why}`;
    },
    attempts,
  };
  // Else console.log would show the getters.
  Object.defineProperty(info, Symbol.for('nodejs.util.inspect.custom'), { value: () => ({ ...info }) });
  return { kernels: wasmKernels, deferral: { intercept }, threads: undefined, info: Object.freeze(info) };
}

function fallback(reason: string, attempts: BackendInfo['attempts']): Selection {
  const info = { name: 'javascript', instructionSet: 'none', path: undefined, reason, attempts } as const;
  return {
    kernels: javascriptKernels,
    deferral: { intercept },
    threads: undefined,
    info: Object.freeze({ ...info, available: Object.freeze([]) }),
  };
}

function choice<T extends string>(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  allowed: readonly T[],
): T | undefined {
  const given = read(env, variable);
  if (given === undefined || given === '') return undefined;
  const known = allowed.find((name) => name === given);
  if (known === undefined) {
    throw backendError(`${variable} must be one of ${allowed.join(', ')}; got ${describe(given)}`);
  }
  return known;
}

/** A variable that the runtime does not let be read (Deno without --allow-env) counts as unset. */
function read(env: Readonly<Record<string, string | undefined>>, variable: string): string | undefined {
  try {
    return env[variable];
  } catch {
    return undefined;
  }
}

function backendError(message: string, fields: Readonly<Record<string, unknown>> = {}): LinquantError {
  return linquantError('ERR_LINQUANT_BACKEND', message, fields);
}

if (!hostIsLittleEndian()) {
  throw backendError(
    'linquant works on little-endian hosts only: bytes of floats and codes are little-endian',
  );
}

const selection = selectBackend(process.env);

/** The kernels of the chosen backend. */
export const kernels: Kernels = selection.kernels;

/** How calls of these kernels are done later, and the threads that do them: for lib/promises. */
export const { deferral, threads } = selection;

/**
 * Which backend and instruction set are in use and, where it is not the addon, why. They are chosen once, when the package is
 * loaded. The environment variables `LINQUANT_BACKEND` (native, wasm, javascript) and `LINQUANT_ISA` (scalar, avx2, avx512, avx512vnni, neon,
 * neondot) force a choice; an unknown value, or one that this machine cannot run, makes loading throw `ERR_LINQUANT_BACKEND`. The object is deeply frozen.
 * One thing may change: where the runtime refuses the WebAssembly module at the first call that needs it, for want of memory, 'wasm' becomes 'javascript',
 * and the reason says why.
 *
 * @category Backend
 * @example
 * ```ts
 * import { backend } from 'linquant';
 *
 * console.log(backend.name, backend.instructionSet); // such as native avx512
 * ```
 */
export const backend: BackendInfo = selection.info;
