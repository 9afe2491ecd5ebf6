import type { LoadAttempt } from '../errors.js';

/** All of {@link InstructionSet}. */
export const instructionSets = ['scalar', 'avx2', 'avx512', 'neon'] as const;

/**
 * An instruction set that the native core has kernels for: 'scalar', 'avx2' (with FMA and F16C), 'avx512' (F, BW, DQ and VL) or
 * 'neon'.
 *
 * @useDeclaredType
 * @category Backend
 */
export type InstructionSet = (typeof instructionSets)[number];

/**
 * Which backend does the work in this process, and why.
 *
 * @category Backend
 */
export interface BackendInfo {
  /** 'native' is the C++ addon, 'javascript' the fallback; both give the same bytes. */
  readonly name: 'native' | 'javascript';
  /** The instruction set in use, or 'none' on the fallback. */
  readonly instructionSet: InstructionSet | 'none';
  /** All instruction sets that could be chosen on this machine, the fastest first; empty on the fallback. */
  readonly available: readonly InstructionSet[];
  /** The addon's file, or undefined on the fallback. */
  readonly path: string | undefined;
  /** On the fallback: why the addon is not in use and what to do about it. */
  readonly reason: string | undefined;
  /** Every file tried as the addon without success. */
  readonly attempts: readonly LoadAttempt[];
}
