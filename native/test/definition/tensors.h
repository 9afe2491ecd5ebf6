// The definition of the operations on tensors: that of one element, for every element with its own parameters.
#ifndef LINQUANT_TEST_DEFINITION_TENSORS_H_
#define LINQUANT_TEST_DEFINITION_TENSORS_H_

#include "floats.h"
#include "layout.h"
#include "range.h"

namespace linquant::definition {

Data quantized(const Data& x, const Coding& coding, const Layout& layout, const ParameterArrays& parameters);

Data dequantized(const Data& codes, const Coding& coding, const Layout& layout,
                 const ParameterArrays& parameters);

// Floats that went through codes, and for each whether its code had to be clamped or it is NaN.
struct FakeQuantized {
  Data x, mask;
};
FakeQuantized fakeQuantized(const Data& x, const Coding& coding, const Layout& layout,
                            const ParameterArrays& parameters);

struct CodesWith {
  Coding coding;
  Layout layout;
  const ParameterArrays& parameters;
};
Data requantized(const Data& codes, const CodesWith& from, const CodesWith& to);

Data converted(const Data& x, FloatType from, FloatType to, bool saturate = false);

// The range of each index of a layout.
struct Ranges {
  std::vector<float> mins, maxs;
};
Ranges rangesOf(const Data& x, FloatType type, const Layout& layout);

// The same of the elements that are neither NaN nor infinite; and how many are.
struct FiniteRanges {
  Ranges ranges;
  double leftOut = 0;
};
FiniteRanges finiteRangesOf(const Data& x, FloatType type, const Layout& layout);

// Adds 1 to a float64 for each element: that of its bin, floor(x * reciprocal), among the kBins of its index.
void addHistogram(const Data& x, FloatType type, const Layout& layout, const std::vector<float>& reciprocals,
                  Data& counts);

// `chosen` counts the ranges before the first that has no parameters (it holds a NaN, say, or its scale would be infinite).
// `parameters` are those of these ranges. `codes` end before the first element whose range has no parameters.
struct DynamicQuantized {
  size_t chosen = 0;
  ParameterArrays parameters;
  Data codes;
};
DynamicQuantized quantizedDynamic(const Data& x, FloatType type, Dtype dtype, const Layout& layout,
                                  const Choice& choice);

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_TENSORS_H_
