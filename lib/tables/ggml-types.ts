import { withoutPrototype } from './without-prototype.js';

/**
 * The types of ggml blocks: the index in the native core, the bytes of a block, and by what the largest magnitude of a block is divided
 * to give the magnitude of its scale. (The scale of q4_0 is negative where that element is positive.)
 */
export const ggmlTypes = withoutPrototype({
  q8_0: { index: 0, bytes: 34, divisor: 127 },
  q4_0: { index: 1, bytes: 18, divisor: 8 },
} as const);

/**
 * A type of ggml block, as in GGUF files. A block holds 32 elements: a float16 scale and 32 codes of 8 bits ('q8_0', 34 bytes) or 4 bits
 * ('q4_0', 18 bytes; byte j has element j in its low and element j + 16 in its high 4 bits).
 *
 * @useDeclaredType
 * @category Ggml
 */
export type GgmlType = keyof typeof ggmlTypes;
