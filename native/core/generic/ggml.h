// QuantizeGgmlKernel and DequantizeGgmlKernel (kernels.h) over a vector type: Q8_0 and Q4_0, by ggml's reference.
//
// A block is 32 floats: its scale d as float16, then its codes. Q8_0 has 32 bytes, int8; Q4_0 has 16, of which byte j holds
// code j in its low and code j + 16 in its high bits. Products with id = f32(1 / d) take the place of quotients.
//   Q8_0   d = f32(amax / 127), code = round(f32(x * id)), half away from zero
//   Q4_0   d = f32(max / -8), max being the first element of the largest magnitude, with its sign;
//          code = min(15, trunc(f32(f32(x * id) + 8.5)))
// id comes from the float32 d, and is 0 where d is. Where 1 / d is infinite, ggml's conversion of the product to an integer
// is undefined; here all codes are 0 then, as x64 makes them.
#ifndef LINQUANT_CORE_GENERIC_GGML_H_
#define LINQUANT_CORE_GENERIC_GGML_H_

#include "choose.h"
#include "quantize_patch.h"
#include "range_patch.h"

namespace linquant {

constexpr float kMostHalf = 65504;

LINQUANT_INLINE constexpr size_t ggmlBytes(size_t codeBits) { return 2 + kGgmlFloats * codeBits / 8; }

// As many blocks as a vector has lanes: their scales and reciprocals are worked out together.
template <class V, int kType>
struct GgmlGroup {
  using F = typename V::F;
  using I = typename V::I;
  static constexpr size_t kVectors = kGgmlFloats / V::kLanes;

  FloatType type;
  float reciprocal[V::kLanes];
  uint8_t halves[V::kLanes * 2];
  uint32_t infinite;  // a bit for each block whose 1 / d is that

  LINQUANT_INLINE_METHOD F load(const uint8_t* x, size_t block, size_t j) const {
    const FloatType known = typeOr<kType>(type);
    return loadVector<V>(known, x + (block * kGgmlFloats + j * V::kLanes) * floatBytes(known));
  }

  // Takes the scales; false where one is too large for float16, or not a number.
  LINQUANT_INLINE_METHOD bool take(F d) {
    const F zero = V::broadcast(0), id = V::whereZero(d, zero, V::divide(V::broadcast(1), d));
    putVector<V>(reciprocal, id);
    V::storeHalf(halves, d);
    infinite = 0;
    if (!V::areAllWithin(id, -kMostFloat, kMostFloat)) [[unlikely]] {
      for (size_t block = 0; block < V::kLanes; block++) {
        if (reciprocal[block] >= -kMostFloat && reciprocal[block] <= kMostFloat) continue;
        infinite |= 1u << block;
        reciprocal[block] = 0;
      }
    }
    return V::areAllWithin(d, -kMostHalf, kMostHalf);
  }
};

template <class V, int kType>
struct Q8Group : GgmlGroup<V, kType> {
  using F = typename V::F;
  using I = typename V::I;
  static constexpr size_t kBits = 8;

  // The scales of kLanes blocks.
  LINQUANT_INLINE_METHOD bool measure(const uint8_t* x) {
    F most[V::kLanes];
    for (size_t block = 0; block < V::kLanes; block++) {
      most[block] = V::greaterMagnitude(V::broadcast(0), this->load(x, block, 0));
      for (size_t j = 1; j < this->kVectors; j++) {
        most[block] = V::greaterMagnitude(most[block], this->load(x, block, j));
      }
    }
    return this->take(V::divide(V::greatestMagnitudeOfEach(most), V::broadcast(127)));
  }

  // Their codes, 32 bytes each.
  LINQUANT_INLINE_METHOD void encode(const uint8_t* x, uint8_t* codes) const {
    for (size_t i = 0; i < V::kLanes * this->kVectors; i += 4) {
      I v[4];
      for (size_t j = 0; j < 4; j++) {
        const size_t block = (i + j) / this->kVectors;
        const F product = V::multiply(this->load(x, block, (i + j) % this->kVectors),
                                      V::broadcast(this->reciprocal[block]));
        v[j] = V::roundHalfAway(product);
      }
      V::storeCodes(codes + i * V::kLanes, V::narrow(V::pack(v[0], v[1], v[2], v[3])));
    }
  }
};

template <class V, int kType>
struct Q4Group : GgmlGroup<V, kType> {
  using F = typename V::F;
  using I = typename V::I;
  static constexpr size_t kBits = 4;

  LINQUANT_INLINE_METHOD bool measure(const uint8_t* x) {
    F min[V::kLanes], max[V::kLanes];
    typename V::Nan nan{};
    for (size_t block = 0; block < V::kLanes; block++) {
      min[block] = max[block] = V::broadcast(0);
      for (size_t j = 0; j < this->kVectors; j++) {
        const F v = this->load(x, block, j);
        min[block] = V::least(v, min[block]);
        max[block] = V::greatest(v, max[block]);
        V::noteNan(nan, v, v);
      }
    }
    float low[V::kLanes], high[V::kLanes], most[V::kLanes];
    putVector<V>(low, V::leastOfEach(min));
    putVector<V>(high, V::greatestOfEach(max));
    for (size_t block = 0; block < V::kLanes; block++) {
      most[block] = -low[block] > high[block] ? low[block] : high[block];
      // Zeros give +0, whatever their signs.
      if (-low[block] == high[block]) most[block] = high[block] > 0 ? firstOf(x, block, high[block]) : 0;
    }
    const F d = V::divide(V::load(reinterpret_cast<const uint8_t*>(most)), V::broadcast(-8));
    return this->take(d) && !V::any(nan);
  }

  // Whichever of most and -most comes first.
  LINQUANT_INLINE_METHOD float firstOf(const uint8_t* x, size_t block, float most) const {
    for (size_t j = 0; j < this->kVectors; j++) {
      float values[V::kLanes];
      putVector<V>(values, this->load(x, block, j));
      for (float value : values) {
        if (value == most || value == -most) return value;
      }
    }
    return most;
  }

  LINQUANT_INLINE_METHOD I code(const uint8_t* x, size_t block, size_t j) const {
    const F product = V::multiply(this->load(x, block, j), V::broadcast(this->reciprocal[block]));
    return V::lesserInteger(V::truncate(V::plus(product, V::broadcast(8.5f))), V::broadcastInteger(15));
  }

  // Their bytes, 16 each.
  LINQUANT_INLINE_METHOD void encode(const uint8_t* x, uint8_t* codes) const {
    constexpr size_t kHalf = GgmlGroup<V, kType>::kVectors / 2;
    for (size_t i = 0; i < V::kLanes * kHalf; i += 4) {
      I v[4];
      for (size_t j = 0; j < 4; j++) {
        const size_t block = (i + j) / kHalf, at = (i + j) % kHalf;
        I high = code(x, block, at + kHalf);
        for (size_t times2 = 0; times2 < 4; times2++) high = V::addIntegers(high, high);
        v[j] = V::addIntegers(code(x, block, at), high);
      }
      V::storeBytes(codes + i * V::kLanes, v);
    }
  }
};

// The first of `blocks` blocks without a scale, of which there is one.
template <class V, template <class, int> class Group, int kType>
LINQUANT_OUTLINE size_t firstUnfitBlock(FloatType type, const uint8_t* x, size_t blocks, float most) {
  for (size_t block = 0; block < blocks; block++) {
    const size_t bytes = kGgmlFloats * floatBytes(type);
    const Range range = rangeOfRun<V>(type, x + block * bytes, kGgmlFloats);
    const float steps = Group<V, kType>::kBits == 8 ? 127.0f : 8.0f;
    const float amax = -range.min > range.max ? -range.min : range.max;
    if (!(amax <= kMostFloat && range.max <= kMostFloat && amax / steps <= most)) return block;
  }
  return blocks;
}

template <class V, template <class, int> class Group, int kType>
LINQUANT_INLINE size_t quantizeGgmlAs(const uint8_t* x, FloatType type, uint8_t* out, size_t blocks) {
  constexpr size_t kBytes = ggmlBytes(Group<V, kType>::kBits), kCodes = kBytes - 2;
  const size_t blockBytes = kGgmlFloats * floatBytes(type);
  size_t end = blocks;  // until one is found that has no scale
  for (size_t block = 0, n; block < end; block += n) {
    n = end - block < V::kLanes ? end - block : V::kLanes;
    uint8_t some[V::kLanes * kGgmlFloats * kMostFloatBytes], codes[V::kLanes * kCodes];
    const uint8_t* from = x + block * blockBytes;
    if (n < V::kLanes) {
      memset(some, 0, sizeof some);
      memcpy(some, from, n * blockBytes);
      from = some;
    }
    Group<V, kType> group;
    group.type = type;
    if (!group.measure(from)) [[unlikely]] {
      end = block + firstUnfitBlock<V, Group, kType>(type, from, n, kMostHalf);
      n = 0;
      continue;
    }
    group.encode(from, codes);
    for (size_t i = 0; i < n; i++) {
      uint8_t* const to = out + (block + i) * kBytes;
      memcpy(to, group.halves + 2 * i, 2);
      memcpy(to + 2, codes + i * kCodes, kCodes);
      // Not the 8 that Q4_0 makes of a product of 0.
      if ((group.infinite >> i & 1) != 0) [[unlikely]]
        memset(to + 2, 0, kCodes);
    }
  }
  return end;
}

template <class V, template <class, int> class Group>
size_t quantizeGgmlKernel(const uint8_t* x, FloatType type, uint8_t* out, size_t blocks) {
  if (type == FloatType::float32) {
    return quantizeGgmlAs<V, Group, static_cast<int>(FloatType::float32)>(x, type, out, blocks);
  }
  return quantizeGgmlAs<V, Group, kAnyFloatType>(x, type, out, blocks);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_GGML_H_
