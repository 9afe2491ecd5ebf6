import type { LoadAttempt } from '../errors.js';

/** The values of {@link InstructionSet}. */
export const instructionSets = ['scalar', 'avx2', 'avx512', 'avx512vnni', 'neon', 'neondot'] as const;

/**
 * An instruction set that the native core has kernels for: 'scalar', 'avx2' (with FMA and F16C), 'avx512' (F, BW, DQ and VL),
 * 'avx512vnni', 'neon' or 'neondot' (NEON with dot products). 'avx512vnni' and 'neondot' differ from the set they extend in searching only.
 *
 * @useDeclaredType
 * @category Backend
 */
export type InstructionSet = (typeof instructionSets)[number];

/**
 * Which backend this process uses, and why.
 *
 * @category Backend
 */
export interface BackendInfo {
  /**
   * 'native' is the C++ addon; 'wasm' the same kernels in WebAssembly, where no addon loads; 'javascript' the fallback, where there is
   * no WebAssembly with SIMD either. All return the same bytes.
   */
  readonly name: 'native' | 'wasm' | 'javascript';
  /** The instruction set in use: 'simd128' in WebAssembly, 'none' on the fallback. */
  readonly instructionSet: InstructionSet | 'simd128' | 'none';
  /** The instruction sets that this build has and this machine can run, the fastest first. Empty without the addon. */
  readonly available: readonly InstructionSet[];
  /** The addon's file, or undefined without it. */
  readonly path: string | undefined;
  /** Without the addon: why it is not used, and how to get it. */
  readonly reason: string | undefined;
  /** The files that could not be loaded as the addon. */
  readonly attempts: readonly LoadAttempt[];
}
