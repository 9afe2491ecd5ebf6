#include "pieces.h"

#include <string.h>

#include "../definition/bits.h"

namespace linquant::test {
namespace {

uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }

struct Piece {
  uint64_t first, end;
};

template <class T>
void shuffle(Random& random, std::vector<T>& all) {
  for (size_t i = all.size(); i > 1; i--) {
    std::swap(all[i - 1], all[static_cast<size_t>(random.integer(0, static_cast<int64_t>(i) - 1))]);
  }
}

std::vector<Piece> randomPieces(Random& random, uint64_t count, uint64_t grain) {
  std::vector<Piece> pieces;
  const int64_t most = static_cast<int64_t>(count / grain / 3) + 1;
  for (uint64_t at = 0; at < count;) {
    const int64_t grains = random.integer(0, 2) == 0 ? 1 : random.integer(1, most);
    const uint64_t end = least(count, at + static_cast<uint64_t>(grains) * grain);
    pieces.push_back({at, end});
    at = end;
  }
  shuffle(random, pieces);
  return pieces;
}

// How many bytes of the input or output lie before an element at which a piece may begin.
uint64_t bytesBefore(const CallCase& c, bool isInput, uint64_t element) {
  const uint64_t floats = element * infoOf(c.coding.floatType).bytes;
  const uint64_t codes = definition::codeBytes(c.coding.dtype, element);
  const uint64_t rows =
      c.layout.inner == 0 ? 0 : element / c.layout.inner * definition::bitBytes(c.layout.inner);
  const auto blocks = [&] {
    return element / kGgmlFloats * kGgmlBlockBytes[static_cast<size_t>(c.number(Slot::dtype))];
  };
  switch (c.operation) {
    case Operation::dequantize:
      return isInput ? codes : floats;
    case Operation::requantize:
      return isInput ? definition::codeBytes(c.fromCoding.dtype, element) : codes;
    case Operation::convert:
      return isInput ? floats : element * infoOf(c.toType).bytes;
    case Operation::quantizeGgml:
      return isInput ? floats : blocks();
    case Operation::dequantizeGgml:
      return isInput ? blocks() : floats;
    case Operation::packBits:
      return isInput ? floats : rows;
    case Operation::unpackBits:
      return isInput ? rows : element * 4;
    case Operation::fakeQuantize:
      return floats;
    default:
      return isInput ? floats : codes;
  }
}

// Runs a piece on copies of its part of input, output and mask.
uint64_t runCopied(const KernelTable& table, const CallCase& c, const Call& call, const Piece& piece,
                   size_t inBytes, size_t outBytes) {
  const auto part = [&](bool isInput, size_t bytes) {
    const uint64_t begin = bytesBefore(c, isInput, piece.first);
    const uint64_t end = piece.end == call.count ? bytes : bytesBefore(c, isInput, piece.end);
    return Piece{begin, end};
  };
  const Piece in = part(true, inBytes), out = part(false, outBytes);
  Data input(call.in + in.first, call.in + in.end), output(out.end - out.first, kSentinel),
      mask(piece.end - piece.first, kSentinel);
  Call copy = call;
  copy.origin = piece.first;
  copy.in = input.data();
  copy.out = output.data();
  Data codes;
  if (c.operation == Operation::measure) {
    const auto before = [&](uint64_t element) { return definition::codeBytes(c.coding.dtype, element); };
    codes = Data(call.measure.codes + before(piece.first), call.measure.codes + before(piece.end));
    copy.measure.codes = codes.data();
    // Results are no elements: they stay where they are.
    copy.out = call.out;
    return run(table, copy, piece.first, piece.end);
  }
  const bool hasMask = c.operation == Operation::fakeQuantize && call.mask != nullptr;
  if (hasMask) copy.mask = mask.data();
  const uint64_t unfit = run(table, copy, piece.first, piece.end);
  if (!output.empty()) memcpy(call.out + out.first, output.data(), output.size());
  if (hasMask) memcpy(call.mask + piece.first, mask.data(), mask.size());
  return unfit;
}

// Finds the ranges of all pieces and merges them in another order.
uint64_t reduceInPieces(Random& random, const KernelTable& table, Call& call) {
  struct Ranges {
    Data mins, maxs;
  };
  const size_t bytes = rangesOf(call) * 4;
  std::vector<Ranges> all;
  for (const Piece& piece : randomPieces(random, call.count, grain(call))) {
    Ranges ranges = {Data(bytes), Data(bytes)};
    begin(call, ranges.mins.data(), ranges.maxs.data());
    reduce(table, call, piece.first, piece.end, ranges.mins.data(), ranges.maxs.data());
    all.push_back(std::move(ranges));
  }
  shuffle(random, all);
  Ranges sum = {Data(bytes), Data(bytes)};
  begin(call, sum.mins.data(), sum.maxs.data());
  for (const Ranges& one : all) {
    merge(call, sum.mins.data(), sum.maxs.data(), one.mins.data(), one.maxs.data());
  }
  return finish(table, call, sum.mins.data(), sum.maxs.data());
}

}  // namespace

Status runInPieces(Random& random, const KernelTable& table, const CallCase& c, Call& call,
                   const std::vector<Given>& views) {
  if (steps(call) == Steps::reduceThenMap) {
    const uint64_t unfit = reduceInPieces(random, table, call);
    if (unfit != kNone || !hasMap(call)) return conclude(table, call, unfit);
  }
  const bool hasParts = steps(call) == Steps::parts;
  Data parts(hasParts ? bytesOfParts(call) : 0, kSentinel);
  if (hasParts) call.measure.parts = parts.data();
  uint64_t first = kNone;
  for (const Piece& piece : randomPieces(random, call.count, grain(call))) {
    // Of one piece there is nothing to copy.
    const bool isCopied = grain(call) < call.count && random.coin();
    const uint64_t unfit = isCopied
                               ? runCopied(table, c, call, piece, views[0].data.size(), views[1].data.size())
                               : run(table, call, piece.first, piece.end);
    first = least(first, unfit);
  }
  if (hasParts && first == kNone) addParts(call);
  return conclude(table, call, first);
}

}  // namespace linquant::test
