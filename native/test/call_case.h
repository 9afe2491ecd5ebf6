// Random calls: numbers in slots, views, and what they must become by the core's own functions.
#ifndef LINQUANT_TEST_CALL_CASE_H_
#define LINQUANT_TEST_CALL_CASE_H_

#include "../call/call.h"
#include "family_case.h"

namespace linquant::test {

// How a slot is judged.
enum class Kind { integer, length, positive, real, any };
struct Need {
  Slot slot;
  Kind kind;
};

struct Given {
  Data data;
  bool isOutput = false, isGiven = true;
};

struct CallCase {
  Operation operation;
  // NaN in all slots that the operation has no need of: a call that reads them is refused.
  double numbers[kSlotCount];
  std::vector<Need> needs;
  std::vector<Given> views;
  Layout layout;
  Coding coding;
  FloatType toType;
  Side from;  // of requantize
  Parameters2 parameters, fromParameters;
  Choice choice;
  BitCoding bits;

  explicit CallCase(Operation given) : operation(given) {
    for (double& number : numbers) number = std::nan("");
  }
  void set(Slot slot, double value, Kind kind) {
    numbers[static_cast<size_t>(slot)] = value;
    needs.push_back({slot, kind});
  }
  double number(Slot slot) const { return numbers[static_cast<size_t>(slot)]; }
  void input(Data data) { views.push_back({std::move(data), false, true}); }
  void output(uint64_t bytes) { views.push_back({Data(bytes, 0xaa), true, true}); }
  void absent() { views.push_back({{}, false, false}); }

  // The views as memory, which may be a copy of the case's own.
  static std::vector<View> viewsOf(std::vector<Given>& given) {
    std::vector<View> all;
    for (Given& view : given) {
      all.push_back(view.isGiven ? View{view.data.data(), view.data.size()} : View{nullptr, kAbsent});
    }
    return all;
  }
  std::string describe(const char* what) const {
    return text("%s %s layout [%g, %g, %g] block %g dtype %g type %g", what,
                kOperationNames[static_cast<size_t>(operation)], number(Slot::outer), number(Slot::axis),
                number(Slot::inner), number(Slot::block), number(Slot::dtype), number(Slot::floatType));
  }
};

inline void setLayout(CallCase& c, const Layout& layout, Slot first = Slot::outer) {
  // Blocks longer than the axis are as long as that.
  const bool isWhole = layout.block != 0 && layout.block == layout.axis;
  const uint64_t sizes[] = {layout.outer, layout.axis, layout.inner, layout.block + (isWhole ? 5 : 0)};
  for (size_t i = 0; i < 4; i++) {
    c.set(static_cast<Slot>(static_cast<size_t>(first) + i), static_cast<double>(sizes[i]), Kind::length);
  }
}

inline Data bytesOfAll(const void* values, size_t bytes) { return Data(raw(values), raw(values) + bytes); }

// Parameters of a side as views, or one set in slots from `scale` on.
inline void giveParameters(Random& random, CallCase& c, const Coding& coding, Layout& layout, Parameters2& p,
                           Slot scale) {
  const bool isOne = random.integer(0, 1) == 0;
  const bool hasOffset = coding.dtype != Dtype::int32 && random.integer(0, 2) == 0;
  p = randomParameters(random, coding, isOne ? 1 : layout.parameters(), hasOffset);
  if (random.integer(0, 3) == 0) {
    for (float& offset : p.offsets) offset = 0;
  }
  const size_t first = static_cast<size_t>(scale);
  const bool isFar = isOne && p.offsets.empty() && coding.rounding == Rounding::halfEven;
  if (isFar && random.integer(0, 4) == 0) p.zeroPoints[0] = static_cast<int32_t>(random.bits()) >> 9;
  if (isOne) {
    c.set(scale, static_cast<double>(p.scales[0]), Kind::positive);
    c.set(static_cast<Slot>(first + 1), p.zeroPoints[0], Kind::integer);
    c.set(static_cast<Slot>(first + 2), p.offsets.empty() ? 0 : static_cast<double>(p.offsets[0]),
          Kind::real);
    layout = {1, 1, layout.count(), 0};
    for (int i = 0; i < 3; i++) c.absent();
    return;
  }
  c.input(bytesOfAll(p.scales.data(), p.scales.size() * 4));
  c.input(bytesOfAll(p.zeroPoints.data(), p.zeroPoints.size() * 4));
  p.offsets.empty() ? c.absent() : c.input(bytesOfAll(p.offsets.data(), p.offsets.size() * 4));
}

// Any bits of packed codes are codes; those behind the last are 0.
inline Data randomCodes(Random& random, Dtype dtype, size_t count) {
  std::vector<int64_t> codes(count);
  for (int64_t& code : codes) code = random.integer(infoOf(dtype).least, infoOf(dtype).greatest);
  return bytesOf(codes, dtype);
}

// Mostly ordinary; in one of three there are some that are not finite.
inline Data plainFloats(Random& random, FloatType type, size_t count) {
  Data data(count * infoOf(type).bytes);
  const bool hasUnfit = random.integer(0, 2) == 0;
  const double centre = random.integer(0, 2) == 0 ? random.real(-30, 30) : 0;
  for (size_t i = 0; i < count; i++) {
    double value = centre + random.real(-6, 5);
    if (hasUnfit && random.integer(0, 900) == 0) value = random.integer(0, 1) == 0 ? std::nan("") : HUGE_VAL;
    putNumber(data, i, value, type);
  }
  return data;
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_CALL_CASE_H_
