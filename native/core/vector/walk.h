// The one way over consecutive elements: chunk by chunk, and the tail, which is what is left behind the last whole chunk.
#ifndef LINQUANT_CORE_VECTOR_WALK_H_
#define LINQUANT_CORE_VECTOR_WALK_H_

#include "../tuning.h"
#include "vector.h"

namespace linquant {

// Tails are handled in one of three ways:
//   overlap  the last chunk ends at the last element. It computes some elements a second time, with the same result, since
//            inputs and outputs do not overlap.
//   masks    masked loads and stores, where the vector type has them
//   padding  fewer elements than a chunk are copied to a whole chunk on the stack, and their results are copied back

// Calls at(i) for the first element of each chunk of `count` elements: at 0, then chunk after chunk. The last chunk may overlap
// the one before it. A count below a chunk is one chunk, which the caller pads.
template <class V, class At>
LINQUANT_INLINE void forEachChunk(size_t count, const At& at) {
  const size_t last = count < kChunk<V> ? 0 : count - kChunk<V>;
  for (size_t i = 0;; i += kChunk<V>) {
    if (i > last) i = last;
    at(i);
    if (i == last) break;
  }
}
// The same for at least a chunk, where the second chunk starts at `second`, which is at most a chunk (alignedSecond).
template <class V, class At>
LINQUANT_INLINE void forEachChunk(size_t count, size_t second, const At& at) {
  const size_t last = count - kChunk<V>;
  for (size_t i = 0, next = second;; next += kChunk<V>) {
    at(i);
    if (i == last) break;
    i = next < last ? next : last;
  }
}

// Walks `count` elements. Steps are the loop's body:
//   whole(i)        handles the chunk of elements from i on
//   partial(i, n)   handles n elements from i on, fewer than a chunk, by masks or padding
//   pair(i)         handles two chunks, where Steps::kPairs
template <class Steps>
LINQUANT_INLINE void walkChunks(size_t count, Steps& steps) {
  using V = typename Steps::Vector;
  size_t i = 0;
  if constexpr (Steps::kPairs) {
    for (; count - i >= 2 * kChunk<V>; i += 2 * kChunk<V>) steps.pair(i);
  }
  for (; count - i >= kChunk<V>; i += kChunk<V>) steps.whole(i);
  if (i == count) return;
  if (!V::kHasMasks && i != 0) {
    steps.whole(count - kChunk<V>);
  } else {
    steps.partial(i, count - i);
  }
}

// Where the second chunk starts: behind element 0, so near that it overlaps the first chunk, and such that its loads or stores, and those of
// all later chunks, are aligned: to a vector, or to more bytes up to a chunk's. Where the data is aligned already, or no element is, it is
// the end of the first chunk. Elements have `bytes` bytes.
template <class V, size_t kAlignment = kVectorBytes<V>>
LINQUANT_INLINE size_t alignedSecond(const uint8_t* data, size_t bytes) {
  const size_t beyond = reinterpret_cast<uintptr_t>(data) % kAlignment;
  return beyond == 0 || beyond % bytes != 0 ? kChunk<V> : (kAlignment - beyond) / bytes;
}

// Loads lines of the cache that are read after those of the `bytes` at `from`. The processor's own prefetcher stops at the end of a page, and
// beyond the cache the first lines of the next one would be waited for.
template <class V>
LINQUANT_INLINE void prefetchBehind(const uint8_t* from, size_t bytes) {
  for (size_t line = 0; line < bytes; line += kLineBytes) V::prefetch(from + tuning::kPrefetchBytes + line);
}

// Padding: a chunk on the stack whose first n elements are copies, of up to `kBytes` bytes each.
template <class V, size_t kBytes>
struct PaddedChunk {
  uint8_t bytes[kChunk<V> * kBytes];

  // The other elements are zeros.
  LINQUANT_INLINE_METHOD const uint8_t* withZeros(const uint8_t* data, size_t n, size_t size) {
    // Not memset, for which gcc emits "rep stos".
    for (size_t i = 0; i < sizeof bytes; i += kVectorBytes<V>) V::store(bytes + i, V::broadcast(0));
    memcpy(bytes, data, n * size);
    return bytes;
  }
  // The other elements repeat the first one.
  LINQUANT_INLINE_METHOD const uint8_t* withFirst(const uint8_t* data, size_t n, size_t size) {
    memcpy(bytes, data, n * size);
    for (size_t i = n; i < kChunk<V>; i++) memcpy(bytes + i * size, data, size);
    return bytes;
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_VECTOR_WALK_H_
