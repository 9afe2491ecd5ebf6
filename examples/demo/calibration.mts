import { chooseParameters, dequantize, fakeQuantize, measureQuantization, minMax, quantize } from 'linquant';
import { HistogramCalibration } from 'linquant/calibration';
import { type ActivationHook, activationNames, classify, countEqual, type Weights } from './classifier.mjs';
import type { DemoData, NamedTensor } from './data.mjs';
import { showProgress } from './progress.mjs';
import { number, percent, printHeading, printTable, text } from './tables.mjs';

/** Images that activations are calibrated on, and those behind them that are classified. */
const calibrated = 200;
const tested = 600;
const blockSize = 32;

const methods = ['minmax', 'mse'] as const;
const dtypes = ['int8', 'int4'] as const;
const sharings = ['tensor', 'channel', 'block'] as const;
type Method = (typeof methods)[number];
type Dtype = (typeof dtypes)[number];
type Sharing = (typeof sharings)[number];

/** Quantizes weights and activations in every way, and prints how many images are still classified rightly. */
export function demonstrateCalibration({ classifier, images, labels }: DemoData): void {
  printHeading(`Weights and activations quantized, ranges by min/max and by least squared error (mse)`);
  const bytes = images.length / labels.length;
  const some = (from: number, count: number) => images.subarray(from * bytes, (from + count) * bytes);
  const floats = new Map(classifier.map((tensor) => [tensor.name, tensor.floats]));
  const observed = observeActivations(some(0, calibrated), floats);
  const others = some(calibrated, tested);
  const wanted = labels.subarray(calibrated, calibrated + tested);
  const share = (weights: Weights, what: string, hook?: ActivationHook) =>
    percent(
      countEqual(classify(others, weights, showProgress(`classifying, ${what}`), hook), wanted),
      tested,
    );

  const hooks = methods.map((method) => quantizeActivations(observed, method));
  const rows = dtypes.flatMap((dtype) =>
    sharings.map((sharing) => [
      dtype,
      sharing === 'block' ? `block of ${blockSize}` : sharing,
      ...methods.map((method, i) => {
        const weights = restoredWeights(classifier, dtype, sharing, method);
        return share(weights, `${dtype} ${sharing} ${method}`, hooks[i]);
      }),
    ]),
  );
  printTable([text('weights'), text('a scale for each'), number('min/max'), number('mse')], rows);
  console.log(
    `float32: ${share(floats, 'float32')}. Accuracy on ${tested} images. Activations are uint8, with one scale for`,
  );
  console.log(`the input of each layer, calibrated on ${calibrated} other images. Biases stay float32.`);
}

/** A histogram of what goes into each layer. */
function observeActivations(images: Uint8Array, weights: Weights): Map<string, HistogramCalibration> {
  const observed = new Map(activationNames.map((name) => [name, new HistogramCalibration()]));
  classify(images, weights, showProgress('calibrating'), (name, values) =>
    observed.get(name)!.observe(values),
  );
  return observed;
}

/** Replaces what goes into each layer by what is left of it after quantizing. */
function quantizeActivations(
  observed: ReadonlyMap<string, HistogramCalibration>,
  method: Method,
): ActivationHook {
  const parameters = new Map(
    [...observed].map(([name, histogram]) => [name, histogram.parameters({ method, dtype: 'uint8' })]),
  );
  return (name, values) => values.set(fakeQuantize(values, parameters.get(name)!));
}

/** Weights after quantizing, with a symmetric scale for the whole tensor, each output channel, or each block of one. */
function restoredWeights(
  classifier: readonly NamedTensor[],
  dtype: Dtype,
  sharing: Sharing,
  method: Method,
): Weights {
  return new Map(
    classifier.map(({ name, shape, floats }) => {
      if (name.endsWith('bias')) return [name, floats];
      const restored = new Float32Array(floats.length);
      const unit = sharing === 'tensor' ? floats.length : floats.length / shape[0]!;
      const step = sharing === 'block' ? blockSize : unit;
      for (let from = 0; from < floats.length; from += unit) {
        for (let at = from; at < from + unit; at += step) {
          const some = floats.subarray(at, Math.min(at + step, from + unit));
          restored.set(restoredBy(some, dtype, method), at);
        }
      }
      return [name, restored];
    }),
  );
}

/** Shares of minimum and maximum that mse tries. */
const triedShares = Array.from({ length: 30 }, (_, i) => 1 - i / 50);

/** Floats restored by the parameters of minimum and maximum or, of shares of them, those with the least error. */
function restoredBy(floats: Float32Array, dtype: Dtype, method: Method): Float32Array {
  const { min, max } = minMax(floats);
  const tried = (method === 'mse' ? triedShares : [1]).map((share) => {
    const range = { min: min * share, max: max * share };
    const parameters = chooseParameters(range, { dtype, scheme: 'symmetric' });
    const codes = quantize(floats, parameters);
    const { noise } = measureQuantization(floats, codes, parameters);
    return { noise, codes, parameters };
  });
  const best = tried.reduce((one, other) => (other.noise < one.noise ? other : one));
  return dequantize(best.codes, best.parameters, { shape: [floats.length] });
}
