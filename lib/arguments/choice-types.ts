import type { DataDtype } from '../tables/dtypes.js';

/**
 * How to choose scale and zero point.
 *
 * @category Parameters
 */
export type ChooseOptions<D extends DataDtype = DataDtype> = ObserverOptions<D> & (FewerCodes | OwnCodes);

/**
 * How to choose scale and zero point, whatever the codes in use.
 *
 * @category Parameters
 */
export interface ObserverOptions<D extends DataDtype = DataDtype> {
  /** The quantized type; int32 is not for data. */
  readonly dtype: D;
  /** 'asymmetric' (default) uses all codes for min..max; 'symmetric' puts 0.0 in the middle of the codes. */
  readonly scheme?: 'asymmetric' | 'symmetric' | undefined;
  /** 'observer' (default) is PyTorch's MinMaxObserver; see {@link RuleOptions} for the others. */
  readonly rule?: 'observer' | undefined;
  /** The smallest scale; default: 2^-23, the float32 machine epsilon. Used as the nearest float32. */
  readonly eps?: number | undefined;
}

/**
 * The codes to use: those of the dtype, or fewer by a rule.
 *
 * @inline
 * @category Parameters
 */
export interface FewerCodes {
  /** Drops one bit (int8: -64..63, uint8: 0..127), for kernels that add pairs of products in 16 bits. */
  readonly reduceRange?: boolean | undefined;
  /** Leaves out the lowest code (int8: -127..127). */
  readonly narrowRange?: boolean | undefined;
  /** Excluded by a rule. */
  readonly qmin?: undefined;
  /** Excluded by a rule. */
  readonly qmax?: undefined;
}

/**
 * The codes to use, by the caller's own bounds.
 *
 * @inline
 * @category Parameters
 */
export interface OwnCodes {
  /** The lowest code to use; default: the dtype's. Excludes `reduceRange` and `narrowRange`. */
  readonly qmin?: number | undefined;
  /** The highest code to use; default: the dtype's. Excludes `reduceRange` and `narrowRange`. */
  readonly qmax?: number | undefined;
  /** Excluded by bounds. */
  readonly reduceRange?: false | undefined;
  /** Excluded by bounds. */
  readonly narrowRange?: false | undefined;
}

/**
 * Chooses as ONNX DynamicQuantizeLinear does: uint8, asymmetric, scale 1 for a range of zero.
 *
 * @category Parameters
 */
export interface OnnxRuleOptions {
  /** Names this rule. */
  readonly rule: 'onnx';
  /** May be written out; no other dtype is possible. */
  readonly dtype?: 'uint8' | undefined;
  /** May be written out; no other scheme is possible. */
  readonly scheme?: 'asymmetric' | undefined;
}

/**
 * Chooses by the absolute maximum over 127: int8, symmetric, codes -127..127, scale 1 for a range of zero.
 *
 * @category Parameters
 */
export interface AbsmaxRuleOptions {
  /** Names this rule. */
  readonly rule: 'absmax';
  /** May be written out; no other dtype is possible. */
  readonly dtype?: 'int8' | undefined;
  /** May be written out; no other scheme is possible. */
  readonly scheme?: 'symmetric' | undefined;
}

/**
 * The rules that leave no choice about codes and scheme.
 *
 * @category Parameters
 */
export type RuleOptions = OnnxRuleOptions | AbsmaxRuleOptions;
