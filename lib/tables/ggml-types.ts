import { withoutPrototype } from './without-prototype.js';

/** The types of blocks: their number in the native core, the bytes of one, and what the largest magnitude is divided by. */
export const ggmlTypes = withoutPrototype({
  q8_0: { index: 0, bytes: 34, divisor: 127 },
  q4_0: { index: 1, bytes: 18, divisor: 8 },
} as const);

/**
 * A type of block of ggml, as GGUF files hold them: 32 floats as a float16 scale and 32 codes of 8 bits ('q8_0', 34
 * bytes) or 4 bits ('q4_0', 18 bytes; byte j holds element j in its low bits and element j + 16 in its high ones).
 *
 * @useDeclaredType
 * @category Ggml
 */
export type GgmlType = keyof typeof ggmlTypes;
