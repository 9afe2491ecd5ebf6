// prepareQueries, scoreRows and selectBest.
#include "../core/search/search.h"

#include "sides.h"

namespace linquant {
namespace {

// At most 2^48 rows, columns or queries, and 2^53 numbers: their bytes do not overflow then.
constexpr uint64_t kMostLength = uint64_t{1} << 48;

uint64_t lengthOf(Reader& reader, Slot slot) {
  const uint64_t length = reader.length(slot);
  if (length <= kMostLength) return length;
  reader.refuse();
  return 0;
}

// The product of two lengths, or 0 after a refusal.
uint64_t productOf(Reader& reader, uint64_t a, uint64_t b) {
  const auto number = [](uint64_t length) { return static_cast<double>(static_cast<int64_t>(length)); };
  if (number(a) * number(b) <= 0x1p53) return a * b;
  reader.refuse();
  return 0;
}

CodeShape codesOf(Dtype dtype) {
  const DtypeRow row = rowOf(dtype);
  return {row.bits, row.isSigned};
}

QueryShape readShape(Reader& reader) {
  QueryShape shape;
  shape.form = reader.one<ScoreForm>(Slot::form, kScoreFormCount);
  shape.codes = codesOf(reader.dtype());
  shape.columns = lengthOf(reader, Slot::columns);
  shape.queries = lengthOf(reader, Slot::queries);
  const bool isOfCodes = shape.form == ScoreForm::codes || shape.form == ScoreForm::wideCodes;
  if (shape.form == ScoreForm::bits) shape.codes = {1, false};
  if (shape.form == ScoreForm::floats) shape.codes = {8, true};
  // A row begins at a byte.
  const bool isWhole = shape.codes.bits <= 8 && shape.columns * shape.codes.bits % 8 == 0;
  if (!isWhole && (isOfCodes || shape.form == ScoreForm::bits)) reader.refuse();
  productOf(reader, roundUp(shape.queries, 16), paddedColumns(shape.columns));
  return shape;
}

uint64_t bytesOfQueries(const QueryShape& shape) {
  const uint64_t count = shape.queries * shape.columns;
  return shape.form == ScoreForm::bits ? count / 8 : count * sizeof(float);
}

Status preparePrepareQueries(Reader& reader, const Views& views, Call& call) {
  call.query = readShape(reader);
  if (!reader.ok()) return Status::invalid;
  const QueryShape& shape = call.query;
  call.in = views[0].data;
  call.out = views[1].data;
  call.count = shape.columns == 0 ? 0 : shape.queries;
  Memory memory(views[0], bytesOfQueries(shape), views[1], preparedBytes(shape.queries, shape.columns));
  return memory.status();
}

uint64_t runPrepareQueries(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  if (first != end) table.prepareQueries(call.query, call.in, call.out);
  return kNone;
}

// A view of one number for each row of the corpus, or none.
const uint8_t* readRowView(Memory& memory, const View& view, uint64_t rows) {
  if (view.bytes == kAbsent) return nullptr;
  memory.input(view, rows * sizeof(float));
  return view.data;
}

// The list of rows, or none. It may be longer than what is asked for.
const uint8_t* readList(Reader& reader, Memory& memory, const Views& views, uint64_t firstRow,
                        uint64_t rows) {
  if (!views.has(4)) return nullptr;
  const View& list = views[4];
  if (firstRow != 0) reader.refuse();
  memory.input(list, list.bytes / sizeof(uint32_t) >= rows ? list.bytes : kAbsent);
  return list.data;
}

void readScoring(Reader& reader, const QueryShape& shape, ScoreCall& score) {
  score.shape = shape;
  score.metric = reader.one<Metric>(Slot::metric, kMetricCount);
  score.floatType = reader.floatType();
  if ((score.metric == Metric::hamming) != (shape.form == ScoreForm::bits)) reader.refuse();
  score.rowBytes = shape.form == ScoreForm::floats ? bytesOfFloats(score.floatType, shape.columns)
                                                   : shape.columns * shape.codes.bits / 8;
  score.rows = lengthOf(reader, Slot::rows);
  score.firstRow = lengthOf(reader, Slot::firstRow);
  score.isOneGrid = reader.one<uint32_t>(Slot::symmetric, 2) != 0;
  score.dimensions = static_cast<double>(static_cast<int64_t>(lengthOf(reader, Slot::axis)));
  score.scale = static_cast<double>(reader.finite(Slot::scale));
  score.zeroPoint = reader.integer(Slot::zeroPoint);
  score.offset = static_cast<double>(reader.finite(Slot::offset));
}

// The views: rows, prepared, constants, scores, list, scales, zeroPoints, offsets.
Status prepareScoreRows(Reader& reader, const Views& views, Call& call) {
  ScoreCall& score = call.score;
  readScoring(reader, readShape(reader), score);
  const QueryShape& shape = score.shape;
  const uint64_t count = productOf(reader, shape.queries, score.rows);
  if (!reader.ok()) return Status::invalid;
  call.count = shape.queries == 0 ? 0 : score.rows;
  // Rows without bytes are counted by nothing: the driver has no such rows.
  if (score.rowBytes == 0) {
    if (call.count != 0) reader.refuse();
    return Status::ok;
  }
  const View& rows = views[0];
  score.corpus = rows.data;
  score.corpusRows = rows.bytes / score.rowBytes;
  score.prepared = views[1].data;
  score.constants = views[2].data;
  score.scores = views[3].data;
  Memory memory(rows, score.corpusRows * score.rowBytes, views[3], count * sizeof(double));
  memory.input(views[1], preparedBytes(shape.queries, shape.columns));
  memory.input(views[2], shape.queries * kQueryConstants * sizeof(double));
  score.list = readList(reader, memory, views, score.firstRow, score.rows);
  const bool isWithin =
      views.has(4) ? score.corpusRows != 0 || score.rows == 0
                   : score.firstRow <= score.corpusRows && score.rows <= score.corpusRows - score.firstRow;
  if (!isWithin) return Status::lengthMismatch;
  score.affines.scales = readRowView(memory, views[5], score.corpusRows);
  score.affines.zeroPoints = readRowView(memory, views[6], score.corpusRows);
  score.affines.offsets = readRowView(memory, views[7], score.corpusRows);
  return memory.status();
}

// Whether rows first to end of the call, which are next to each other, have zero points of their own that are all 0, as the codes of
// symmetric rules have.
bool areZeroPointsZero(const ScoreCall& score, uint64_t first, uint64_t end) {
  if (score.affines.zeroPoints == nullptr || score.list != nullptr) return false;
  int32_t any = 0;
  for (uint64_t row = score.firstRow + first; row < score.firstRow + end; row++) {
    any |= valueAt<int32_t>(score.affines.zeroPoints, row);
  }
  return any == 0;
}

uint64_t runScoreRows(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  if (first == end) return kNone;
  if (!areZeroPointsZero(call.score, first, end)) return table.scoreRows(call.score, first, end);
  // Without them fewer sums of rows are needed, and scores are the same.
  ScoreCall score = call.score;
  score.affines.zeroPoints = nullptr;
  score.zeroPoint = 0;
  return table.scoreRows(score, first, end);
}

// The views: scores, keys, ids, counts, list.
Status prepareSelectBest(Reader& reader, const Views& views, Call& call) {
  SelectCall& select = call.select;
  select.queries = lengthOf(reader, Slot::queries);
  select.rows = lengthOf(reader, Slot::rows);
  select.firstRow = lengthOf(reader, Slot::firstRow);
  select.k = lengthOf(reader, Slot::k);
  select.isLargest = reader.one<uint32_t>(Slot::symmetric, 2) != 0;
  select.capacity = capacityOf(select.k);
  const uint64_t count = productOf(reader, select.queries, select.rows);
  const uint64_t room = productOf(reader, select.queries, select.capacity);
  if (!reader.ok()) return Status::invalid;
  // Ids are uint32.
  if (select.firstRow + select.rows > uint64_t{1} << 32) reader.refuse();
  call.count = select.queries == 0 || select.k == 0 ? 0 : select.rows;
  select.scores = views[0].data;
  select.keys = views[1].data;
  select.ids = views[2].data;
  select.counts = views[3].data;
  Memory memory(views[0], count * sizeof(double), views[1], room * sizeof(double));
  memory.output(views[2], room * sizeof(uint32_t));
  memory.output(views[3], select.queries * sizeof(double));
  select.list = readList(reader, memory, views, select.firstRow, select.rows);
  return memory.status();
}

uint64_t runSelectBest(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  if (first != end) table.selectBest(call.select);
  return kNone;
}

}  // namespace

const OperationRow kPrepareQueries = {2, 2, preparePrepareQueries, runPrepareQueries, nullptr, nullptr};
const OperationRow kScoreRows = {4, 8, prepareScoreRows, runScoreRows, nullptr, nullptr};
const OperationRow kSelectBest = {4, 5, prepareSelectBest, runSelectBest, nullptr, nullptr};

}  // namespace linquant
