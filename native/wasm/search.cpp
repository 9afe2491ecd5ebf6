#include "search.h"

#include "staging.h"

namespace linquant {
namespace {

constexpr uint64_t kPreparedBytes = uint64_t{448} << 10;
// Rows of a piece: they are read once, so they need not be many.
constexpr uint64_t kRowBytes = uint64_t{96} << 10;
constexpr uint64_t kMostRows = 4096;

// Copies numbers of rows: those of consecutive rows, or of each row that is listed.
class Rows {
 public:
  Rows(const ScoreCall& score, uint64_t at, uint64_t count, Area& area)
      : first_(score.firstRow + at), count_(count) {
    if (score.list == nullptr) return;
    uint8_t* const list = area.take(count * sizeof(uint32_t));
    load(score.list, at * sizeof(uint32_t), count * sizeof(uint32_t), list);
    list_ = list;
    corpusRows_ = score.corpusRows;
  }
  uint64_t at(uint64_t i) const {
    if (list_ == nullptr) return first_ + i;
    const uint64_t row = valueAt<uint32_t>(list_, static_cast<size_t>(i));
    return row < corpusRows_ ? row : 0;
  }
  const uint8_t* copy(const uint8_t* view, uint64_t bytes, Area& area) const {
    if (view == nullptr) return nullptr;
    uint8_t* const to = area.take(count_ * bytes);
    if (list_ == nullptr) {
      load(view, first_ * bytes, count_ * bytes, to);
    } else {
      for (uint64_t i = 0; i < count_; i++) load(view, at(i) * bytes, bytes, to + i * bytes);
    }
    return to;
  }

 private:
  const uint8_t* list_ = nullptr;
  uint64_t first_, count_, corpusRows_ = 0;
};

}  // namespace

bool hasRoomFor(const QueryShape& shape) {
  return preparedBytes(shape.queries, shape.columns) <= kPreparedBytes;
}

Status runScores(const KernelTable& table, Call& call) {
  const ScoreCall all = call.score;
  const uint64_t queries = all.shape.queries;
  Area area;
  ScoreCall score = all;
  const auto whole = [&](const uint8_t* view, uint64_t bytes) {
    uint8_t* const to = area.take(bytes);
    load(view, 0, bytes, to);
    return to;
  };
  score.prepared = whole(all.prepared, preparedBytes(queries, all.shape.columns));
  score.constants = whole(all.constants, queries * kQueryConstants * sizeof(double));
  score.list = nullptr;
  score.firstRow = 0;
  const uint64_t byRows = kRowBytes / all.rowBytes + 1,
                 byScores = area.left() / 4 / (queries * sizeof(double));
  uint64_t step = byRows < byScores ? byRows : byScores;
  if (step > kMostRows) step = kMostRows;
  for (uint64_t at = 0; at < all.rows; at += step) {
    const uint64_t count = all.rows - at < step ? all.rows - at : step;
    Area rest = area;
    const Rows rows(all, at, count, rest);
    score.rows = score.corpusRows = count;
    score.affines.scales = rows.copy(all.affines.scales, sizeof(float), rest);
    score.affines.zeroPoints = rows.copy(all.affines.zeroPoints, sizeof(float), rest);
    score.affines.offsets = rows.copy(all.affines.offsets, sizeof(float), rest);
    score.corpus = rows.copy(all.corpus, all.rowBytes, rest);
    score.scores = rest.take(queries * count * sizeof(double));
    call.score = score;
    const uint64_t unfit = run(table, call, 0, count);
    if (unfit != kNone) {
      conclude(table, call, unfit);
      call.index = rows.at(unfit);
      return Status::notFinite;
    }
    for (uint64_t q = 0; q < queries; q++) {
      store(all.scores, (q * all.rows + at) * sizeof(double), count * sizeof(double),
            score.scores + q * count * sizeof(double));
    }
  }
  return Status::ok;
}

}  // namespace linquant
