// Random calls of every operation (native/call): run as a whole and in pieces, they give what the definition gives.
//
//   call_test [factor [seed]]    factor 1 (or LINQUANT_TEST_FACTOR) takes seconds
#include "expected.h"
#include "pieces.h"

namespace linquant::test {
namespace {

// The result of a call that is prepared, then run by runCall(table, call, views).
template <class Run>
Result resultOf(const CallCase& c, const KernelTable& table, const std::string& context, const Run& runCall) {
  Result result;
  result.views = c.views;
  double numbers[kSlotCount];
  memcpy(numbers, c.numbers, sizeof numbers);
  const std::vector<View> views = viewsOf(result.views);
  Call call;
  Status status = prepare(c.operation, numbers, views.data(), views.size(), call);
  CHECK(status == Status::ok, "%s: prepared with status %d", context.c_str(), static_cast<int>(status));
  // A prepared call reads no slot again.
  for (double& number : numbers) number = 77;
  if (status == Status::ok) status = runCall(table, call, result.views);
  giveResults(call, status, numbers);
  takeResults(c, numbers, status, result, context);
  size_t written = 0;
  for (const double number : numbers) written += number != 77;
  CHECK(written <= 3, "%s wrote to %zu slots", context.c_str(), written);
  return result;
}

// The result of a call by `perform`, as the addon makes it: without the absent views at the end.
Result performed(const CallCase& c, const KernelTable& table, const std::string& context) {
  Result result;
  result.views = c.views;
  double numbers[kSlotCount];
  memcpy(numbers, c.numbers, sizeof numbers);
  std::vector<View> views = viewsOf(result.views);
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
    checkResult(expected, whole, c, "all of " + context);
    checkResult(expected, performed(c, table, context), c, "performed " + context);
    for (int i = 0; i < 2; i++) {
      const Result pieces = resultOf(c, table, context, [&](const KernelTable& by, Call& call, auto& views) {
        return runInPieces(random, by, c, call, views);
      });
      checkResult(expected, pieces, c, "pieces of " + context);
    }
  });
}

// The index of a float that is not finite was found, then another thread wrote a finite number there: the value that is
// reported must not be finite.
void testChangedFloat() {
  double numbers[kSlotCount] = {};
  numbers[static_cast<size_t>(Slot::outer)] = numbers[static_cast<size_t>(Slot::axis)] = 1;
  numbers[static_cast<size_t>(Slot::inner)] = 9;
  float x[9] = {};
  uint8_t bits[2];
  const View views[] = {{raw(x), sizeof x}, {bits, sizeof bits}};
  Call call;
  CHECK(prepare(Operation::packBits, numbers, views, 2, call) == Status::ok, "packBits");
  CHECK(conclude(scalarTable(), call, 3) == Status::notFinite, "packBits");
  CHECK(call.index == 3 && call.value != call.value, "index %llu, value %g", number(call.index), call.value);
  x[3] = -kInfinity;
  conclude(scalarTable(), call, 3);
  CHECK(call.value == -HUGE_VAL, "value %g", call.value);
}

// Two long runs, of which the second has a zero point that the kernels for codes of a byte do not take.
void testFarZeroPoint() {
  constexpr size_t kRun = 5000;
  const Layout layout = {1, 2, kRun, 0};
  const ParameterArrays p = {{0.5f, 0.25f}, {}, {3, 100000}};
  std::vector<float> floats(2 * kRun);
  for (size_t i = 0; i < floats.size(); i++) {
    floats[i] = static_cast<float>(i % 200) - (i < kRun ? 100 : 25100);
  }
  const Data x(raw(floats), raw(floats) + 4 * floats.size());
  const Coding coding = {FloatType::float32, Dtype::int8, Rounding::halfEven, -128, 127};
  const Data codes = definition::quantized(x, coding, layout, p);
  const Data back = definition::dequantized(codes, coding, layout, p);
  forEachTable([&](const KernelTable& table) {
    checkOutput(codes, 1, 0, "far zero point",
                [&](uint8_t* q) { quantize(table, coding, x.data(), q, layout, p.affines()); });
    checkOutput(back, 4, 0, "far zero point",
                [&](uint8_t* out) { dequantize(table, coding, codes.data(), out, layout, p.affines()); });
  });
}

// A block of 2^53 on a short axis is one block: products with its length must not overflow.
void testHugeBlock() {
  Random random(3);
  CallCase c(Operation::quantize);
  c.coding = {FloatType::float32, Dtype::int8, Rounding::halfEven, -128, 127};
  c.layout = {2, 3, 2048, 3};
  c.parameters = randomParameters(random, c.coding, c.layout.parameters(), false);
  c.setCoding(true, true);
  c.setFloatType();
  c.setLayout(c.layout);
  c.set(Slot::block, 0x1p53, Kind::length);
  c.set(Slot::finite, 0, Kind::integer);
  c.input(randomFloats(random, c.coding, c.layout, c.parameters));
  c.output(c.layout.count());
  c.setParameterViews(c.parameters);
  const auto runCall = [](const KernelTable& by, Call& call, auto&) { return runAll(by, call); };
  checkResult(expectedOf(c), resultOf(c, scalarTable(), "huge block", runCall), c, "huge block");
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const RandomRuns runs = randomRuns(count, arguments, 20270214);
  Random random(runs.seed);
  for (int run = 0; run < 400 * runs.factor + 1; run++) {
    for (size_t i = 0; i < static_cast<size_t>(linquant::Operation::prepareQueries); i++) {
      testCall(random, static_cast<linquant::Operation>(i));
    }
  }
  testChangedFloat();
  testFarZeroPoint();
  testHugeBlock();
  return finish("call_test");
}
