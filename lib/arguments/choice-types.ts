import type { DataDtype } from '../tables/dtypes.js';

/**
 * How to choose scale and zero point.
 *
 * @category Parameters
 */
export type ChooseOptions<D extends DataDtype = DataDtype> = ObserverOptions<D> & (FewerCodes | OwnCodes);

/**
 * How to choose scale and zero point, except for the bounds of the codes.
 *
 * @category Parameters
 */
export interface ObserverOptions<D extends DataDtype = DataDtype> {
  /** The quantized type; int32 is not for data. */
  readonly dtype: D;
  /** 'asymmetric' (default) maps min..max to all codes; 'symmetric' maps 0 to the middle of the codes, which uint1 does not have. */
  readonly scheme?: 'asymmetric' | 'symmetric' | undefined;
  /** 'observer' (default) is PyTorch's MinMaxObserver; see {@link RuleOptions} for the others. */
  readonly rule?: 'observer' | undefined;
  /** The smallest scale; default: 2^-23, the float32 machine epsilon. Rounded to float32. */
  readonly eps?: number | undefined;
}

/**
 * The codes to use: all of the dtype, or fewer by `reduceRange` or `narrowRange`.
 *
 * @inline
 * @category Parameters
 */
export interface FewerCodes {
  /** Drops one bit (int8: -64..63, uint8: 0..127), for matrix kernels that add pairs of products in 16 bits, which would saturate. */
  readonly reduceRange?: boolean | undefined;
  /** Leaves out the lowest code (int8: -127..127). */
  readonly narrowRange?: boolean | undefined;
  /** Not together with `reduceRange` or `narrowRange`. */
  readonly qmin?: undefined;
  /** Not together with `reduceRange` or `narrowRange`. */
  readonly qmax?: undefined;
}

/**
 * The codes to use, by `qmin` and `qmax`.
 *
 * @inline
 * @category Parameters
 */
export interface OwnCodes {
  /** The lowest code to use; default: the dtype's. Excludes `reduceRange` and `narrowRange`. */
  readonly qmin?: number | undefined;
  /** The highest code to use; default: the dtype's. Excludes `reduceRange` and `narrowRange`. */
  readonly qmax?: number | undefined;
  /** Not together with `qmin` or `qmax`. */
  readonly reduceRange?: false | undefined;
  /** Not together with `qmin` or `qmax`. */
  readonly narrowRange?: false | undefined;
}

/**
 * The rule of ONNX DynamicQuantizeLinear: uint8, asymmetric; a range 0..0 gets scale 1.
 *
 * @category Parameters
 */
export interface OnnxRuleOptions {
  /** This rule. */
  readonly rule: 'onnx';
  /** Always 'uint8' with this rule. */
  readonly dtype?: 'uint8' | undefined;
  /** Always 'asymmetric' with this rule. */
  readonly scheme?: 'asymmetric' | undefined;
}

/**
 * Scale by the absolute maximum: `max|x| / 127`. int8, symmetric, codes -127..127; a range 0..0 gets scale 1.
 *
 * @category Parameters
 */
export interface AbsmaxRuleOptions {
  /** This rule. */
  readonly rule: 'absmax';
  /** Always 'int8' with this rule. */
  readonly dtype?: 'int8' | undefined;
  /** Always 'symmetric' with this rule. */
  readonly scheme?: 'symmetric' | undefined;
}

/**
 * The rules that fix dtype, scheme and codes.
 *
 * @category Parameters
 */
export type RuleOptions = OnnxRuleOptions | AbsmaxRuleOptions;
