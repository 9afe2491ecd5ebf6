// The error of codes, measured against the floats that they stand for.
//
// Sums are in float64 and in one order, whatever the instruction set and however a call is cut. There is a result for each index
// of the axis of `results`. Its elements are runs of `results.inner` elements, one for each index of the outer axes. A run is cut
// into chunks of kMeasureChunk elements; each is summed by the measure kernel (kernels.h), and the sums of chunks are added in
// order. Where runs of a result are apart (outer > 1), some consecutive runs are a part: its chunks are added up in order, from 0,
// and then the sums of all parts, in order.
#ifndef LINQUANT_CORE_MEASURE_H_
#define LINQUANT_CORE_MEASURE_H_

#include "quantization.h"

namespace linquant {

// `results` has no blocks; with one result it is [1, 1, count].
struct Measured {
  const KernelTable& table;
  const uint8_t *x, *q;
  CodesOf codes;  // with scales above 0
  Layout results;
};

// How many elements a part has: pieces of a call begin at parts.
uint64_t partElements(const Layout& results);
// Whether a result has more than one part, whose sums have to be added up afterwards.
inline bool arePartsSummed(const Layout& results) { return results.axis == 1 || results.outer != 1; }

// Begins results: no elements.
void beginMeasures(const MeasurePlace& to, uint64_t count);
// Adds elements start to end, which are parts of one result each or, where outer > 1, at most one part. Returns kNone, or the
// index of the first float that is NaN or infinite.
uint64_t addMeasures(const Measured& measured, const Part& part, const MeasurePlace& to);
// Adds the results of the next part.
void addPart(const MeasurePlace& to, const MeasurePlace& part, uint64_t count);

}  // namespace linquant

#endif  // LINQUANT_CORE_MEASURE_H_
