// What must compile of linquant/calibration, and what must not.

import type { AxisRange, Range } from 'linquant';
import {
  HistogramCalibration,
  MinMaxObserver,
  MovingAverageMinMaxObserver,
  type ObserverJSON,
} from 'linquant/calibration';

const x = new Float32Array(6);

const whole: Range = new MinMaxObserver().observe(x).range();
const along: AxisRange = new MinMaxObserver({ axis: 1 }).observe(x, { shape: [2, 3] }).range();
const either: Range | AxisRange = MinMaxObserver.fromJSON({} as ObserverJSON).range();
// @ts-expect-error along an axis there are arrays
const wrong: Range = new MinMaxObserver({ axis: 1 }).range();

const int8: 'int8' = new HistogramCalibration().parameters({ dtype: 'int8', method: 'mse' }).dtype;
const uint8: 'uint8' = new HistogramCalibration().parameters({ rule: 'onnx', method: 'entropy' }).dtype;
const scales: Float32Array = new HistogramCalibration({ axis: 0 }).parameters({ dtype: 'int4' }).scale;
const scale: number = new MovingAverageMinMaxObserver().parameters({ dtype: 'int8' }).scale;

new HistogramCalibration().range({ method: 'percentile', percentile: 99.9, scheme: 'symmetric' });
new HistogramCalibration().observe(new Uint16Array(2), { floatType: 'bfloat16', shape: [2] });
new MinMaxObserver().merge(MinMaxObserver.fromJSON({} as ObserverJSON));

// @ts-expect-error bits need a type
new HistogramCalibration().observe(new Uint16Array(2));
// @ts-expect-error no such method
new HistogramCalibration().range({ method: 'mean' });
// @ts-expect-error parameters need a dtype or a rule
new HistogramCalibration().parameters({ method: 'mse' });
// @ts-expect-error a moving average has nothing to merge with
new MovingAverageMinMaxObserver().merge(new MovingAverageMinMaxObserver());
// @ts-expect-error another kind
new MinMaxObserver().merge(new HistogramCalibration());

export { along, either, int8, scale, scales, uint8, whole, wrong };
