// A random call: an operation, slots and views, and what they were made from.
#ifndef LINQUANT_TEST_CALL_RANDOM_CALL_H_
#define LINQUANT_TEST_CALL_RANDOM_CALL_H_

#include <utility>

#include "../../call/call.h"
#include "../support/tensors.h"

namespace linquant::test {

// What a slot may hold, by which the tests choose numbers that must be refused: an int32, a length, a float32, a positive
// float32, or any number.
enum class Kind { integer, length, real, positive, any };
struct UsedSlot {
  Slot slot;
  Kind kind;
};

struct Given {
  Data data;
  bool isOutput = false, isGiven = true;
};

struct CallCase {
  Operation operation;
  // Slots that the operation does not use hold NaN, for which a call that reads them is refused.
  double numbers[kSlotCount];
  std::vector<UsedSlot> used;
  std::vector<Given> views;
  Layout layout;
  Coding coding;
  ParameterArrays parameters;
  // Of requantize, of the codes that it reads.
  Coding fromCoding;
  Layout fromLayout;
  ParameterArrays fromParameters;
  FloatType toType = FloatType::float32;  // of convert
  bool saturate = false;                  // of convert to float8
  bool finite = false;                    // of quantize
  Choice choice = {};                     // of quantizeDynamic
  BitCoding bits = {};                    // of packBits and unpackBits
  float ofZero = 0, ofOne = 0;
  Layout results;                  // of measure
  std::vector<float> reciprocals;  // of histogram

  explicit CallCase(Operation operation);
  void set(Slot slot, double value, Kind kind);
  double number(Slot slot) const { return numbers[static_cast<size_t>(slot)]; }
  void input(Data data) { views.push_back({std::move(data), false, true}); }
  void output(uint64_t bytes) { views.push_back({Data(bytes, kSentinel), true, true}); }
  void absent() { views.push_back({{}, false, false}); }

  // Fill in a part of the numbers and views that the call gets: float type, dtype with rounding and bounds, layout, parameters.
  void setFloatType();
  void setCoding(bool hasDtype, bool hasBounds);
  void setLayout(const Layout& layout, Slot first = Slot::outer);
  void setParameterViews(const ParameterArrays& p);

  std::string describe(const char* what) const;
};

// Views of data, which may be a copy of the case's.
std::vector<View> viewsOf(std::vector<Given>& given);

CallCase randomCall(Random& random, Operation operation);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_CALL_RANDOM_CALL_H_
