// Scores of rows of every kind, beside the definition: random shapes, few queries and many, ranges and lists of rows, parameters
// of the whole and of rows; and that nothing outside of rows and scores is touched.
//
//   scores_test [factor [seed]]    factor 1 (or LINQUANT_TEST_FACTOR) takes about a second
#include "../definition/search.h"

#include "../support/guarded_page.h"
#include "../support/tensors.h"

namespace linquant::test {
namespace {

std::string current;

// Rows at the very end of memory where they fit into a page, so that a read behind them ends the program.
class Corpus {
 public:
  const uint8_t* hold(const Data& data, Random& random) {
    const size_t offset = random.coin() ? 0 : random.size(64);
    if (data.size() + offset <= 4096) {
      uint8_t* const at = page_.place(data.size(), {random.coin(), offset}, 0xff);
      if (!data.empty()) memcpy(at, data.data(), data.size());
      return at;
    }
    // At an odd address, in memory that ends with it.
    memory_.assign(1, 0);
    memory_.insert(memory_.end(), data.begin(), data.end());
    memory_.shrink_to_fit();
    return memory_.data() + 1;
  }

 private:
  GuardedPage page_;
  Data memory_;
};

// A call and all of its memory.
struct ScoreCase {
  ScoreCall call = {};
  Data corpus;
  std::vector<uint32_t> list;
  Data queries;  // as the operation takes them
  std::vector<float> scales, offsets;
  std::vector<int32_t> zeroPoints;
  std::vector<double> constants;
  std::vector<std::vector<int64_t>> integers;  // of queries
  std::vector<std::vector<float>> floats;
  size_t dimensions = 0;
};

// Columns around the widths of vectors and of pieces, and long ones.
size_t randomColumns(Random& random) {
  const int64_t kinds[] = {1, 8, 15, 31, 33, 63, 64, 65, 127, 130, 260, 384, 520, 1000};
  if (random.integer(0, 60) == 0) return static_cast<size_t>(random.integer(4000, 9000));
  const int64_t around = kinds[random.integer(0, 13)] + random.integer(-2, 2);
  return static_cast<size_t>(around < 1 ? 1 : around);
}

void makeShape(Random& random, ScoreCase& c) {
  QueryShape& shape = c.call.shape;
  shape.form = static_cast<ScoreForm>(random.integer(0, 3));
  shape.codes = {8, true};
  size_t columns = randomColumns(random);
  c.dimensions = columns;
  if (shape.form == ScoreForm::bits) {
    shape.codes = {1, false};
  } else if (shape.form != ScoreForm::floats) {
    const uint32_t widths[] = {8, 8, 8, 4, 4, 2, 1};
    shape.codes = {widths[random.integer(0, 6)], random.coin()};
    if (shape.codes.bits == 1) shape.codes.isSigned = false;
  }
  const size_t codes = shape.form == ScoreForm::floats ? 1 : 8 / shape.codes.bits;
  shape.columns = (columns + codes - 1) / codes * codes;
  shape.queries = random.coin() ? 1 : random.size(40);
  ScoreCall& call = c.call;
  call.floatType = random.coin() ? FloatType::float32 : static_cast<FloatType>(random.integer(0, 3));
  call.metric = static_cast<Metric>(random.integer(0, 2));
  if (shape.form == ScoreForm::bits) call.metric = Metric::hamming;
  call.rowBytes =
      shape.form == ScoreForm::floats ? shape.columns * infoOf(call.floatType).bytes : shape.columns / codes;
  call.corpusRows = random.integer(0, 9) == 0 ? random.size(300) : random.size(40);
}

void makeRows(Random& random, ScoreCase& c) {
  ScoreCall& call = c.call;
  if (call.shape.form == ScoreForm::floats) {
    c.corpus.resize(call.corpusRows * call.rowBytes);
    for (size_t i = 0; i < call.corpusRows * call.shape.columns; i++) {
      definition::putNumber(c.corpus, i, random.real(-3, 3) * exp2(random.real(-8, 3)), call.floatType);
    }
  } else {
    c.corpus = randomBytes(random, call.corpusRows * call.rowBytes);
    // Extremes: all products at once of the same sign.
    const uint8_t extremes[] = {0x80, 0x7f, 0xff, 0x00, 0x88};
    if (random.integer(0, 3) == 0) memset(c.corpus.data(), extremes[random.integer(0, 4)], c.corpus.size());
    // What fills the last byte is 0.
    for (size_t r = 0; r < call.corpusRows; r++) {
      const size_t used = c.dimensions * call.shape.codes.bits;
      if (used % 8 != 0) c.corpus[(r + 1) * call.rowBytes - 1] &= static_cast<uint8_t>((1 << used % 8) - 1);
    }
  }
  if (random.integer(0, 2) == 0) {
    c.list.resize(random.size(60));
    for (uint32_t& row : c.list)
      row = static_cast<uint32_t>(random.integer(0, static_cast<int64_t>(call.corpusRows) - 1));
    call.rows = c.list.size();
    call.list = raw(c.list.data());
  } else {
    call.firstRow = static_cast<uint64_t>(random.integer(0, static_cast<int64_t>(call.corpusRows) - 1));
    call.rows = random.size(static_cast<int64_t>(call.corpusRows - call.firstRow));
  }
}

void makeParameters(Random& random, ScoreCase& c) {
  ScoreCall& call = c.call;
  const int64_t most = 1 << call.shape.codes.bits;
  const auto zeroPoint = [&] {
    return static_cast<int32_t>(random.coin() ? 0 : random.integer(-most, most));
  };
  const auto real = [&] { return static_cast<float>(random.real(-2, 2)); };
  call.scale = real();
  call.zeroPoint = zeroPoint();
  call.offset = random.coin() ? 0 : real();
  call.isOneGrid = random.coin();
  call.dimensions = static_cast<double>(c.dimensions);
  if (random.coin()) {
    for (size_t i = 0; i < call.corpusRows; i++) c.scales.push_back(real());
    call.affines.scales = raw(c.scales.data());
  }
  if (random.integer(0, 2) == 0) {
    for (size_t i = 0; i < call.corpusRows; i++) c.zeroPoints.push_back(zeroPoint());
    call.affines.zeroPoints = raw(c.zeroPoints.data());
  }
  if (random.integer(0, 2) == 0) {
    for (size_t i = 0; i < call.corpusRows; i++) c.offsets.push_back(real());
    call.affines.offsets = raw(c.offsets.data());
  }
}

void makeQueries(Random& random, ScoreCase& c) {
  const QueryShape& shape = c.call.shape;
  const int64_t most = shape.form == ScoreForm::codes ? 255 : 8355711;
  const bool isPlain = random.coin();
  c.constants.assign(shape.queries * kQueryConstants, 0);
  for (size_t q = 0; q < shape.queries; q++) {
    double* const constants = &c.constants[q * kQueryConstants];
    if (shape.form == ScoreForm::bits) continue;
    if (shape.form == ScoreForm::floats) {
      std::vector<float> floats(shape.columns);
      for (float& x : floats) x = static_cast<float>(random.real(-2, 2));
      c.floats.push_back(floats);
      constants[6] = random.real(0, 4);
      continue;
    }
    std::vector<int64_t> integers(shape.columns);
    const bool isExtreme = random.integer(0, 3) == 0;
    for (size_t i = 0; i < c.dimensions; i++) {
      integers[i] = isExtreme ? (random.integer(0, 40) == 0 ? -most - (shape.form == ScoreForm::codes) : most)
                              : random.integer(-most, most);
    }
    constants[0] = random.real(-2, 2);
    if (!isPlain) {
      constants[1] = random.coin() ? 0 : static_cast<double>(random.integer(-200, 200));
      constants[2] = random.coin() ? 0 : random.real(-1, 1);
      constants[5] = random.coin() ? 0 : random.real(-1, 1);
    }
    for (int64_t x : integers) {
      constants[3] += static_cast<double>(x);
      constants[4] += static_cast<double>(x * x);
    }
    constants[6] = random.real(0, 100);
    c.integers.push_back(integers);
  }
  if (shape.form == ScoreForm::bits) c.queries = randomBytes(random, shape.queries * c.call.rowBytes);
  for (const auto& floats : c.floats)
    c.queries.insert(c.queries.end(), raw(floats), raw(floats) + floats.size() * 4);
  for (const auto& integers : c.integers) {
    for (int64_t x : integers) {
      const int32_t number = static_cast<int32_t>(x);
      c.queries.insert(c.queries.end(), raw(&number), raw(&number) + 4);
    }
  }
}

Data rowOf(const ScoreCase& c, uint64_t row) {
  const auto begin = c.corpus.begin() + static_cast<ptrdiff_t>(row * c.call.rowBytes);
  return Data(begin, begin + static_cast<ptrdiff_t>(c.call.rowBytes));
}

double expectedScore(const ScoreCase& c, size_t q, uint64_t row) {
  const ScoreCall& call = c.call;
  const Data data = rowOf(c, row);
  const double* const constants = &c.constants[q * kQueryConstants];
  if (call.shape.form == ScoreForm::bits) {
    const auto begin = c.queries.begin() + static_cast<ptrdiff_t>(q * call.rowBytes);
    return definition::hamming(data, Data(begin, begin + static_cast<ptrdiff_t>(call.rowBytes)));
  }
  if (call.shape.form == ScoreForm::floats) {
    std::vector<float> floats(call.shape.columns);
    for (size_t i = 0; i < floats.size(); i++) {
      floats[i] = static_cast<float>(definition::numberAt(data, i, call.floatType));
    }
    return definition::scoreOfFloats(call.metric, constants[6], floats, c.floats[q]);
  }
  definition::ScoredIntegers of, with;
  of.numbers =
      definition::codesOfRow(data, static_cast<int>(call.shape.codes.bits), call.shape.codes.isSigned);
  of.scale = c.scales.empty() ? call.scale : static_cast<double>(c.scales[row]);
  of.zeroPoint = c.zeroPoints.empty() ? static_cast<int64_t>(call.zeroPoint) : c.zeroPoints[row];
  of.offset = c.offsets.empty() ? call.offset : static_cast<double>(c.offsets[row]);
  with.numbers = c.integers[q];
  with.scale = constants[0];
  with.zeroPoint = static_cast<int64_t>(constants[1]);
  with.offset = constants[2];
  const bool hasOffsets = !c.offsets.empty() || call.offset != 0 || constants[2] != 0 || constants[5] != 0;
  return definition::scoreOfCodes({call.metric, hasOffsets, call.isOneGrid, constants[3], constants[4],
                                   constants[5], constants[6], c.dimensions},
                                  of, with);
}

std::string describe(const KernelTable& table, const ScoreCase& c) {
  const ScoreCall& call = c.call;
  return text(
      "%s form %d of %u bits%s, metric %d, type %d, %zu of %zu columns, %zu queries, rows %llu + %llu of "
      "%llu%s%s%s%s",
      table.name, static_cast<int>(call.shape.form), call.shape.codes.bits,
      call.shape.codes.isSigned ? " signed" : "", static_cast<int>(call.metric),
      static_cast<int>(call.floatType), c.dimensions, call.shape.columns, call.shape.queries,
      number(call.firstRow), number(call.rows), number(call.corpusRows), c.list.empty() ? "" : " listed",
      c.scales.empty() ? "" : ", scales", c.zeroPoints.empty() ? "" : ", zero points",
      c.offsets.empty() ? "" : ", offsets");
}

// -0 is not 0, and NaN is NaN.
bool isSame(double a, double b) { return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b); }

void testCase(const KernelTable& table, Random& random, ScoreCase& c, Corpus& corpus) {
  ScoreCall& call = c.call;
  current = describe(table, c);
  call.corpus = corpus.hold(c.corpus, random);
  Data prepared(preparedBytes(call.shape.queries, call.shape.columns), 0xff);
  Data queries = c.queries;
  queries.shrink_to_fit();
  table.prepareQueries(call.shape, queries.data(), prepared.data());
  call.prepared = prepared.data();
  call.constants = raw(c.constants.data());
  WatchedBuffer watched;
  const size_t count = call.shape.queries * call.rows;
  call.scores = watched.place(count * sizeof(double), random.size(9));
  // In two pieces, or one.
  const uint64_t cut =
      random.coin() ? 0 : static_cast<uint64_t>(random.integer(0, static_cast<int64_t>(call.rows)));
  uint64_t unfit = cut == 0 ? kNoRow : table.scoreRows(call, 0, cut);
  if (unfit == kNoRow) unfit = table.scoreRows(call, cut, call.rows);
  CHECK(unfit == kNoRow, "row %llu is unfit: %s", number(unfit), current.c_str());
  CHECK(watched.isIntact(), "wrote outside: %s", current.c_str());
  for (size_t q = 0; q < call.shape.queries; q++) {
    for (uint64_t i = 0; i < call.rows; i++) {
      const double expected = expectedScore(c, q, c.list.empty() ? call.firstRow + i : c.list[i]);
      double given;
      memcpy(&given, call.scores + (q * call.rows + i) * sizeof given, sizeof given);
      CHECK(isSame(expected, given), "query %zu, row %llu: %a, not %a: %s", q, number(i), given, expected,
            current.c_str());
    }
  }
}

// Rows so long that sums of the largest products are beyond int32.
void testLongRows(const KernelTable& table) {
  struct Case {
    ScoreForm form;
    bool isSigned;
    size_t columns;
    int32_t number;
  };
  const Case cases[] = {{ScoreForm::codes, true, 66000, -256},
                        {ScoreForm::codes, false, 34000, 255},
                        {ScoreForm::wideCodes, true, 8400, -2048},
                        {ScoreForm::wideCodes, false, 8400, 2047}};
  for (const Case& one : cases) {
    ScoreCall call = {};
    call.shape = {one.form, {8, one.isSigned}, one.columns, 1};
    call.metric = Metric::cosine;
    call.corpusRows = call.rows = 1;
    call.rowBytes = one.columns;
    call.scale = 1;
    call.dimensions = static_cast<double>(one.columns);
    const Data row(one.columns, one.isSigned ? 0x80 : 0xff);
    const std::vector<int32_t> query(one.columns, one.number);
    const double c = one.isSigned ? -128 : 255, q = one.number, d = call.dimensions;
    const double constants[kQueryConstants] = {1, 0, 0, d * q, d * q * q};
    Data prepared(preparedBytes(1, one.columns));
    table.prepareQueries(call.shape, raw(query.data()), prepared.data());
    double score = 0;
    call.corpus = row.data();
    call.prepared = prepared.data();
    call.constants = raw(constants);
    call.scores = raw(&score);
    for (Metric metric : {Metric::dot, Metric::cosine}) {
      call.metric = metric;
      table.scoreRows(call, 0, 1);
      const double expected = metric == Metric::dot ? d * c * q : d * c * q / sqrt((d * c * c) * (d * q * q));
      CHECK(score == expected, "%s: %zu columns by %d: %a, not %a", table.name, one.columns, one.number,
            score, expected);
    }
  }
}

// A row with NaN or infinity anywhere is found, the first of several.
void testUnfit(const KernelTable& table, Random& random, ScoreCase& c, Corpus& corpus) {
  ScoreCall& call = c.call;
  if (call.shape.form != ScoreForm::floats) return;
  uint64_t first = kNoRow;
  for (int i = 0; i < 2; i++) {
    const size_t row = random.size(static_cast<int64_t>(call.corpusRows)) - 1;
    const size_t column = random.size(static_cast<int64_t>(call.shape.columns)) - 1;
    definition::putNumber(c.corpus, row * call.shape.columns + column, random.coin() ? NAN : -INFINITY,
                          call.floatType);
    for (uint64_t at = 0; at < call.rows; at++) {
      if (call.rowAt(at) == row && at < first) first = at;
    }
  }
  call.corpus = corpus.hold(c.corpus, random);
  Data prepared(preparedBytes(call.shape.queries, call.shape.columns));
  table.prepareQueries(call.shape, c.queries.data(), prepared.data());
  std::vector<double> scores(call.shape.queries * call.rows);
  call.prepared = prepared.data();
  call.scores = raw(scores.data());
  const uint64_t given = table.scoreRows(call, 0, call.rows);
  CHECK(given == first, "unfit %llu, not %llu: %s", number(given), number(first), current.c_str());
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const RandomRuns runs = randomRuns(count, arguments, 20270301);
  catchFaults([] { return current; });
  forEachTable([&](const linquant::KernelTable& table) {
    testLongRows(table);
    Random random(runs.seed);
    Corpus corpus;
    for (int run = 0; run < 1200 * runs.factor + 1; run++) {
      ScoreCase c;
      makeShape(random, c);
      makeRows(random, c);
      makeParameters(random, c);
      makeQueries(random, c);
      testCase(table, random, c, corpus);
      testUnfit(table, random, c, corpus);
    }
  });
  return finish("scores_test");
}
