// Searching: scores and the best 10 of a corpus, beside a read of the same bytes and the loops that a program would write.
#include <algorithm>

#include "../../native/core/search/search.h"
#include "benches.h"

namespace linquant::bench {

namespace {

struct What {
  const char* name;
  ScoreForm form;
  CodeShape codes;
  Metric metric;
  size_t queries;
};

// A corpus with a search as lib/search does it: blocks of rows, whose scores stay in the cache.
class Search {
 public:
  Search(const What& what, size_t rows, size_t columns) : what_(what), rows_(rows) {
    call_ = {};
    call_.shape = {what.form, what.codes, columns, what.queries};
    call_.metric = what.metric;
    call_.rowBytes = what.form == ScoreForm::floats ? columns * 4 : columns * what.codes.bits / 8;
    call_.corpusRows = rows;
    call_.scale = 0.01;
    call_.dimensions = static_cast<double>(columns);
    corpus_ = std::make_unique<Memory>(floats(rows * call_.rowBytes / 4));
    prepared_.resize(preparedBytes(what.queries, columns));
    constants_.assign(what.queries * kQueryConstants, 0);
    for (size_t q = 0; q < what.queries; q++)
      constants_[q * kQueryConstants] = constants_[q * kQueryConstants + 6] = 1;
    const size_t count = what.queries * columns;
    queries_.resize(count * 4);
    uint32_t state = 1;
    for (size_t i = 0; i < count; i++) {
      state = state * 1664525u + 1013904223u;
      int32_t number = static_cast<int32_t>(state) >> 24;
      if (what.form == ScoreForm::wideCodes) number = static_cast<int32_t>(state) / 257;
      const float value = static_cast<float>(number);
      memcpy(&queries_[i * 4], what.form == ScoreForm::floats ? static_cast<const void*>(&value) : &number,
             4);
      constants_[i / columns * kQueryConstants + 3] += number;
      constants_[i / columns * kQueryConstants + 4] += static_cast<double>(number) * number;
    }
    // Scores of a block take 64 KB at most.
    block_ = std::clamp<size_t>(8192 / what.queries, 256, 4096);
    if (what.form == ScoreForm::bits) block_ = 8192;
    scores_.resize(what.queries * block_);
    keys_.resize(what.queries * capacityOf(10));
    ids_.resize(keys_.size());
    counts_.resize(what.queries);
  }

  size_t bytes() const { return rows_ * call_.rowBytes; }
  const uint8_t* corpus() const { return corpus_->data(); }
  const uint8_t* queries() const { return queries_.data(); }

  void run(const KernelTable& table) {
    ScoreCall call = call_;
    call.corpus = corpus();
    call.prepared = prepared_.data();
    call.constants = bytesOf(constants_);
    call.scores = bytesOf(scores_);
    table.prepareQueries(call.shape, queries(), prepared_.data());
    std::fill(counts_.begin(), counts_.end(), 0);
    for (size_t at = 0; at < rows_; at += block_) {
      call.firstRow = at;
      call.rows = std::min(block_, rows_ - at);
      table.scoreRows(call, 0, call.rows);
      SelectCall select = {call.scores,
                           bytesOf(keys_),
                           bytesOf(ids_),
                           bytesOf(counts_),
                           nullptr,
                           what_.queries,
                           call.rows,
                           at,
                           10,
                           capacityOf(10),
                           what_.metric == Metric::dot || what_.metric == Metric::cosine};
      table.selectBest(select);
    }
  }
  // The scores of the last block by scalar kernels are the same, and something was found.
  bool verify(const KernelTable& table) {
    run(table);
    const std::vector<double> scores = scores_;
    ScoreCall call = call_;
    call.corpus = corpus();
    std::vector<uint8_t> prepared(prepared_.size());
    call.prepared = prepared.data();
    call.constants = bytesOf(constants_);
    call.scores = bytesOf(scores_);
    call.firstRow = (rows_ - 1) / block_ * block_;
    call.rows = rows_ - call.firstRow;
    scalarTable().prepareQueries(call.shape, queries(), prepared.data());
    scalarTable().scoreRows(call, 0, call.rows);
    return counts_[0] >= 10 && memcmp(scores.data(), scores_.data(), scores.size() * sizeof(double)) == 0;
  }

 private:
  template <class T>
  static uint8_t* bytesOf(std::vector<T>& values) {
    return reinterpret_cast<uint8_t*>(values.data());
  }

  What what_;
  size_t rows_, block_;
  ScoreCall call_;
  std::unique_ptr<Memory> corpus_;
  std::vector<uint8_t> queries_, prepared_;
  std::vector<double> constants_, scores_, keys_, counts_;
  std::vector<uint32_t> ids_;
};

void raceOf(const What& what, size_t rows, size_t columns) {
  auto search = std::make_shared<Search>(what, rows, columns);
  const auto always = [] { return true; };
  const uint8_t* const data = search->corpus();
  const size_t bytes = search->bytes() / 4096 * 4096;
  std::vector<Contestant> all = {contestant(
                                     "read", [=] { readOnce(data, bytes); }, always),
                                 contestant(
                                     "read, 8 streams", [=] { readEightStreams(data, bytes); }, always)};
  std::vector<std::string> references = {"read", "read, 8 streams"};
  if (what.queries > 1 && hasMultiplyAndAdd()) {
    all.push_back(contestant(
        "multiply and add", [=] { multiplyAndAdd(rows * columns * what.queries); }, always));
    references = {"multiply and add"};
  }
  if (what.form == ScoreForm::bits) {
    const auto loop = [=] {
      const size_t nearest = nearestByPopcnt(data, search->queries(), rows, columns / 8);
      asm volatile("" ::"r"(nearest));
    };
    all.push_back(contestant("popcnt loop", loop, always));
    references.push_back("popcnt loop");
  }
  for (const KernelTable* table : tables(rows * columns * what.queries)) {
    all.push_back(contestant(
        table->name, [=] { search->run(*table); }, [=] { return search->verify(*table); }));
  }
  race("search",
       std::string(": ") + what.name + ", " + std::to_string(rows) + " x " + std::to_string(columns),
       search->bytes() / 4, all, references);
}

}  // namespace

void searchBench(size_t floats) {
  const CodeShape int8 = {8, true}, int4 = {4, true}, uint1 = {1, false};
  const What all[] = {{"int8 dot", ScoreForm::codes, int8, Metric::dot, 1},
                      {"int8 cosine", ScoreForm::codes, int8, Metric::cosine, 1},
                      {"int8 by floats, dot", ScoreForm::wideCodes, int8, Metric::dot, 1},
                      {"int4 by floats, dot", ScoreForm::wideCodes, int4, Metric::dot, 1},
                      {"1 bit by floats, dot", ScoreForm::wideCodes, uint1, Metric::dot, 1},
                      {"bits, hamming", ScoreForm::bits, uint1, Metric::hamming, 1},
                      {"float32 dot", ScoreForm::floats, int8, Metric::dot, 1},
                      {"float32 cosine", ScoreForm::floats, int8, Metric::cosine, 1},
                      {"64 queries, int8 dot", ScoreForm::codes, int8, Metric::dot, 64},
                      {"64 queries, int8 cosine", ScoreForm::codes, int8, Metric::cosine, 64}};
  const size_t columns = 384, rows = floats / columns;
  for (const What& what : all) raceOf(what, rows, columns);
}

}  // namespace linquant::bench
