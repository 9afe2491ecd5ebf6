// Calls (native/call) of every operation, at random: all at once and in pieces, they give what the core's functions give.
//
//   call_test [factor [seed]]    factor 1 takes seconds; LINQUANT_TEST_FACTOR stands for an absent one
#include "../core/vector/lanes.h"
#include "call_pieces.h"

namespace linquant::test {
namespace {

// What the slots hold after a call, where they held 77 before it gave its results.
void takeResults(const CallCase& c, const double* numbers, Status status, Result& result,
                 const std::string& context) {
  const auto at = [&](Slot slot) { return numbers[static_cast<size_t>(slot)]; };
  result.status = status;
  CHECK(at(Slot::status) == static_cast<double>(status), "%s: the slot holds %g", context.c_str(),
        at(Slot::status));
  const bool isUnfit = status == Status::noParameters || status == Status::notFinite;
  if (isUnfit) result.index = static_cast<uint64_t>(at(Slot::index));
  if (status == Status::notFinite) result.value = at(Slot::value);
  const bool isRange = c.operation == Operation::minMax;
  result.low = at(isRange ? Slot::min : Slot::scale);
  result.high = at(isRange ? Slot::max : Slot::zeroPoint);
}

// Prepares a call and runs it by runCall(table, call, views).
template <class Run>
Result resultOf(const CallCase& c, const KernelTable& table, const std::string& context, const Run& runCall) {
  Result result;
  result.views = c.views;
  double numbers[kSlotCount];
  memcpy(numbers, c.numbers, sizeof numbers);
  const std::vector<View> views = CallCase::viewsOf(result.views);
  Call call;
  Status status = prepare(c.operation, numbers, views.data(), views.size(), call);
  CHECK(status == Status::ok, "%s: prepared with status %d", context.c_str(), static_cast<int>(status));
  // What the slots hold by now is of no matter any more.
  for (double& number : numbers) number = 77;
  if (status == Status::ok) status = runCall(table, call, result.views);
  giveResults(call, status, numbers);
  takeResults(c, numbers, status, result, context);
  size_t written = 0;
  for (const double number : numbers) written += number != 77;
  CHECK(written <= 3, "%s wrote to %zu slots", context.c_str(), written);
  return result;
}

// The same by `perform`. Absent views at the end may be left out.
Result performed(const CallCase& c, const KernelTable& table, const std::string& context) {
  Result result;
  result.views = c.views;
  double numbers[kSlotCount];
  memcpy(numbers, c.numbers, sizeof numbers);
  std::vector<View> views = CallCase::viewsOf(result.views);
  while (views.back().bytes == kAbsent) views.pop_back();
  const Status status = perform(table, c.operation, numbers, views.data(), views.size());
  takeResults(c, numbers, status, result, context);
  size_t changed = 0;
  for (size_t i = 0; i < kSlotCount; i++) changed += memcmp(numbers + i, c.numbers + i, sizeof *numbers) != 0;
  CHECK(changed <= 3, "%s changed %zu slots", context.c_str(), changed);
  return result;
}

void testCall(Random& random, Operation operation) {
  const CallCase c = randomCall(random, operation);
  const Result expected = expectedOf(c);
  forEachTable([&](const KernelTable& table) {
    const std::string context = c.describe(table.name);
    const Result whole = resultOf(c, table, context,
                                  [](const KernelTable& by, Call& call, auto&) { return runAll(by, call); });
    compareResults(expected, whole, c, "all of " + context);
    compareResults(expected, performed(c, table, context), c, "performed " + context);
    for (int i = 0; i < 2; i++) {
      const Result pieces = resultOf(c, table, context, [&](const KernelTable& by, Call& call, auto& views) {
        return runInPieces(random, by, c, call, views);
      });
      compareResults(expected, pieces, c, "pieces of " + context);
    }
  });
}

// Memory that another thread wrote to: the float that was seen to be unfit is finite when it is looked at again.
void testChangedFloat() {
  double numbers[kSlotCount] = {};
  numbers[static_cast<size_t>(Slot::outer)] = numbers[static_cast<size_t>(Slot::axis)] = 1;
  numbers[static_cast<size_t>(Slot::inner)] = 9;
  float x[9] = {};
  uint8_t bits[2];
  const View views[] = {{reinterpret_cast<uint8_t*>(x), sizeof x}, {bits, sizeof bits}};
  Call call;
  CHECK(prepare(Operation::packBits, numbers, views, 2, call) == Status::ok, "packBits");
  CHECK(conclude(scalarTable(), call, 3) == Status::notFinite, "packBits");
  CHECK(call.index == 3 && std::isnan(call.value), "index %llu, value %g", number(call.index), call.value);
  x[3] = -kInfinity;
  conclude(scalarTable(), call, 3);
  CHECK(call.value == -HUGE_VAL, "value %g", call.value);
}

// Where a zero point is too far for the kernels of bytes, in one of two long runs.
void testFarZeroPoint() {
  constexpr size_t kRun = 5000;
  const Layout layout = {1, 2, kRun, 0};
  const float scales[] = {0.5f, 0.25f};
  const int32_t zeroPoints[] = {3, 100000};
  std::vector<float> x(2 * kRun);
  for (size_t i = 0; i < x.size(); i++) x[i] = static_cast<float>(i % 200) - (i < kRun ? 100 : 25100);
  const Coding coding = {FloatType::float32, Dtype::int8, Rounding::halfEven, -128, 127};
  const Affines affines = {raw(scales), raw(zeroPoints), nullptr};
  Data codes(x.size()), floats(x.size() * 4);
  for (size_t k = 0; k < 2; k++) {
    const Layout one = {1, 1, kRun, 0};
    uint8_t* const q = codes.data() + k * kRun;
    quantize(scalarTable(), coding, raw(x.data() + k * kRun), q, one, affinesFrom(affines, k));
    dequantize(scalarTable(), coding, q, floats.data() + 4 * k * kRun, one, affinesFrom(affines, k));
  }
  forEachTable([&](const KernelTable& table) {
    Data given(codes.size()), back(floats.size());
    quantize(table, coding, raw(x.data()), given.data(), layout, affines);
    dequantize(table, coding, codes.data(), back.data(), layout, affines);
    CHECK_ARRAY(codes.data(), given.data(), 1, codes.size(), [](size_t) { return "far zero point"; });
    CHECK_ARRAY(floats.data(), back.data(), 4, x.size(), [](size_t) { return "far zero point"; });
  });
}

// A block longer than its axis is one block, however long: no product with it may count.
void testHugeBlock() {
  Random random(3);
  CallCase c(Operation::quantize);
  c.coding = {FloatType::float32, Dtype::int8, Rounding::halfEven, -128, 127};
  c.layout = {2, 3, 2048, 3};
  c.parameters = randomParameters(random, c.coding, c.layout.parameters(), false);
  setCoding(c, true, true);
  c.set(Slot::floatType, 0, Kind::integer);
  setLayout(c, c.layout);
  c.set(Slot::block, 0x1p53, Kind::length);
  c.input(randomFloats(random, c.coding, c.layout, c.parameters));
  c.output(c.layout.count());
  c.input(bytesOfAll(c.parameters.scales.data(), c.parameters.scales.size() * 4));
  c.input(bytesOfAll(c.parameters.zeroPoints.data(), c.parameters.zeroPoints.size() * 4));
  const auto runCall = [](const KernelTable& by, Call& call, auto&) { return runAll(by, call); };
  compareResults(expectedOf(c), resultOf(c, scalarTable(), "huge block", runCall), c, "huge block");
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const double factor = count > 1 ? strtod(arguments[1], nullptr) : testFactor();
  const uint64_t seed = count > 2 ? strtoull(arguments[2], nullptr, 0) : 20270214;
  const int runs = static_cast<int>(400 * factor) + 1;
  Random random(seed);
  for (int run = 0; run < runs; run++) {
    for (size_t i = 0; i < linquant::kOperationCount; i++) {
      testCall(random, static_cast<linquant::Operation>(i));
    }
  }
  testChangedFloat();
  testFarZeroPoint();
  testHugeBlock();
  return finish("call_test");
}
