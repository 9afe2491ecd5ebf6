// Memory for the benches.
#ifndef LINQUANT_BENCH_NATIVE_DATA_H_
#define LINQUANT_BENCH_NATIVE_DATA_H_

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmath>
#include <memory>

namespace linquant::bench {

// Memory that begins `offset` bytes after a multiple of 4096. All pages were written, so that none is mapped during a race.
class Memory {
 public:
  explicit Memory(size_t bytes, size_t offset = 0)
      : block_(static_cast<uint8_t*>(aligned_alloc(4096, (bytes + offset + 2 * 4096 - 1) / 4096 * 4096)),
               free),
        data_(block_.get() + offset),
        bytes_(bytes) {
    memset(data_, 0, bytes);
  }
  uint8_t* data() const { return data_; }
  size_t bytes() const { return bytes_; }

 private:
  std::unique_ptr<uint8_t, void (*)(void*)> block_;
  uint8_t* data_;
  size_t bytes_;
};

// Numbers like those of weights and embeddings: small, of both signs, without a repeating pattern.
inline Memory floats(size_t count, size_t offset = 0) {
  Memory memory(count * sizeof(float), offset);
  uint32_t state = 12345;
  for (size_t i = 0; i < count; i++) {
    state = state * 1664525u + 1013904223u;
    const float value = static_cast<float>(static_cast<int32_t>(state)) * 0x1p-30f;
    memcpy(memory.data() + i * sizeof(float), &value, sizeof value);
  }
  return memory;
}

}  // namespace linquant::bench

#endif  // LINQUANT_BENCH_NATIVE_DATA_H_
