#include "score_case.h"

#include "../definition/search.h"

namespace linquant::test {
namespace {

// Columns around the widths of vectors and of pieces, and long ones.
size_t randomColumns(Random& random) {
  const int64_t kinds[] = {1, 8, 15, 31, 33, 63, 64, 65, 127, 130, 256, 384, 520, 1000};
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
  // Codes within int8 and beyond it.
  const int64_t most = shape.form != ScoreForm::codes ? 8355711 : random.coin() ? 127 : 255;
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

}  // namespace

ScoreCase randomScoreCase(Random& random) {
  ScoreCase c;
  makeShape(random, c);
  makeRows(random, c);
  makeParameters(random, c);
  makeQueries(random, c);
  return c;
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

}  // namespace linquant::test
