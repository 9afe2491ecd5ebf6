// Searching through the call path: what is refused, and that nothing is written then; pieces of a call; and that the row of a number that
// is not finite is named.
#include "../../call/call.h"
#include "../support/tensors.h"

namespace linquant::test {
namespace {

// Eight columns of int8 or float32, which most checks do with.
constexpr size_t kColumns = 8, kRows = 5, kQueries = 2, kK = 3;

struct Slots {
  double numbers[kSlotCount];

  Slots() {
    for (double& number : numbers) number = NAN;
    set(Slot::dtype, 0).set(Slot::floatType, 0).set(Slot::axis, kColumns).set(Slot::columns, kColumns);
    set(Slot::form, 1)
        .set(Slot::metric, 0)
        .set(Slot::queries, kQueries)
        .set(Slot::firstRow, 0)
        .set(Slot::rows, kRows);
    set(Slot::k, kK).set(Slot::symmetric, 1).set(Slot::scale, 1).set(Slot::zeroPoint, 0).set(Slot::offset, 0);
  }
  Slots& set(Slot slot, double value) {
    numbers[static_cast<size_t>(slot)] = value;
    return *this;
  }
};

// The views of a call that is right, by operation.
std::vector<Data> rightViews(Operation operation) {
  const size_t prepared = preparedBytes(kQueries, kColumns), held = kQueries * capacityOf(kK);
  if (operation == Operation::prepareQueries) return {Data(kQueries * kColumns * 4), Data(prepared)};
  if (operation == Operation::scoreRows) {
    return {Data(kRows * kColumns), Data(prepared),  Data(kQueries * 64), Data(kQueries * kRows * 8),
            Data(kRows * 4),        Data(kRows * 4), Data(kRows * 4),     Data(kRows * 4)};
  }
  return {Data(kQueries * kRows * 8), Data(held * 8), Data(held * 4), Data(kQueries * 8), Data(kRows * 4)};
}

std::vector<View> viewsOf(std::vector<Data>& data) {
  std::vector<View> views;
  for (Data& each : data) views.push_back({each.data(), each.size()});
  return views;
}

Status attempt(Operation operation, Slots slots, const std::vector<View>& views) {
  return perform(scalarTable(), operation, slots.numbers, views.data(), views.size());
}

void expect(Operation operation, Status expected, const Slots& slots, const std::vector<View>& views,
            const std::string& what) {
  const Status given = attempt(operation, slots, views);
  CHECK(given == expected, "%s, %s: status %d, not %d", kOperationNames[static_cast<size_t>(operation)],
        what.c_str(), static_cast<int>(given), static_cast<int>(expected));
}

void testRefused(Operation operation) {
  std::vector<Data> data = rightViews(operation);
  const std::vector<View> views = viewsOf(data);
  const Slots right;
  expect(operation, Status::ok, right, views, "as it is");
  for (size_t i = 0; i < views.size(); i++) {
    std::vector<View> changed = views;
    // A list may be longer; rows of the corpus that are cut short are fewer.
    const bool isList = i == 4;
    changed[i].bytes -= isList ? 4 : 1;
    expect(operation, Status::lengthMismatch, right, changed, text("view %zu is short", i));
    changed = views;
    changed[i].bytes++;
    expect(operation, isList ? Status::ok : Status::lengthMismatch, right, changed,
           text("view %zu is long", i));
    const size_t output = operation == Operation::scoreRows ? 3 : 1;
    if (i == output) continue;
    changed = views;
    changed[i].data = changed[output].data;
    expect(operation, Status::overlap, right, changed, text("view %zu overlaps", i));
  }
  const size_t needed = operation == Operation::prepareQueries ? 2 : 4;
  expect(operation, Status::invalid, right,
         {views.begin(), views.begin() + static_cast<ptrdiff_t>(needed) - 1}, "too few views");
  const auto refuse = [&](Slot slot, double value) {
    expect(operation, Status::invalid, Slots(right).set(slot, value), views,
           text("slot %s is %g", kSlotNames[static_cast<size_t>(slot)], value));
  };
  for (double wrong : {-1.0, 0.5, double(NAN), double(INFINITY), 0x1p53, 1e300}) {
    const bool hasRows = operation != Operation::prepareQueries,
               isSelect = operation == Operation::selectBest;
    refuse(Slot::queries, wrong);
    if (!isSelect) refuse(Slot::columns, wrong);
    if (!isSelect) refuse(Slot::form, wrong);
    if (!isSelect) refuse(Slot::dtype, wrong);
    if (hasRows) refuse(Slot::rows, wrong);
    if (hasRows) refuse(Slot::firstRow, wrong);
    if (hasRows) refuse(Slot::symmetric, wrong);
    if (isSelect) refuse(Slot::k, wrong);
  }
  if (operation == Operation::selectBest) return;
  // Codes of more than a byte; and rows that would not begin at a byte.
  refuse(Slot::dtype, static_cast<double>(Dtype::int16));
  expect(operation, Status::invalid, Slots(right).set(Slot::dtype, 7).set(Slot::columns, 7), views,
         "half a byte");
  if (operation != Operation::scoreRows) return;
  for (double wrong : {double(NAN), double(INFINITY), 1e39}) {
    refuse(Slot::scale, wrong);
    refuse(Slot::offset, wrong);
    refuse(Slot::zeroPoint, wrong);
    refuse(Slot::axis, wrong);
  }
  // hamming is that of bits, and theirs only.
  refuse(Slot::metric, 3);
  refuse(Slot::form, 3);
  // Rows beyond the corpus.
  const std::vector<View> unlisted(views.begin(), views.begin() + 4);
  expect(operation, Status::ok, right, unlisted, "no list");
  expect(operation, Status::lengthMismatch, Slots(right).set(Slot::firstRow, 1), unlisted, "rows from 1 on");
  expect(operation, Status::invalid, Slots(right).set(Slot::firstRow, 1), views, "a list and a first row");
}

// A row that another thread wrote into the list, far beyond the corpus, is not read.
void testWildList(const KernelTable& table, Random& random) {
  std::vector<Data> data = rightViews(Operation::scoreRows);
  for (uint8_t& byte : data[4]) byte = static_cast<uint8_t>(random.bits());
  Slots slots;
  const auto views = viewsOf(data);
  const Status status = perform(table, Operation::scoreRows, slots.numbers, views.data(), 8);
  CHECK(status == Status::ok, "status %d", static_cast<int>(status));
}

void testNotFinite(const KernelTable& table, Random& random) {
  std::vector<Data> data = rightViews(Operation::scoreRows);
  data[0].assign(kRows * kColumns * 4, 0);
  Data prepared(data[1].size());
  const size_t row = random.size(kRows) - 1;
  const float nan = NAN;
  memcpy(&data[0][(row * kColumns + random.size(kColumns) - 1) * 4], &nan, 4);
  Slots slots;
  slots.set(Slot::form, 0);
  for (uint32_t i = 0; i < kRows; i++) {
    const uint32_t listed = kRows - 1 - i;
    memcpy(&data[4][i * 4], &listed, 4);
  }
  auto views = viewsOf(data);
  const Status status =
      perform(table, Operation::scoreRows, slots.numbers, views.data(), random.coin() ? 4 : 5);
  CHECK(status == Status::notFinite, "status %d", static_cast<int>(status));
  const double index = slots.numbers[static_cast<size_t>(Slot::index)];
  CHECK(index == static_cast<double>(row), "row %g, not %zu", index, row);
}

// In pieces, the scores are those of the whole.
void testPieces(const KernelTable& table, Random& random) {
  std::vector<Data> data = rightViews(Operation::scoreRows);
  for (size_t i : {0, 2}) {
    for (size_t j = 0; j < data[i].size() / (i == 0 ? 1 : 8); j++) {
      const double number = random.real(-1, 1);
      i == 0 ? void(data[i][j] = static_cast<uint8_t>(random.bits()))
             : void(memcpy(&data[i][j * 8], &number, 8));
    }
  }
  Slots slots;
  auto views = viewsOf(data);
  views.resize(4);
  CHECK(perform(table, Operation::scoreRows, slots.numbers, views.data(), 4) == Status::ok, "the whole");
  const Data whole = data[3];
  data[3].assign(whole.size(), kSentinel);
  Call call;
  CHECK(prepare(Operation::scoreRows, slots.numbers, views.data(), 4, call) == Status::ok, "pieces");
  CHECK(steps(call) == Steps::one && grain(call) == 1 && call.count == kRows, "grain");
  for (uint64_t first = 0; first < call.count; first++) {
    CHECK(run(table, call, first, first + 1) == kNone, "row %llu", number(first));
  }
  CHECK_ARRAY(whole.data(), data[3].data(), 8, kQueries * kRows,
              [](size_t) { return std::string("pieces"); });
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  using linquant::Operation;
  for (Operation operation : {Operation::prepareQueries, Operation::scoreRows, Operation::selectBest}) {
    testRefused(operation);
  }
  forEachSearchTable([](const linquant::KernelTable& table) {
    Random random(20270303);
    for (int i = 0; i < 20; i++) {
      testWildList(table, random);
      testNotFinite(table, random);
      testPieces(table, random);
    }
  });
  return finish("search_calls_test");
}
