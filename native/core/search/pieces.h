// What kernels of codes have in common: a kernel sums a piece of eight rows' columns, as int32, and the sums of pieces are added up
// in float64, where they stay integers.
#ifndef LINQUANT_CORE_SEARCH_PIECES_H_
#define LINQUANT_CORE_SEARCH_PIECES_H_

#include "sums.h"

namespace linquant {

// Codes that are widened to fill a vector.
template <class V>
constexpr size_t kWords = kVectorSize<V> / 2;

// Of rows of codes of 8 bits, and for dot products of all rows: bytes first to end, whole vectors. What is behind the last whole vector of a
// row is read by a vector that ends with the row, whose mask leaves out what was read before. Of packed rows else: all of their bytes.
// `rowBytes` are the bytes that are read of a row.
template <class V>
struct Piece {
  typename V::I tailMask;
  size_t first, end, tailAt;
  bool isEnd;
  size_t plane, rowBytes;
  typename V::I flip;  // adds the bias (biasOf) to codes
};

// Writes sums of eight rows to `out`: int32 [sums, 8].
template <class V>
using Kernel = void (*)(const Piece<V>& piece, const Rows& rows, const uint8_t* query, int32_t* out);
constexpr size_t kMostSums = 5;

// The mask of the last `rest` of a vector's elements, of kBytes bytes each.
template <class V, size_t kBytes>
LINQUANT_INLINE typename V::I lastMask(size_t rest) {
  uint8_t bytes[2 * kVectorSize<V>];
  memset(bytes, 0, kVectorSize<V>);
  memset(bytes + kVectorSize<V>, 0xff, kVectorSize<V>);
  return V::loadIntegers(bytes + rest * kBytes);
}

// What is to be xored with bytes of codes, so that their bias is added.
template <class V>
LINQUANT_INLINE typename V::I flipOf(const CodeShape& codes) {
  const int32_t bias = biasOf<V>(codes);
  const uint32_t ones = 0x01010101u * (0xffu / ((1u << codes.bits) - 1));
  return V::broadcastInteger(static_cast<int32_t>(ones * static_cast<uint32_t>(bias < 0 ? -bias : bias)));
}

// Rows that are shorter than a vector are copied, with zeros behind them.
struct PaddedRows {
  static constexpr size_t kBytes = 64;
  uint8_t bytes[kSearchStreams][kBytes];

  LINQUANT_INLINE_METHOD void fill(Rows& rows, size_t count) {
    memset(bytes, 0, sizeof bytes);
    LINQUANT_KEEP_LOOP
    for (size_t r = 0; r < kSearchStreams; r++) {
      memcpy(bytes[r], rows[r], count);
      rows[r] = bytes[r];
    }
  }
};

// How the rows of a call are cut into pieces.
template <class V>
struct Pieces {
  Piece<V> piece;
  // Bytes of whole vectors of what a kernel reads of a row, and the most of them whose sums are within int32.
  size_t whole, most;
  bool isShort, areWhole;

  // Codes of 8 bits: 255 * 2048 * 4096, 255 * 256 * 32768 and, with what is behind the last whole vector, 255 * 255 * 32832 are below 2^31, in
  // whatever lane an element is summed. Of others shape.h limits the columns.
  LINQUANT_INLINE_METHOD explicit Pieces(const ScoreCall& call) {
    const CodeShape& codes = call.shape.codes;
    const bool isByte = codes.bits == 8;
    areWhole = !isByte && !V::kHasDots;
    const size_t least = isPacked<V>(call.shape) ? kVectorSize<V> : kWords<V>;
    isShort = call.rowBytes < least;
    const size_t bytes = isShort ? least : call.rowBytes;
    most = !isByte ? SIZE_MAX : !V::kHasDots && call.shape.form == ScoreForm::wideCodes ? 4096 : 32768;
    whole = bytes / least * least;
    piece.rowBytes = bytes;
    piece.plane =
        V::kHasDots ? digitStride<V>(call.shape) : paddedColumns(call.shape.columns) * sizeof(int16_t);
    piece.tailAt = bytes - least;
    piece.tailMask = isPacked<V>(call.shape) ? lastMask<V, 1>(bytes - (bytes - 1) / least * least)
                                             : lastMask<V, 2>(bytes - whole);
    piece.flip = flipOf<V>(codes);
  }
};

// The sums of one step of a walk: `sums` lines of eight numbers.
template <class V>
LINQUANT_SINGLE void sumStep(const Walk& walk, Pieces<V>& pieces, size_t step, Kernel<V> kernel,
                             const uint8_t* query, size_t sums, double* totals) {
  Rows rows;
  PaddedRows padded;
  walk.rowsOf(step, rows);
  if (pieces.isShort) padded.fill(rows, walk.call.rowBytes);
  int32_t out[kMostSums * kSearchStreams];
  const size_t count = sums * kSearchStreams;
  Piece<V>& piece = pieces.piece;
  piece.first = 0;
  for (size_t i = 0; i < count; i++) totals[i] = 0;
  for (bool isEnd = false; !isEnd; piece.first = piece.end) {
    isEnd = pieces.areWhole || pieces.whole - piece.first <= pieces.most;
    piece.end = isEnd ? pieces.whole : piece.first + pieces.most;
    piece.isEnd = isEnd && pieces.whole != piece.rowBytes;
    kernel(piece, rows, query, out);
    LINQUANT_KEEP_LOOP
    for (size_t i = 0; i < count; i += 8) {
      LINQUANT_UNROLL
      for (size_t j = 0; j < 8; j++) totals[i + j] += out[i + j];
    }
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_PIECES_H_
