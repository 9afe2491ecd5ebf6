// Scores of rows of every kind, beside the definition: random shapes, few queries and many, ranges and lists of rows, parameters
// of the whole and of rows; and that nothing outside of rows and scores is touched.
//
//   scores_test [factor [seed]]    factor 1 (or LINQUANT_TEST_FACTOR) takes about a second
#include "../support/guarded_page.h"
#include "score_case.h"

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
  uint64_t unfit = cut == 0 ? kNone : table.scoreRows(call, 0, cut);
  if (unfit == kNone) unfit = table.scoreRows(call, cut, call.rows);
  CHECK(unfit == kNone, "row %llu is unfit: %s", number(unfit), current.c_str());
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
                        {ScoreForm::codes, true, 140000, -128},
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
  uint64_t first = kNone;
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
  forEachSearchTable([&](const linquant::KernelTable& table) {
    testLongRows(table);
    Random random(runs.seed);
    Corpus corpus;
    for (int run = 0; run < 1200 * runs.factor + 1; run++) {
      ScoreCase c = randomScoreCase(random);
      testCase(table, random, c, corpus);
      testUnfit(table, random, c, corpus);
    }
  });
  return finish("scores_test");
}
